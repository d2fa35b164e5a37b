"""Forms of adjustments: they check what was typed, never who may."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.core.figures import read_figure
from guatu.core.stored import from_fen, to_fen
from guatu.ledgers.actions import Proof
from guatu.ledgers.models import Entry
from guatu.planning.actions.adjusting import Wish
from guatu.planning.actions.adjusting_decisions import Paper, Verdict
from guatu.planning.changewords import WAN, line_name
from guatu.planning.lines import Line
from guatu.planning.models import Adjustment
from guatu.planning.queries.approvers import Signer

Kind = Adjustment.Kind
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LONGEST = 60


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


class LineChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's is no generic
    def label_from_instance(self, obj: Any) -> str:
        return line_name(obj)[:60]


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class AskForm(forms.Form):
    """What is to change, why, and what supports it; which fields it has depends on the kind."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why, in 1 to 500 characters.")},
    )
    evidence = forms.FileField(label=gettext_lazy("What supports it"), required=False)

    def __init__(
        self,
        *args: Any,
        line: Line,
        kind: str,
        measures: Collection[str],
        others: QuerySet[Any],
        units: QuerySet[Unit],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.line, self.kind, self.measures = line, kind, measures
        for name, field in self.own_fields(others, units).items():
            self.fields[name] = field
        self.order_fields(["due_on", "written", "standard", "amount", "into", "to_unit"])

    def own_fields(self, others: QuerySet[Any], units: QuerySet[Unit]) -> dict[str, forms.Field]:
        """Return the fields of this kind alone, before those that every kind has."""
        if self.kind == Kind.POSTPONE:
            return {"due_on": forms.DateField(label=_("New due day"), widget=DAY)}
        if self.kind == Kind.MERGE:
            return {"into": LineChoice(others, label=_("Into which"))}
        if self.kind == Kind.MOVE_OUT:
            field = UnitChoice(
                units,
                required=False,
                label=_("To which unit"),
                empty_label=_("out of the campaign"),
            )
            return {"to_unit": field}
        if self.kind in {Kind.RAISE, Kind.LOWER}:
            return self.value_fields()
        return {}

    def value_fields(self) -> dict[str, forms.Field]:
        line = self.line
        if not isinstance(line, Entry):
            help_text = _("Now: %(value)s") % {"value": line.written}
            return {
                "written": forms.CharField(
                    label=_("New target value"), max_length=LONGEST, help_text=help_text
                )
            }
        amount = from_fen(line.amount_fen, WAN) if line.amount_fen is not None else None
        return {
            "standard": forms.CharField(
                label=_("Standard of completion"),
                required=False,
                initial=line.standard,
                widget=forms.Textarea(attrs={"rows": 3}),
            ),
            "amount": forms.CharField(
                label=_("Money planned (10,000 yuan)"),
                required=False,
                initial="" if amount is None else f"{amount:f}",
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            ),
        }

    def clean_evidence(self) -> Proof | None:
        return proof_of(self.cleaned_data["evidence"])

    def clean_amount(self) -> int | None:
        text = self.cleaned_data["amount"].replace(",", "").replace("，", "").strip()
        if not text:
            return None
        try:
            return to_fen(Decimal(text), WAN)
        except (InvalidOperation, ValueError) as error:
            raise forms.ValidationError(
                _("Give an amount of money; the smallest part is one fen.")
            ) from error

    def clean_written(self) -> str:
        written: str = self.cleaned_data["written"]
        figure = read_figure(written, self.measures)
        if figure is None:
            raise forms.ValidationError(
                _("Write one number with its unit of measure, for example %(example)s.")
                % {"example": f"12.6{self.line_measure or ''}"}
            )
        self.cleaned_data["figure"] = figure.value
        self.cleaned_data["measure"] = figure.measure or self.line_measure
        return written if figure.measure else f"{written}{self.line_measure or ''}"

    @property
    def line_measure(self) -> str | None:
        return None if isinstance(self.line, Entry) else self.line.measure

    @property
    def wish(self) -> Wish:
        cleaned = self.cleaned_data
        return Wish(
            kind=self.kind,
            reason=cleaned["reason"],
            due_on=cleaned.get("due_on"),
            standard=cleaned.get("standard", ""),
            amount_fen=cleaned.get("amount"),
            figure=cleaned.get("figure"),
            measure=cleaned.get("measure"),
            written=cleaned.get("written", ""),
            into=cleaned.get("into"),
            to_unit=cleaned.get("to_unit"),
            evidence=cleaned.get("evidence"),
        )


class DecideForm(forms.Form):
    """The word of whoever approved the line; the button pressed says which."""

    state = forms.ChoiceField(choices=[("approved", ""), ("refused", "")])
    note = forms.CharField(
        label=gettext_lazy("Note (a refusal needs one)"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def verdict(self) -> Verdict:
        return Verdict(state=self.cleaned_data["state"], note=self.cleaned_data["note"])


class PaperForm(DecideForm):
    """The same word, given on signed paper (T4): the scan, who signed, and when."""

    signer = forms.ChoiceField(label=gettext_lazy("Who signed"))
    signed_on = forms.DateField(label=gettext_lazy("Signed on"), widget=DAY)
    scan = forms.FileField(label=gettext_lazy("Scan of the signed sheet"))

    def __init__(self, *args: Any, known: Iterable[Signer], today: date, **options: Any) -> None:
        options.setdefault("initial", {"signed_on": today})
        super().__init__(*args, **options)
        self.fields["signer"].choices = [  # type: ignore[attr-defined]
            (f"{one.person_id}:{one.post_id}", signer_label(one)) for one in known
        ]
        self.order_fields(["signer", "signed_on", "scan", "note"])

    def clean_scan(self) -> Proof | None:
        return proof_of(self.cleaned_data["scan"])

    @property
    def verdict(self) -> Verdict:
        cleaned = self.cleaned_data
        person, _colon, post = cleaned["signer"].partition(":")
        paper = Paper(
            scan=cleaned["scan"],
            person_id=int(person),
            post_id=int(post),
            signed_on=cleaned["signed_on"],
        )
        return Verdict(state=cleaned["state"], note=cleaned["note"], paper=paper)


def signer_label(one: Signer) -> str:
    if one.is_deputy:
        return _("%(name)s (%(post)s, as deputy)") % {"name": one.name, "post": one.post}
    return f"{one.name} ({one.post})"
