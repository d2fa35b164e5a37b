"""A person's word on the lines of a known plan: take, keep, both, withdraw; the same line or a part."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.planning.actions.deciding import refuse_problems
from guatu.planning.actions.merging_live import known_for
from guatu.planning.actions.merging_matches import accept_item
from guatu.planning.actions.merging_special import proposal_of
from guatu.planning.actions.merging_values import (
    Known,
    differences_of,
    is_touched,
    standing_values,
)
from guatu.planning.actions.opening import touch
from guatu.planning.actions.units import refresh_units
from guatu.planning.fields import problems_of
from guatu.planning.models import Draft, DraftItem, DraftMatch
from guatu.planning.queries.standing import StandingLine, parts_of
from guatu.planning.queries.versions import matches_of
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version

Choice = DraftMatch.Choice
Outcome = DraftMatch.Outcome
State = DraftItem.State
OF_CHANGED = frozenset({Choice.TAKE, Choice.KEEP, Choice.BOTH})
OF_REMOVED = frozenset({Choice.KEEP, Choice.WITHDRAW})
OF_SPECIAL = frozenset({Choice.SAME_LINE, Choice.PART, Choice.NEW_LINE})


def choices_for(match: DraftMatch) -> frozenset[Choice]:
    """Return what a person may say of a line."""
    if match.draft.plan.corrects_id is None:
        return OF_SPECIAL if match.choice != Choice.NONE else frozenset()
    if match.choice == Choice.NONE:
        return frozenset()
    return OF_REMOVED if match.outcome == Outcome.REMOVED else OF_CHANGED


@transaction.atomic
def decide_match(
    actor: Actor, match: DraftMatch, version: int, *, choice: str, taken: Sequence[str] = ()
) -> None:
    """Say what becomes of one line; with `take`, which of the new values count.

    Raises
    ------
    InvalidState
        If this cannot be said of the line, or nothing is taken where something is to be.
    """
    touch(actor, match.draft)
    if choice not in choices_for(match):
        raise InvalidState(_("Say what is to become of this line."))
    now = live_differences(match)
    fields = {one["field"] for one in now}
    if choice == Choice.TAKE and not set(taken) & fields:
        raise InvalidState(_("Say which of the new values are taken, or keep the line as it is."))
    settle(actor, match, version, choice=choice, taken=sorted(set(taken) & fields))


def settle(
    actor: Actor, match: DraftMatch, version: int, *, choice: str, taken: Sequence[str]
) -> None:
    if match.item is not None:
        refuse_problems(match.item.kind, match.item.fields)
        accept_item(match.item, actor.person_id, state=State.ACCEPTED)
    update_at_version(
        match,
        version,
        choice=choice,
        taken=list(taken) if choice == Choice.TAKE else [],
        differences=live_differences(match),
        decided_by=actor.person_id,
        decided_at=timezone.now(),
    )
    refresh_units(match.draft)


def live_differences(match: DraftMatch) -> list[dict[str, str]]:
    """Return the differences with how the line stands at this moment."""
    return live_all(match.draft, [match])[match.pk]


def live_all(draft: Draft, matches: Sequence[DraftMatch]) -> dict[int, list[dict[str, str]]]:
    """Return, for each line, its differences with how it stands at this moment."""
    kept = {row.pk: list(row.differences) for row in matches}
    if draft.plan.corrects_id is None:
        return kept
    rows = [row for row in matches if row.differences]
    known = known_for(draft, parts_of(row.entry for row in rows if row.entry is not None))
    return kept if known is None else kept | {row.pk: refreshed(row, known) for row in rows}


def refreshed(match: DraftMatch, known: Known) -> list[dict[str, str]]:
    line = StandingLine(entry=match.entry, target=match.target, phase=match.phase)
    before = {one["field"]: one["before"] for one in match.differences}
    now = {one["field"]: one["now"] for one in match.differences}
    return differences_of(before, now, standing_values(line, before, known))


@transaction.atomic
def take_untouched(actor: Actor, draft: Draft) -> int:
    """Take the new values of all open lines that nobody changed by hand since; return how many."""
    touch(actor, draft)
    rows = [row for row in waiting(draft) if row.outcome == Outcome.CHANGED]
    live = live_all(draft, rows)
    free = [row for row in rows if live[row.pk] and not any(map(is_touched, live[row.pk]))]
    for row in free:
        taken = [one["field"] for one in live[row.pk]]
        settle(actor, row, row.version, choice=Choice.TAKE, taken=taken)
    return len(free)


@transaction.atomic
def take_special(actor: Actor, draft: Draft) -> int:
    """Follow every proposal for a special plan's items; return how many."""
    touch(actor, draft)
    rows = waiting(draft)
    for row in rows:
        settle(actor, row, row.version, choice=proposal_of(row), taken=())
    return len(rows)


def waiting(draft: Draft) -> list[DraftMatch]:
    """Return the lines that wait for a word and whose items could become rows as they are."""
    return [
        row
        for row in matches_of(draft)
        if row.choice == Choice.PENDING
        and row.item is not None
        and row.item.state != State.REJECTED
        and not problems_of(row.item.kind, row.item.fields)
    ]
