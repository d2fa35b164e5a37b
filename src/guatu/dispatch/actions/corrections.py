"""更正 after the freeze: a new row with a reason, asked by one person and approved by another (D6).

The report stays as it was frozen, and so do the lamps of the past. What is true today follows:
where the corrected report is still the last word on its entry, the entry takes the new word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.dispatch.actions.cascading import correct_above
from guatu.dispatch.actions.lamps import relight_entry
from guatu.dispatch.actions.telling import tell_asked, tell_decided
from guatu.dispatch.models import CheckIn, Correction
from guatu.dispatch.policies import APPROVED, can_decide_correction, can_run_rounds
from guatu.dispatch.queries.corrections import (
    WORDS,
    correctable,
    corrected_words,
    visible_correction,
)
from guatu.ledgers.actions import Report, apply_report
from guatu.ledgers.actions.goals import Decided, decide_milestone
from guatu.ledgers.actions.reports import check_progress
from guatu.ledgers.models import Duty
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

RECORDED = ("check_in", "state", "was_silent", *WORDS, "reason", "answer")
LONGEST = {"said": 2000, "problem": 500}
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a report should have said; None where a word stays."""

    reason: str
    said: str | None = None
    problem: str | None = None
    outcome: str | None = None
    progress: int | None = None


@transaction.atomic
def ask_correction(actor: Actor, check_in_id: int, wish: Wish) -> Correction:
    """Ask that a report of a frozen round be corrected, or filled in where there was none."""
    row = correctable(actor, check_in_id, is_locked=True)
    if Correction.objects.filter(check_in=row, state=Correction.State.ASKED).exists():
        raise InvalidState(_("A correction of this report waits already for the office's word."))
    before = corrected_words(row)
    values = {
        name: value
        for name in WORDS
        if (value := getattr(wish, name)) is not None and value != before[name]
    }
    check(row, wish, values)
    runs = can_run_rounds(actor, row.round.campaign.unit.path)
    made = Correction.objects.create(
        check_in=row,
        was_silent=row.received_at is None,
        before=before,
        reason=wish.reason.strip(),
        asked_by=actor.person_id,
        asked_for=row.round.campaign.unit if runs else row.unit,
        asked_at=timezone.now(),
        **values,
    )
    tell_asked(actor, made)
    record(
        actor, "correction.ask", of=row,
        changes=[Change.of(made, after=plain(made, *RECORDED))],
        details={"round": row.round.slug},
    )  # fmt: skip
    return made


def check(row: CheckIn, wish: Wish, values: dict[str, object]) -> None:
    if not 1 <= len(wish.reason.strip()) <= LONGEST_REASON:
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    if not values:
        raise InvalidState(_("Nothing is different: change what is to be corrected."))
    if row.received_at is None and not values.get("said"):
        raise InvalidState(_("Say what was done: nothing was reported then."))
    if any(len(str(values.get(name) or "")) > most for name, most in LONGEST.items()):
        raise InvalidState(_("The text is too long: write the essence."))
    if "outcome" in values and row.milestone is None:
        raise InvalidState(_("This report had no goal to speak of."))
    if "outcome" in values and values["outcome"] not in CheckIn.Outcome.values:
        raise InvalidState(_("This report had no goal to speak of."))
    if wish.progress is not None and "progress" in values:
        check_progress(row.entry, wish.progress)


@transaction.atomic
def decide_correction(
    actor: Actor, correction_id: int, version: int, *, approve: bool, answer: str = ""
) -> Correction:
    """Approve or refuse a correction: another person than asked, of the office."""
    row = visible_correction(actor, correction_id, is_locked=True)
    check_waits(row)
    check_may_decide(actor, row)
    answer = answer.strip()
    if (not approve and not answer) or len(answer) > LONGEST_REASON:
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    state = Correction.State.APPROVED if approve else Correction.State.REFUSED
    changes = settle(actor, row, version, state=state, answer=answer)
    if approve:
        changes += follow(actor, row, timezone.localdate())
        changes += correct_above(row)
    tell_decided(row)
    act = "correction.approve" if approve else "correction.refuse"
    record(actor, act, of=row.check_in, changes=changes)
    return row


@transaction.atomic
def withdraw_correction(actor: Actor, correction_id: int, version: int) -> Correction:
    """Take back a correction that waits: whoever asked."""
    row = visible_correction(actor, correction_id, is_locked=True)
    check_waits(row)
    if actor.person_id is None or row.asked_by != actor.person_id:
        raise NotAllowed(_("Only whoever asked may take it back."))
    changes = settle(actor, row, version, state=Correction.State.WITHDRAWN)
    record(actor, "correction.withdraw", of=row.check_in, changes=changes)
    return row


def check_waits(row: Correction) -> None:
    if row.state != Correction.State.ASKED:
        raise InvalidState(_("This correction was decided already."))


def check_may_decide(actor: Actor, row: Correction) -> None:
    path = row.check_in.round.campaign.unit.path
    if row.asked_by == actor.person_id:
        raise NotAllowed(_("Whoever asked for a correction may not approve it."))
    if not can_decide_correction(actor, path, asked_by=row.asked_by):
        raise NotAllowed(_("Your post does not allow this."))


def settle(
    actor: Actor, row: Correction, version: int, *, state: str, answer: str = ""
) -> list[Change]:
    before = plain(row, *RECORDED)
    update_at_version(
        row, version, state=state, answer=answer,
        decided_by=actor.person_id, decided_at=timezone.now(),
    )  # fmt: skip
    return [Change.of(row, before=before, after=plain(row, *RECORDED))]


def follow(actor: Actor, row: Correction, today: date) -> list[Change]:
    """Let what stands today follow a corrected last word; nothing of the past is touched."""
    check_in = CheckIn.objects.select_related("entry__kind", "entry__campaign", "milestone").get(
        pk=row.check_in_id
    )
    changes: list[Change] = []
    if is_last_word(check_in):
        words = corrected_words(check_in)
        report = Report(
            reported_at=check_in.entry.reported_at or row.asked_at
            if not row.was_silent
            else row.asked_at,
            said=str(words["said"] or ""),
            progress=row.progress,
        )
        if (change := apply_report(check_in.entry, report)) is not None:
            changes.append(change)
        if row.outcome is not None and check_in.milestone is not None:
            said = Decided(outcome=row.outcome, on=today, reason=row.reason)
            changes += decide_milestone(actor, check_in.milestone, said)
    relight_entry(check_in.entry)
    return changes


def is_last_word(row: CheckIn) -> bool:
    """Say whether no later round has the word of the unit that leads the entry."""
    if row.role != Duty.Role.LEAD or row.unit_id != row.entry.unit_id:
        return False
    later = CheckIn.objects.filter(
        entry=row.entry_id,
        unit=row.unit_id,
        state__in=APPROVED,
        round__starts_on__gt=row.round.starts_on,
    )
    return not later.exists()
