"""Submitting check-ins: the server's first receipt decides whether they are on time (D1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.audit.evidence import evidence_change
from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM, Actor, Role
from guatu.dispatch.actions.cascading import answer_above
from guatu.dispatch.actions.holding import hold_rounds
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.actions.signing import NOBODY, Hand, Hands
from guatu.dispatch.actions.summaries import keep_parts
from guatu.dispatch.models import CheckIn, CheckInEvidence, CheckInMove, Round
from guatu.dispatch.policies import Place
from guatu.dispatch.queries.checkins import answering, fillable, ready
from guatu.dispatch.queries.lateness import late_units
from guatu.dispatch.queries.register import filled_by
from guatu.shell.errors import InvalidState

SAID = (
    "entry", "unit", "role", "state", "said", "problem", "is_unchanged", "outcome", "progress",
    "reported_lamp", "unreported_units", "received_at", "is_late", "missed_reason",
    "goal_moves_to", "filled_by_unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What goes with a move: the reason of a return, or how something was verified, with a note."""

    reason: str = ""
    method: str = ""


SILENT = Words()
NO_HANDS: Mapping[int, Hand] = {}


@transaction.atomic
def submit_check_ins(
    actor: Actor,
    one: Round,
    *,
    ids: Collection[int] | None = None,
    owed: QuerySet[CheckIn] | None = None,
) -> AuditEvent:
    """Submit all that is filled in of what `actor` owes in a round (or of `ids`), in one act.

    A page that shows a part of what is owed gives that part as `owed`, so that who may fill in
    what is asked of the database once.

    What was returned keeps the time of its first receipt: correcting a report makes it neither
    late nor on time.
    """
    hold_rounds([one.pk])
    one = Round.objects.select_related("campaign").get(pk=one.pk)
    if one.state == Round.State.FROZEN:
        raise InvalidState(_("This round is frozen; nothing in it changes any more."))
    owed = (fillable(actor) if owed is None else owed).filter(round=one)
    if ids is not None:
        owed = owed.filter(pk__in=ids)
    answers = owed.filter(answering()).select_related("entry", "unit")
    rows = ready(answers.select_for_update(of=("self",)).order_by("pk"))
    refuse_empty(owed, rows)
    explain_missed(rows)
    now = timezone.now()
    before = {row.pk: row.state for row in rows}
    write(rows, actor, one, now)
    changes = [
        Change.of(row, before={"state": before[row.pk]}, after=plain(row, *SAID)) for row in rows
    ]
    changes += hand_in_files(rows, now)
    above = answer_above(rows, timezone.localdate(now))
    late = sum(row.is_late for row in rows)
    if late:
        recompute_lamps(
            SYSTEM, one.campaign, timezone.localdate(now), entry_ids={r.entry_id for r in rows}
        )
    event = record(
        actor, "check_in.submit", of=one, changes=[*changes, *above.changes],
        details={"round": one.slug, "count": len(rows), "late": late},
    )  # fmt: skip
    log_moves(rows, before, event, now=now, hands=hands_of(actor, rows, now))
    log_moves(above.rows, above.before, event, now=now)
    return event


def refuse_empty(owed: QuerySet[CheckIn], rows: Sequence[CheckIn]) -> None:
    if rows:
        return
    if owed.filter(state=CheckIn.State.RETURNED).exists():
        raise InvalidState(_("What was returned has not been changed yet: mend it, then submit."))
    raise InvalidState(
        _("Nothing is filled in yet: write what was done, or tap “No news this time”.")
    )


def explain_missed(rows: Sequence[CheckIn]) -> None:
    """Ask why a goal was missed (T9): it is explained, and a new day may be asked for."""
    for row in rows:
        if row.outcome == CheckIn.Outcome.MISSED and not row.missed_reason:
            raise InvalidState(
                _("“%(title)s”: say why the goal was missed before you submit.")
                % {"title": row.entry.title},
                check_in=row.pk,
            )


def hands_of(actor: Actor, rows: Sequence[CheckIn], now: datetime) -> dict[int, Hand]:
    """Return under which post each check-in is handed in."""
    hands = Hands.of(actor, timezone.localdate(now))
    return {
        row.pk: hands.hand(Role.LIAISON, [Place(id=row.unit_id, path=row.unit.path)])
        for row in rows
    }


def write(rows: Sequence[CheckIn], actor: Actor, one: Round, now: datetime) -> None:
    fillers = filled_by(actor, rows, timezone.localdate(now))
    first = {row.pk for row in rows if row.received_at is None}
    late = late_units(one, {row.unit_id for row in rows if row.pk in first}, now)
    handed_in = {
        "state": CheckIn.State.SUBMITTED,
        "submitted_by": actor.person_id,
        "version": F("version") + 1,
    }
    for is_late in (False, True):
        ids = [row.pk for row in rows if row.pk in first and (row.unit_id in late) is is_late]
        if ids:
            CheckIn.objects.filter(pk__in=ids).update(**handed_in, received_at=now, is_late=is_late)
    if again := [row.pk for row in rows if row.pk not in first]:
        CheckIn.objects.filter(pk__in=again).update(**handed_in)
    other_hand = [row for row in rows if row.filled_by_unit_id != fillers.get(row.pk)]
    for row in rows:
        if row.received_at is None:
            row.received_at, row.is_late = now, row.unit_id in late
        row.state, row.submitted_by = CheckIn.State.SUBMITTED, actor.person_id
        row.filled_by_unit_id = fillers.get(row.pk)
        row.version += 1
    CheckIn.objects.bulk_update(other_hand, ["filled_by_unit"], batch_size=500)
    keep_parts(rows)


def hand_in_files(rows: Sequence[CheckIn], now: datetime) -> list[Change]:
    """Let the files that came or went since the last submission come and go with this one."""
    links = list(
        CheckInEvidence.objects.filter(check_in__in=[row.pk for row in rows])
        .select_related("evidence")
        .order_by("pk")
    )
    if not links:
        return []
    fresh = [link for link in links if link.submitted_at is None]
    gone = [link for link in links if link.removed_at is not None]
    changes = [evidence_change(link.evidence) for link in fresh]
    changes += [
        Change.of(
            link,
            before={**plain(link, "check_in", "evidence"), "file_name": link.evidence.file_name},
        )
        for link in gone
    ]
    CheckInEvidence.objects.filter(pk__in=[link.pk for link in fresh]).update(submitted_at=now)
    CheckInEvidence.objects.filter(pk__in=[link.pk for link in gone]).delete()
    return changes


def log_moves(
    rows: Sequence[CheckIn],
    before: dict[int, str],
    event: AuditEvent,
    *,
    now: datetime,
    words: Words = SILENT,
    hands: Mapping[int, Hand] = NO_HANDS,
) -> None:
    """Write one move a row, tied to the chained row of the act."""
    CheckInMove.objects.bulk_create(
        [
            CheckInMove(
                check_in=row,
                from_state=before[row.pk],
                to_state=row.state,
                person_id=event.person_id,
                moved_at=now,
                reason=words.reason,
                method=words.method if row.state == CheckIn.State.VERIFIED else "",
                event_number=event.number,
                **hands.get(row.pk, NOBODY).columns,
            )
            for row in rows
        ],
        batch_size=500,
    )
