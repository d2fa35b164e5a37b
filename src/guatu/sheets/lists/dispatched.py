"""How entries stood at the close of a round, and what a number of a period counts, as their pages are narrowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import EntryState
from guatu.dispatch.periodwords import number_label, span_name
from guatu.dispatch.queries.pastpages import Narrowed, past_entry, past_rows, visible_past
from guatu.dispatch.queries.pasts import UnitThen, units_at
from guatu.dispatch.queries.periodrows import (
    OF_LAMP,
    Row,
    Stretch,
    is_known,
    lines_of,
    of_unit,
    rows_of,
)
from guatu.dispatch.queries.periods import visible_period
from guatu.sheets.lists.making import BATCH, Line, columns_of, nothing_here, of_rows
from guatu.sheets.lists.values import Listed
from guatu.shell.inputs import whole
from guatu.shell.lamps import sign, word


def lamp_text(code: str) -> str:
    return f"{sign(Lamp(code))} {word(Lamp(code))}"


def read_past(actor: Actor, query: QueryDict) -> Listed:
    """Return how the entries stood at the close of a round."""
    one = visible_past(actor, whole(query.get("round", "")) or 0)
    lamp = query.get("lamp", "")
    asked = Narrowed(
        unit_id=whole(query.get("unit", "")),
        lamp=lamp if lamp in set(Lamp) else "",
        kind=query.get("kind", "")[:40],
    )
    rows = past_rows(actor, one, asked).select_related("entry__kind", "entry__unit")
    names = units_at(one)
    heads = (
        (_("No."), 8), (_("Entry"), 48), (_("Unit"), 20), (_("Lamp at that time"), 14),
        (_("Stage then"), 14), (_("Due then"), 12), (_("Done then"), 10), (_("Lamp today"), 14),
    )  # fmt: skip
    return of_rows(
        one.campaign, _("As of round %(number)d") % {"number": one.ordinal}, heads,
        rows=rows.order_by("entry"), line=lambda row: past_line(row, names),
    )  # fmt: skip


def past_line(row: EntryState, names: Mapping[int, UnitThen]) -> Line:
    told = past_entry(row, names)
    is_in_force = row.entry.validity == "in_force"
    return (
        row.entry.number, told.title, told.unit, lamp_text(row.lamp), told.stage, row.due_on,
        None if row.progress is None else row.progress / 10,
        lamp_text(row.entry.lamp) if is_in_force else _("not in force"),
    )  # fmt: skip


def read_period_rows(actor: Actor, query: QueryDict) -> Listed:
    """Return the rows that one number of a period counts, of all units or of one."""
    what = query.get("what", "")
    try:
        day = date.fromisoformat(query.get("start", ""))
    except ValueError as error:
        raise nothing_here() from error
    campaign, span = visible_period(actor, query.get("slug", ""), query.get("every", ""), day)
    if not is_known(what):
        raise nothing_here()
    rows = of_unit(rows_of(Stretch.of(actor, campaign, span), what), whole(query.get("unit", "")))
    label = word(Lamp(what.removeprefix(OF_LAMP))) if what.startswith(OF_LAMP) else ""
    heads = (
        (_("Unit"), 20), (_("No."), 8), (_("Entry"), 44), (_("Lamp"), 14), (_("Day"), 12),
        (_("Not reported"), 10), (_("Late reports"), 10), (_("What it says"), 60),
    )  # fmt: skip

    def lines() -> Iterator[Line]:
        first = 0
        while some := lines_of(rows, first, BATCH):
            yield from map(period_line, some)
            first += BATCH

    return Listed(
        campaign=campaign, title=f"{span_name(span)} {label or number_label(what)}",
        columns=columns_of(heads), count=rows.count(), rows=lines,
    )  # fmt: skip


def period_line(row: Row) -> Line:
    said = _("No news this time") if row.is_unchanged and not row.text else row.text
    return (
        row.unit, row.number, row.title, lamp_text(row.lamp) if row.lamp else "", row.day,
        _("Yes") if row.mark == "silent" else "", _("Yes") if row.mark == "late" else "", said,
    )  # fmt: skip
