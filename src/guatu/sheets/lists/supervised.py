"""Directives, steps of the ladder, grounds, inspections and the supervision list, as their pages are narrowed."""

from __future__ import annotations

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.dispatch.models import CheckIn
from guatu.sheets.lists.making import (
    Line,
    campaign_in,
    columns_of,
    listed,
    local_day,
    names_of,
    of_rows,
)
from guatu.sheets.lists.values import Listed
from guatu.shell.formatting import moment
from guatu.supervision.ladderwords import (
    EXCUSE_SORTS,
    EXCUSE_STATES,
    FINDING_STATES,
    METHODS,
    OPINIONS,
    RUNG_WORDS,
    STEP_STATES,
)
from guatu.supervision.models import Directive, Excuse, Inspection, LadderStep, SupervisedItem
from guatu.supervision.queries.board import BoardAsked, to_export
from guatu.supervision.queries.directives import Coloured
from guatu.supervision.queries.excuses import visible_excuses
from guatu.supervision.queries.inspections import visible_inspections
from guatu.supervision.queries.ladder import visible_steps
from guatu.supervision.queries.matters import about_row
from guatu.supervision.queries.watches import visible_items
from guatu.supervision.wording import COLOURS, MARKS, SOURCES, STATES, TIMES


def read_directives(actor: Actor, query: QueryDict) -> Listed:
    """Return the board, all its pages, in its order."""
    campaign = campaign_in(actor, query)
    found = to_export(actor, campaign, BoardAsked.of(query), timezone.localdate())
    heads = (
        (_("Directive no."), 14), (_("Matter"), 40), (_("Unit"), 18), (_("Limit"), 12), (_("Colour"), 14),
        (_("State"), 14), (_("Days overdue"), 10), (_("Where it comes from"), 14),
        (_("Grounds"), 30), (_("What the unit is to do"), 50), *((str(label), 18) for _n, label in TIMES),
    )  # fmt: skip
    return Listed(
        campaign=campaign, title=_("Directives"), columns=columns_of(heads), count=len(found),
        rows=lambda: map(directive_line, found),
    )  # fmt: skip


def directive_line(one: Coloured) -> Line:
    row = one.row
    return (
        row.label, row.title, row.unit.name, row.limit_on,
        f"{MARKS[one.colour]} {COLOURS[one.colour]}".strip(), str(STATES[row.state]),
        one.days_over or None, str(SOURCES[row.source]), row.source_note, row.requirement,
        *(moment(at) if (at := getattr(row, name)) else "" for name, _label in TIMES),
    )  # fmt: skip


def read_steps(actor: Actor, query: QueryDict) -> Listed:
    """Return the steps taken on the ladder, the newest first."""
    campaign = campaign_in(actor, query)
    heads = (
        (_("Matter"), 40), (_("Unit"), 20), (_("Step of the ladder"), 12), (_("Decided on"), 12),
        (_("State"), 12), (_("Ground"), 40), (_("What the unit is told"), 50), (_("Effect"), 24),
        (_("Unit is heard until"), 12),
    )  # fmt: skip
    rows = visible_steps(actor, campaign).order_by("-pk")
    return of_rows(campaign, _("Steps taken"), heads, rows=rows, line=step_line)


def step_line(row: LadderStep) -> Line:
    return (
        about_row(row).title, row.unit.name, str(RUNG_WORDS[row.rung]), row.decided_on,
        str(STEP_STATES[row.state]), row.ground, row.text, row.effect, row.answer_by,
    )  # fmt: skip


def read_excuses(actor: Actor, query: QueryDict) -> Listed:
    """Return the applications to recognise a ground, the newest first."""
    campaign = campaign_in(actor, query)
    rows = visible_excuses(actor, campaign)
    if query.get("state") in EXCUSE_STATES:
        rows = rows.filter(state=query["state"])
    heads = (
        (_("Matter"), 40), (_("Unit"), 20), (_("Sort of ground"), 16), (_("Covered from"), 12),
        (_("Covered to"), 12), (_("State"), 12), (_("Ground"), 50), (_("Asked on"), 12),
        (_("Opinion of the lead"), 12), (_("Words of the opinion"), 30), (_("Decided by"), 12),
    )  # fmt: skip
    found = list(rows.order_by("-pk"))
    names = names_of(row.decided_by for row in found)
    lines = [(*excuse_line(row), names.get(row.decided_by, "")) for row in found]
    return listed(campaign, _("Recognised grounds"), heads, lines)


def excuse_line(row: Excuse) -> Line:
    return (
        excused(row), row.unit.name, str(EXCUSE_SORTS[row.sort]), row.covers_from, row.covers_to,
        str(EXCUSE_STATES[row.state]), row.ground, local_day(row.asked_at),
        str(OPINIONS[row.opinion]) if row.opinion else "", row.opinion_words,
    )  # fmt: skip


def excused(row: Excuse) -> str:
    about = row.about
    if isinstance(about, CheckIn):
        return _("Report: %(title)s") % {"title": about.entry.title}
    if isinstance(about, Directive):
        return _("Directive: %(title)s") % {"title": about.title}
    return about.title


def read_inspections(actor: Actor, query: QueryDict) -> Listed:
    """Return the inspections held, each with what is to be put right after it."""
    campaign = campaign_in(actor, query)
    heads = (
        (_("Held on"), 12), (_("Unit"), 20), (_("How"), 10), (_("Entry"), 36), (_("Place"), 20),
        (_("Who went"), 24), (_("What the inspection found"), 60), (_("To be put right"), 50),
    )  # fmt: skip
    rows = visible_inspections(actor, campaign).prefetch_related("findings")
    return of_rows(campaign, _("Inspections held"), heads, rows=rows, line=inspection_line)


def inspection_line(row: Inspection) -> Line:
    found = [
        " ".join(
            part
            for part in (
                one.text,
                one.fix_by.isoformat() if one.fix_by else "",
                str(FINDING_STATES[one.state]),
            )
            if part
        )
        for one in sorted(row.findings.all(), key=lambda one: one.pk)
    ]
    return (
        row.held_on, row.unit.name, str(METHODS[row.method]), row.entry.title if row.entry else "",
        row.place, row.went, row.seen, "\n".join(found),
    )  # fmt: skip


def read_items(actor: Actor, query: QueryDict) -> Listed:
    """Return the supervision list, the nearest limit first."""
    campaign = campaign_in(actor, query)
    heads = (
        (_("Entry"), 44), (_("Unit"), 20), (_("Ground"), 50), (_("Until"), 12), (_("State"), 12),
        (_("Put on the list"), 12), (_("Concluded on"), 12), (_("What came of it"), 50),
    )  # fmt: skip
    rows = visible_items(actor, campaign).order_by("-state", "limit_on", "pk")
    return of_rows(campaign, _("Supervision list"), heads, rows=rows, line=item_line)


def item_line(row: SupervisedItem) -> Line:
    is_open = row.state == SupervisedItem.State.OPEN
    return (
        row.entry.title, row.entry.unit.name, row.ground, row.limit_on,
        _("On the list") if is_open else _("Concluded"), local_day(row.opened_at),
        local_day(row.closed_at), row.conclusion,
    )  # fmt: skip
