"""What a month asks of units, ask by ask of one unit, and the complaint box, as their pages are narrowed."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from guatu.burden.models import Complaint
from guatu.burden.queries.box import visible_complaints
from guatu.burden.queries.ledger import AskLine, UnitLine, month_of_units, unit_month
from guatu.burden.wording import ABOUT, MEASURES, SOURCES, STATES, UNIT_KINDS, label_of
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import visible_campaigns
from guatu.core.actors import Actor
from guatu.core.burden import BUDGETED, Measure
from guatu.core.rounds import month_of
from guatu.sheets.lists.making import Line, listed, nothing_here, of_all_campaigns, of_rows
from guatu.sheets.lists.values import Listed
from guatu.shell.inputs import whole

WIDTH = 12


def month_in(query: QueryDict) -> date:
    """Return the month of an address; what it gets wrong is as if it were not there."""
    try:
        day = parse_date(f"{query.get('month', '')}-01")
    except ValueError:
        day = None
    return day or month_of(timezone.localdate()).starts_on


def campaign_of(actor: Actor, query: QueryDict) -> Campaign | None:
    slug = query.get("campaign", "")
    return visible_campaigns(actor).filter(slug=slug).first() if slug else None


def read_burdens(actor: Actor, query: QueryDict) -> Listed:
    """Return a month of the units in sight, each measure beside its budget."""
    month, campaign = month_in(query), campaign_of(actor, query)
    kind = query.get("kind", "")
    found = month_of_units(
        actor, month, campaign=campaign, unit_kind=kind if kind in UNIT_KINDS else ""
    )
    heads = [(_("Unit"), 30)]
    for measure in Measure:
        heads.append((str(MEASURES[measure]), WIDTH))
        if measure in BUDGETED:
            heads.append((_("Over the budget"), WIDTH))
    rows = [burden_line(line) for line in found.lines]
    title = f"{_('Burden')} {month:%Y-%m}"
    return marked(actor, listed(campaign, title, heads, rows))


def burden_line(line: UnitLine) -> Line:
    cells: list[int | str | None] = [line.unit.name]
    for measure in Measure:
        cells.append(
            line.minutes if measure is Measure.MINUTES else getattr(line.counts, measure.value)
        )
        if measure in BUDGETED:
            excess = line.excess(measure)
            cells.append(excess.over if excess else None)
    return tuple(cells)


def read_asks(actor: Actor, query: QueryDict) -> Listed:
    """Return what one unit was asked in a month, ask by ask."""
    unit_id = whole(query.get("unit", ""))
    if unit_id is None:
        raise nothing_here()
    month, campaign = month_in(query), campaign_of(actor, query)
    found = unit_month(actor, unit_id, month, campaign)
    heads = [(_("Ask of units"), 44), (_("Sort"), 18), (_("Campaign"), 30)]
    heads += [(str(word), WIDTH) for word in MEASURES.values()]
    title = f"{found.line.unit.name} {_('Burden')} {month:%Y-%m}"
    return marked(actor, listed(campaign, title, heads, [ask_line(one) for one in found.asks]))


def ask_line(one: AskLine) -> Line:
    return (
        label_of(one), str(SOURCES[one.source]), str(one.campaign),
        *(one.minutes if m is Measure.MINUTES else getattr(one.counts, m.value) for m in MEASURES),
    )  # fmt: skip


def marked(actor: Actor, found: Listed) -> Listed:
    return found if found.campaign is not None else of_all_campaigns(actor, found)


def read_box(actor: Actor, query: QueryDict) -> Listed:
    """Return the complaints with their answers; an anonymous one holds neither person nor unit."""
    rows = visible_complaints(actor).order_by("answered_on", "-pk")
    if query.get("state") in STATES:
        rows = rows.filter(state=query["state"])
    heads = (
        (_("What is asked again"), 20), (_("Words"), 60), (_("Who asked"), 24), (_("Campaign"), 30),
        (_("Whose word"), 20), (_("Came in"), 12), (_("State"), 12), (_("Answer"), 50),
        (_("Answered on"), 12),
    )  # fmt: skip
    found = of_rows(None, _("Complaint box"), heads, rows=rows, line=complaint_line)
    return of_all_campaigns(actor, found)


def complaint_line(row: Complaint) -> Line:
    return (
        str(ABOUT[row.about]), row.words, row.asked_by_whom,
        str(row.campaign) if row.campaign else "",
        row.unit.name if row.unit else _("without a name"), row.received_on,
        str(STATES[row.state]), row.answer, row.answered_on,
    )  # fmt: skip
