"""The 任务分解表 as a book of tables: one over all lines, then one a unit in 建制顺序."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.campaigns.models import Validity
from guatu.campaigns.wording import VALIDITIES
from guatu.core.kinds import Name
from guatu.core.tablebook import Book, Column, Row, Sheet, Side
from guatu.ledgers.queries import installed_kinds, spoken
from guatu.planning.changewords import KINDS, differences
from guatu.planning.queries.breakdown import Breakdown, Line
from guatu.shell.formatting import day

PARTS = "、"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands over every sheet."""

    title: str
    left: str
    right: str


def book_of(breakdown: Breakdown, *, units: Iterable[Unit], today: date, name: str = "") -> Book:
    """Return the whole table, then a sheet for each of `units` with the lines it has a part in.

    `name` is what the table covers, where that is not the whole campaign.
    """
    campaign = breakdown.campaign
    name = name or str(campaign)
    title = _("Breakdown of tasks")
    if breakdown.lines and all(line.validity == Validity.DRAFT for line in breakdown.lines):
        title = _("Breakdown of tasks (draft for comment)")
    head = Head(title=title, left=name, right=day(today, year=True))
    whole = Sheet(
        tab=_("All"),
        title=head.title,
        columns=columns(_("Lead units"), _("Supporting units")),
        rows=tuple(rows_of(breakdown, breakdown.lines, lambda line: units_of(breakdown, line))),
        left=head.left,
        right=head.right,
    )
    return Book(
        title=f"{name} {title}",
        sheets=(whole, *(unit_sheet(breakdown, unit, head) for unit in units)),
        mark=_("Simulated data") if campaign.is_simulated else "",
    )


def unit_sheet(breakdown: Breakdown, unit: Unit, head: Head) -> Sheet:
    """Return what one unit leads and supports, with room for its head to sign."""
    lines = [line for line in breakdown.lines if unit.pk in line.unit_ids]

    def parts(line: Line) -> tuple[str, str]:
        leads = unit.pk in line.lead_ids
        first = line.lead_ids[0] == unit.pk
        role = _("First lead") if first else _("Joint lead") if leads else _("Support")
        if leads and unit.pk in line.support_ids:
            role = PARTS.join((role, _("Support")))
        others = [pk for pk in line.unit_ids if pk != unit.pk]
        return role, PARTS.join(breakdown.names(others))

    return Sheet(
        tab=unit.label,
        title=f"{unit.name} {head.title}",
        columns=columns(_("Own part"), _("Other units")),
        rows=tuple(rows_of(breakdown, lines, parts)),
        foot=(_("Head of the unit (signature):                    Date:"),),
        left=head.left,
        right=head.right,
    )


def columns(third: str, fourth: str) -> tuple[Column, ...]:
    return (
        Column(title=_("No."), width=7, side=Side.CENTRE),
        Column(title=_("Task"), width=34),
        Column(title=_("Targets and standard of completion"), width=34),
        Column(title=_("Leader in charge"), width=14),
        Column(title=third, width=18),
        Column(title=fourth, width=26),
        Column(title=_("Due"), width=14, side=Side.CENTRE),
        Column(title=_("Remark"), width=10),
    )


def rows_of(
    breakdown: Breakdown, lines: Iterable[Line], parts: Callable[[Line], tuple[str, str]]
) -> Iterator[Row]:
    """Yield the lines under a band for each ledger and each heading of the plan, numbered through."""
    nouns: dict[str, Name] = {kind.code: kind.noun for kind in installed_kinds()}
    kind: str | None = None
    heading = ""
    for number, line in enumerate(lines, start=1):
        if line.kind != kind:
            kind, heading = line.kind, ""
            name = spoken(nouns[kind]) if kind in nouns else _("Targets")
            yield Row(cells=(name,), is_band=True)
        if line.heading != heading:
            heading = line.heading
            if heading:
                yield Row(cells=(heading,), is_band=True)
        yield Row(
            cells=(
                str(number),
                line.title,
                "；".join((*line.figures, *([line.standard] if line.standard else []))),
                "、".join(line.leaders),
                *parts(line),
                day(line.due_on) if line.due_on else "",
                remark_of(line, breakdown.former_units),
            )
        )


def remark_of(line: Line, units: Mapping[int, str]) -> str:
    """Return why a line is not in force, and what it said before it was adjusted (T12)."""
    words = [] if line.validity == Validity.IN_FORCE else [str(VALIDITIES[line.validity])]
    words += [
        _("%(kind)s, was %(before)s") % {"kind": KINDS[row.kind], "before": one.before}
        for row in line.adjusted
        if "validity" not in row.after
        for one in differences(row.line, row.before, row.after, units)
    ]
    return "；".join(words)


def units_of(breakdown: Breakdown, line: Line) -> tuple[str, str]:
    return PARTS.join(breakdown.names(line.lead_ids)), PARTS.join(breakdown.names(line.support_ids))
