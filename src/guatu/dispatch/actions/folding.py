"""Two check-ins of one entry and round that became one unit's: a merger folds them into one.

Who merged owes once. The report that was handed in stays, else the successor's; the other, a draft
that nobody can hand in any more, goes and counts nowhere, and its words stand at the one that stays.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain
from guatu.dispatch.models import CheckIn, CheckInEvidence, CheckInMove, SummaryPart
from guatu.dispatch.policies import EDITABLE
from guatu.ledgers.models import Duty
from guatu.shell.wording import in_the_language_of_the_house

KEPT = ("unit", "role", "milestone", "said", "problem", "is_unchanged")
GONE = ("round", "entry", "unit", "role", "said", "problem")
NOTE_LENGTH = 450  # of a step's 500 characters; the rest is for the unit's name
State = CheckIn.State


def fold(row: CheckIn, own: CheckIn, new: Unit) -> list[Change]:
    """Fold the open check-in of a unit that merged and that of its successor into one.

    Two that were both handed in stay as they are: each is a report that was made.
    """
    stays, goes = (row, own) if own.received_at is None and row.received_at else (own, row)
    if goes.received_at is not None:
        return []
    before, words = plain(stays, *KEPT), words_of(goes)
    gone = Change.of(goes, before=plain(goes, *GONE))
    if not give_up(stays, goes):
        return []
    stays.unit = new
    if goes.role == Duty.Role.LEAD and stays.state != State.LEAD_APPROVED:
        stays.role, stays.milestone = goes.role, goes.milestone or stays.milestone
    if words and stays.state in EDITABLE:
        add_words(stays, goes)
    elif words:
        note(stays, goes.unit.label, words)
    stays.version += 1
    stays.save()
    return [gone, Change.of(stays, before=before, after=plain(stays, *KEPT))]


def words_of(row: CheckIn) -> str:
    if row.version == 1:  # only prefilled
        return ""
    return "\n".join(text for text in (row.said, row.problem) if text.strip())


def give_up(stays: CheckIn, goes: CheckIn) -> bool:
    """Delete a draft after its files and its place in summaries went over; say whether it could be.

    One that something official stands on, such as a recognised reason, stays.
    """
    try:
        with transaction.atomic():
            hand_on(stays, goes)
            goes.delete()
    except ProtectedError:
        return False
    return True


def hand_on(stays: CheckIn, goes: CheckIn) -> None:
    there = stays.evidence.values("evidence")
    CheckInEvidence.objects.filter(check_in=goes).exclude(evidence__in=there).update(check_in=stays)
    summed = SummaryPart.objects.filter(source=stays).values("summary")
    parts = SummaryPart.objects.filter(source=goes).exclude(summary=stays)
    parts.exclude(summary__in=summed).update(source=stays)


def add_words(stays: CheckIn, goes: CheckIn) -> None:
    """Add a draft's words to a report that can still be written; “no news” they are not."""
    stays.said = "\n".join(text for text in (stays.said, goes.said) if text.strip())
    stays.problem = "\n".join(
        dict.fromkeys(text for text in (stays.problem, goes.problem) if text.strip())
    )
    stays.is_unchanged = stays.is_unchanged and not goes.said.strip()
    stays.saved_at = timezone.now()


def note(stays: CheckIn, name: str, words: str) -> None:
    """Keep a draft's words at a report that is handed in, as steps that move nothing."""
    said = in_the_language_of_the_house(_("Not handed in by %(unit)s, merged since: %(words)s"))
    now = timezone.now()
    CheckInMove.objects.bulk_create(
        CheckInMove(
            check_in=stays,
            from_state=stays.state,
            to_state=stays.state,
            moved_at=now,
            reason=(said % {"unit": name, "words": words[first : first + NOTE_LENGTH]})[:500],
        )
        for first in range(0, len(words), NOTE_LENGTH)
    )
