"""Forms of other offices, filled in place: what they look like stays as it came."""

from guatu.interchange.forms.filling import UnfillableForm, fill_form

__all__ = ["UnfillableForm", "fill_form"]
