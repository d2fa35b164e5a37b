"""Rows of sheets."""

from guatu.sheets.models.adopting import AdoptedLine, Adoption
from guatu.sheets.models.higher import HigherFilling, HigherForm

__all__ = ["AdoptedLine", "Adoption", "HigherFilling", "HigherForm"]
