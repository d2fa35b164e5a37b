"""Pieces that the forms of supervision share: days, words, files, and a decision signed on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Appointment
from guatu.ledgers.actions import Proof
from guatu.supervision.actions.deciding import Paper

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def words(
    label: Any, *, required: bool = True, rows: int = 2, most: int = 1000, **options: Any
) -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


def proof_of(file: UploadedFile[bytes] | None) -> Proof | None:
    """Return a file that came with a form; a larger one than is taken is never read."""
    if file is None:
        return None
    if file.size is None or file.size > settings.EVIDENCE_MAX_BYTES:
        raise forms.ValidationError(
            _("The file is larger than %(limit)d MB. Make it smaller or split it.")
            % {"limit": settings.EVIDENCE_MAX_BYTES // 1024**2}
        )
    return Proof(payload=file.read(), file_name=file.name or "")


class WordsForm(forms.Form):
    """A few words, needed or not as the act asks."""

    def __init__(
        self, *args: Any, label: Any, required: bool = True, most: int = 500, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["words"] = words(label, required=required, most=most)


class SignedForm(forms.Form):
    """A decision: one's own, or that of somebody who signed a sheet on paper (T4)."""

    signer = forms.ChoiceField(label=gettext_lazy("Whose decision it is"), required=False)
    signed_on = forms.DateField(label=gettext_lazy("Signed on"), required=False, widget=DAY)
    scan = forms.FileField(
        label=gettext_lazy("Scan of the signed sheet"),
        required=False,
        help_text=gettext_lazy(
            "Only for a decision on paper: who signed, on which day, and the scan."
        ),
    )

    def __init__(
        self, *args: Any, deciders: Iterable[Appointment], may_self: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        own = [("", _("I decide this myself"))] if may_self else [("", "—")]
        self.may_self = may_self
        self.fields["signer"] = forms.ChoiceField(
            label=_("Whose decision it is"),
            required=False,
            choices=own + [(str(one.pk), signer_label(one)) for one in deciders],
        )

    def clean_scan(self) -> Proof | None:
        return proof_of(self.cleaned_data["scan"])

    def clean(self) -> dict[str, Any] | None:
        sent = super().clean() or {}
        if sent.get("signer"):
            for name, ask in (
                ("signed_on", _("Give the day of the signature.")),
                ("scan", _("Add the scan of the signed sheet.")),
            ):
                if not sent.get(name) and name not in self.errors:
                    self.add_error(name, ask)
        elif not self.may_self and "signer" not in self.errors:
            self.add_error("signer", _("Choose whose decision it is."))
        return sent

    @property
    def paper(self) -> Paper | None:
        """The signed sheet; None for a decision of one's own."""
        sent = self.cleaned_data
        scan, signed_on = sent.get("scan"), sent.get("signed_on")
        if not sent.get("signer") or scan is None or signed_on is None:
            return None
        return Paper(
            appointment_id=int(sent["signer"]),
            signed_on=signed_on,
            payload=scan.payload,
            file_name=scan.file_name,
        )


def signer_label(one: Appointment) -> str:
    """Return who may have signed: the post first, for the post decides."""
    said = {"unit": one.post.unit.label, "post": one.post.title, "name": one.person.name}
    if one.is_deputy:
        return _("%(unit)s %(post)s, %(name)s as deputy") % said
    return _("%(unit)s %(post)s, %(name)s") % said
