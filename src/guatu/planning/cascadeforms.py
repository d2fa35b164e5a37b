"""Forms of what is handed down: they check what was typed, never who may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.core.decomposing import NotDivisible, share_out
from guatu.ledgers.models import Entry
from guatu.planning.actions.cascade import Order
from guatu.planning.actions.cascade_shares import Portion
from guatu.shell.inputs import whole

ROLL_UPS: dict[str, Promise] = {
    Entry.RollUp.NONE.value: gettext_lazy("stays as it is: the unit above reports itself"),
    Entry.RollUp.SUM.value: gettext_lazy("derives: each line below counts the same"),
    Entry.RollUp.WEIGHTED.value: gettext_lazy("derives: each line below by its weight"),
    Entry.RollUp.WORST.value: gettext_lazy("derives: as the worst line below"),
}
MOST_DIGITS = 30


class OrderForm(forms.Form):
    """The campaign to be made below; the lines are ticked beside it."""

    title = forms.CharField(label=gettext_lazy("Title of the campaign"), max_length=200)
    slug = forms.SlugField(label=gettext_lazy("Address name"), max_length=60)
    roll_up = forms.ChoiceField(
        label=gettext_lazy("The line above"), choices=list(ROLL_UPS.items())
    )

    def order(self, unit: Unit, sent: QueryDict, supports: Iterable[Unit]) -> Order:
        wanted = numbers(sent.getlist("support"))
        return Order(
            unit=unit,
            slug=self.cleaned_data["slug"],
            title=self.cleaned_data["title"],
            roll_up=self.cleaned_data["roll_up"],
            entry_ids=numbers(sent.getlist("entry")),
            target_ids=numbers(sent.getlist("target")),
            supports=tuple(one.pk for one in supports if one.pk in wanted),
        )


def numbers(sent: Sequence[str]) -> frozenset[int]:
    return frozenset(number for text in sent if (number := whole(text)) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLine:
    """One unit's row of the decomposition as it was typed."""

    unit: Unit
    value: str
    weight: str
    error: str = ""


class SharesForm:
    """A value and a weight for each unit; the weights can share the original out."""

    def __init__(self, units: Sequence[Unit], *, standing: Mapping[int, tuple[str, str]]) -> None:
        self.lines = [
            ShareLine(
                unit=unit,
                value=standing.get(unit.pk, ("", ""))[0],
                weight=standing.get(unit.pk, ("", ""))[1],
            )
            for unit in units
        ]
        self.grounds = ""
        self.error = ""

    def read(self, sent: QueryDict) -> None:
        self.grounds = sent.get("grounds", "").strip()
        self.lines = [self.typed(line.unit, sent) for line in self.lines]

    def typed(self, unit: Unit, sent: QueryDict) -> ShareLine:
        value = sent.get(f"value{unit.pk}", "").strip()
        weight = sent.get(f"weight{unit.pk}", "").strip()
        wrong = (number(value) is None and value) or (number(weight) is None and weight)
        error = _("Write a number, without its unit of measure.") if wrong else ""
        return ShareLine(unit=unit, value=value, weight=weight, error=error)

    @property
    def is_valid(self) -> bool:
        return not self.error and not any(line.error for line in self.lines)

    @property
    def portions(self) -> list[Portion]:
        return [
            Portion(unit=line.unit, value=number(line.value), weight=number(line.weight))
            for line in self.lines
        ]

    def share(self, original: Decimal, *, places: int) -> None:
        """Fill the values in by the weights; the parts sum to the original exactly."""
        weights = {line.unit.pk: weight for line in self.lines if (weight := number(line.weight))}
        try:
            parts = share_out(original, weights, places=places)
        except NotDivisible:
            self.error = _("Give at least one unit a weight above nothing; none below.")
            return
        self.lines = [
            ShareLine(
                unit=line.unit,
                value=f"{parts[line.unit.pk]:f}" if line.unit.pk in parts else "",
                weight=line.weight,
            )
            for line in self.lines
        ]


def number(text: str) -> Decimal | None:
    """Return a number as typed, or None where there is none."""
    try:
        found = Decimal(text.replace(",", "").replace("，", "").replace("．", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and len(text) <= MOST_DIGITS else None
