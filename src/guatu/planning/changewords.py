"""Words for adjustments, tied lines and where a line comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.campaigns.models import Validity
from guatu.core.stored import from_fen
from guatu.ledgers.models import Entry
from guatu.planning.lines import FIGURE, Line, figure_of
from guatu.planning.models import Adjustment, Taking
from guatu.shell.formatting import day, exact

WAN = "万元"
Kind = Adjustment.Kind

KINDS: dict[str, Promise] = {
    Kind.RAISE.value: gettext_lazy("Raise"),
    Kind.LOWER.value: gettext_lazy("Reduce"),
    Kind.POSTPONE.value: gettext_lazy("Postpone"),
    Kind.SUSPEND.value: gettext_lazy("Suspend"),
    Kind.MERGE.value: gettext_lazy("Merge into another"),
    Kind.MOVE_OUT.value: gettext_lazy("Move out"),
    Kind.RESUME.value: gettext_lazy("Resume"),
}
STATES: dict[str, Promise] = {
    Adjustment.State.ASKED.value: gettext_lazy("Waits for a decision"),
    Adjustment.State.APPROVED.value: gettext_lazy("Approved"),
    Adjustment.State.REFUSED.value: gettext_lazy("Not approved"),
    Adjustment.State.WITHDRAWN.value: gettext_lazy("Withdrawn"),
}
STEPS: dict[str, Promise] = {
    Taking.Step.TAKEN.value: gettext_lazy("taken on from above"),
    Taking.Step.ACCEPTED.value: gettext_lazy("change above taken over"),
    Taking.Step.KEPT.value: gettext_lazy("kept against a change above"),
}
VALIDITIES: dict[str, Promise] = {
    Validity.DRAFT.value: gettext_lazy("not issued yet"),
    Validity.IN_FORCE.value: gettext_lazy("in force"),
    Validity.SUSPENDED.value: gettext_lazy("suspended"),
    Validity.MERGED.value: gettext_lazy("merged"),
    Validity.MOVED_OUT.value: gettext_lazy("moved out"),
    Validity.WITHDRAWN.value: gettext_lazy("left out of the corrected plan"),
}
NAMES: dict[str, Promise] = {
    "title": gettext_lazy("Title"),
    "standard": gettext_lazy("Standard of completion"),
    "starts_on": gettext_lazy("Start"),
    "due_on": gettext_lazy("Due day"),
    "amount_fen": gettext_lazy("Money planned"),
    "validity": gettext_lazy("In force or not"),
    "leads": gettext_lazy("Lead units"),
    "unit_id": gettext_lazy("Unit that owes it"),
    "figure": gettext_lazy("Target value"),
    "op": gettext_lazy("Compared by"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value before and after, as words."""

    name: str
    before: str
    after: str


def differences(
    line: Line, before: Mapping[str, Any], after: Mapping[str, Any], units: Mapping[int, str]
) -> list[Difference]:
    """Return what differs between two sets of values of a line; a figure counts as one thing."""
    found = []
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    is_figure = not isinstance(line, Entry)
    if is_figure and not set(names).isdisjoint(FIGURE):
        found.append(
            Difference(
                name=str(NAMES["figure"]), before=figure_text(before), after=figure_text(after)
            )
        )
    for name in names:
        if is_figure and name in FIGURE:
            continue
        found.append(
            Difference(
                name=str(NAMES.get(name, name)),
                before=text_of(name, before.get(name), units),
                after=text_of(name, after.get(name), units),
            )
        )
    return found


def figure_text(values: Mapping[str, Any]) -> str:
    value = figure_of(values).value
    if value is None:
        return "—"
    written = values.get("written")
    return written or f"{exact(value)}{values.get('measure') or ''}"


def text_of(name: str, value: Any, units: Mapping[int, str]) -> str:
    """Return one value as words; ids of units by their names in `units`."""
    if value in (None, "", []):
        return "—"
    if name == "leads":
        return "、".join(units.get(pk, str(pk)) for pk in value)
    if name == "unit_id":
        return units.get(value, str(value))
    return TEXTS.get(name, str)(value)


def day_text(value: str) -> str:
    return day(date.fromisoformat(value), year=True)


def money_text(fen: int) -> str:
    return f"{exact(from_fen(fen, WAN))}{WAN}"


TEXTS: dict[str, Callable[[Any], str]] = {
    "due_on": day_text,
    "starts_on": day_text,
    "amount_fen": money_text,
    "validity": lambda value: str(VALIDITIES[value]),
}


def line_name(line: Line) -> str:
    return line.title if isinstance(line, Entry) else line.indicator.name


def line_sort(line: Line) -> str:
    return _("Entry") if isinstance(line, Entry) else _("Target figure")
