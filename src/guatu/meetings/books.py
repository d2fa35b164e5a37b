"""Lists of meetings as tables for paper and workbooks; a 送审稿 without number, signer or seal (T16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.core.lamps import Lamp
from guatu.core.tablebook import Book, Column, Row, Sheet, Side
from guatu.ledgers.models import Milestone
from guatu.meetings.models import Meeting
from guatu.meetings.queries.followup import DecisionLine, is_extract
from guatu.meetings.queries.items import ItemLine
from guatu.meetings.words import STANDINGS, fact_texts, item_title
from guatu.shell.formatting import day, moment
from guatu.shell.lamps import sign, word

PARTS = "、"
LATE = frozenset({Lamp.OVERDUE.value, Lamp.SEVERE.value, Lamp.BEHIND.value})


def mark_of(campaign: Campaign) -> str:
    return _("Simulated data") if campaign.is_simulated else ""


def head_of(meeting: Meeting) -> str:
    """Return what stands above the list: which meeting, where, and who chaired it."""
    chair = _("chaired by %(post)s") % {"post": meeting.chair.title} if meeting.chair else ""
    return " · ".join(part for part in (meeting.title, meeting.place, chair) if part)


def decisions_book(meeting: Meeting, lines: Sequence[DecisionLine], today: date) -> Book:
    """Return the 议定事项清单: what was decided, by whom it is done, by when, and how it stands."""
    title = _("List of decisions (draft for approval)")
    rows = [
        Row(
            cells=(
                str(line.decision.ordinal),
                line.decision.text,
                PARTS.join(line.units),
                line.decision.leader.title if line.decision.leader else "",
                day(line.decision.limit_on, year=True) if line.decision.limit_on else "",
                "\n".join(part.directive.label for part in line.parts if part.directive),
                str(STANDINGS[line.standing][1]),
            )
        )
        for line in lines
    ]
    sheet = Sheet(
        tab=_("Decisions"),
        title=title,
        columns=(
            Column(title=_("No."), width=6, side=Side.CENTRE),
            Column(title=_("Decision taken"), width=46),
            Column(title=_("Units, the first leads"), width=24),
            Column(title=_("Responsible leader"), width=18),
            Column(title=_("Limit"), width=20, side=Side.CENTRE),
            Column(title=_("Directive"), width=13, side=Side.CENTRE),
            Column(title=_("State"), width=14, side=Side.CENTRE),
        ),
        rows=tuple(rows) or (Row(cells=(_("Nothing was decided."),), is_band=True),),
        left=head_of(meeting),
        right=day(meeting.held_on, year=True, weekday=True),
        foot=(
            _("State as of %(day)s.") % {"day": day(today, year=True)},
            *frozen_foot(meeting, lines),
        ),
    )
    return Book(title=f"{meeting.title} {title}", sheets=(sheet,), mark=mark_of(meeting.campaign))


def frozen_foot(meeting: Meeting, lines: Sequence[DecisionLine]) -> tuple[str, ...]:
    """Return when the list was frozen, under which hash, and of what that hash is."""
    if meeting.closed_at is None or not meeting.minutes_digest:
        return ()
    frozen = _("Frozen %(time)s.") % {"time": moment(meeting.closed_at)}
    return (f"{frozen} SHA-256 {meeting.minutes_digest}", hash_note(meeting, lines))


def hash_note(meeting: Meeting, lines: Sequence[DecisionLine]) -> str:
    """Return of what the hash is: always of the whole list, also where a unit reads its part."""
    if is_extract(meeting, lines):
        return _(
            "This is an extract: the decisions that concern your unit. The hash is that of the "
            "whole list of decisions, as it was frozen with its agenda."
        )
    return _("The hash is that of the whole list of decisions, as it was frozen with its agenda.")


def stood(
    line: ItemLine, then: Mapping[int, dict[str, Any]] | None
) -> tuple[str, list[dict[str, Any]]]:
    """Return the lamp of an item and its facts, both of a close where one is given.

    A lamp that was in order at the close is no reason to speak of a matter: what was lit since is
    said to be so.
    """
    if then is None or line.item.entry_id is None:
        return line.lamp, line.facts
    lit = then.get(line.item.entry_id)
    others = [
        told
        for fact in line.facts
        if fact["code"] != "lamp" and (told := node_then(fact, lit or {}))
    ]
    if not lit:
        return "", others
    if lit["lamp"] in LATE:
        return lit["lamp"], [lit, *others]
    since = [{**fact, "is_later": True} for fact in line.facts if fact["code"] == "lamp"]
    return lit["lamp"], [*since, *others]


def node_then(fact: dict[str, Any], then: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a fact as of a close: a node met by then is none, one late only since is said to be so."""
    if fact["code"] != "node" or "nodes" not in then:
        return fact
    found = [node for node in then["nodes"] if node[:2] == [fact["title"], fact["due_on"]]]
    if any(outcome == Milestone.Outcome.MET for _title, _due, outcome in found):
        return None
    return fact if found and fact["due_on"] < then["closed_on"] else {**fact, "is_later": True}


def agenda_sheet(
    meeting: Meeting,
    lines: Iterable[ItemLine],
    today: date,
    *,
    then: Mapping[int, dict[str, Any]] | None = None,
) -> Sheet:
    """Return the agenda with its reasons and the questions to decide.

    With `then` the lamps and why they were lit are those of a close, by entry.
    """
    rows = [
        Row(
            cells=(
                str(at),
                item_title(line.item),
                line.item.unit.label if line.item.unit else "",
                f"{sign(lamp)} {word(lamp)}" if lamp else "",
                "\n".join(fact_texts(facts, today)),
                line.item.question,
                str(line.item.minutes),
            )
        )
        for at, line in enumerate(lines, start=1)
        for lamp, facts in [stood(line, then)]
    ]
    return Sheet(
        tab=_("Agenda"),
        title=_("Agenda"),
        columns=(
            Column(title=_("No."), width=8, side=Side.CENTRE),
            Column(title=_("Matter of the agenda"), width=36),
            Column(title=_("Unit"), width=18),
            Column(title=_("Lamp"), width=16, side=Side.CENTRE),
            Column(title=_("Why"), width=46),
            Column(title=_("Question to decide"), width=28),
            Column(title=_("Minutes"), width=18, side=Side.CENTRE),
        ),
        rows=tuple(rows) or (Row(cells=(_("The agenda is empty."),), is_band=True),),
        left=meeting.title,
        right=day(meeting.held_on, year=True, weekday=True),
    )
