"""Drafts of check-ins: they save themselves, and enter the chain only when submitted (D5)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import store_evidence
from guatu.audit.models import Evidence
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.core.returned import parted
from guatu.dispatch.actions.holding import hold_rounds
from guatu.dispatch.models import CheckIn, CheckInEvidence, Round
from guatu.dispatch.policies import EDITABLE, Place, can_fill
from guatu.dispatch.queries.checkins import visible_check_in
from guatu.dispatch.queries.summaries import LINE_LENGTH, longest
from guatu.ledgers.queries import definition_of
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale
from guatu.shell.versions import update_at_version

MOST_FILES = 9
WHOLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a liaison typed. `progress` is in thousandths."""

    said: str = ""
    problem: str = ""
    is_unchanged: bool = False
    outcome: str = CheckIn.Outcome.NONE
    missed_reason: str = ""
    goal_moves_to: date | None = None
    progress: int | None = None
    reported_lamp: str | None = None

    @property
    def done(self) -> str:
        """Return what was said without what comes next."""
        return parted(self.said)[0]

    @property
    def following(self) -> str:
        """Return what comes next, as its own field shows it."""
        return parted(self.said)[1]

    @classmethod
    def of(cls, row: CheckIn) -> Draft:
        return cls(
            said=row.said,
            problem=row.problem,
            is_unchanged=row.is_unchanged,
            outcome=row.outcome,
            missed_reason=row.missed_reason,
            goal_moves_to=row.goal_moves_to,
            progress=row.progress,
            reported_lamp=row.reported_lamp,
        )


def editable(actor: Actor, check_in_id: int) -> CheckIn:
    """Return a check-in that `actor` may write to now."""
    known = CheckIn.objects.filter(pk=check_in_id).order_by()  # who sees it is asked below, once
    hold_rounds(list(known.values_list("round_id", flat=True)))
    row = visible_check_in(actor, check_in_id, is_locked=True)  # refuses what is not for these eyes
    if not can_fill(actor, Place(id=row.unit_id, path=row.unit.path)):
        raise NotAllowed(_("Only the unit's own liaison fills this in."))
    if row.round.state == Round.State.FROZEN:
        raise InvalidState(_("This round is frozen; nothing in it changes any more."))
    if row.state not in EDITABLE:
        raise InvalidState(_("This was submitted. It can be changed once it is returned."))
    return row


@transaction.atomic
def save_draft(actor: Actor, check_in_id: int, version: int, draft: Draft) -> CheckIn:
    """Keep a draft as it stands; on a stale version the refusal carries what stands instead."""
    row = editable(actor, check_in_id)
    fitting = fit(row, draft)
    current, current_version = Draft.of(row), row.version
    if current == fitting and current_version == version:
        return row
    try:
        update_at_version(row, version, **asdict(fitting), saved_at=timezone.now())
    except Stale as error:
        raise Stale(
            _("This item was changed elsewhere in the meantime. Both versions are shown."),
            check_in=check_in_id,
            version=current_version,
            current=asdict(current),
        ) from error
    return row


def fit(row: CheckIn, draft: Draft) -> Draft:
    """Return the draft as it may stand for this entry (T9).

    No news is a whole answer: it leaves no text. A number stands only where the kind counts, an
    outcome only where there is a goal.
    """
    if draft.progress is not None:
        if not definition_of(row.entry.kind).has_quantity:
            raise InvalidState(_("This kind has no quantity; report goals met or missed instead."))
        if not 0 <= draft.progress <= WHOLE:
            raise InvalidState(_("Progress lies between 0 and 100 %."))
    if draft.reported_lamp is not None and draft.reported_lamp not in set(Lamp):
        raise InvalidState(_("There is no such lamp."))
    if len(draft.said) > LINE_LENGTH and len(draft.said) > (most := longest(row)):
        raise InvalidState(_("At most %(most)d characters: write the essence.") % {"most": most})
    outcome = draft.outcome if row.milestone_id else CheckIn.Outcome.NONE
    is_missed = outcome == CheckIn.Outcome.MISSED
    return Draft(
        said="" if draft.is_unchanged else draft.said.strip(),
        problem=draft.problem.strip(),
        is_unchanged=draft.is_unchanged,
        outcome=outcome,
        missed_reason=draft.missed_reason.strip() if is_missed else "",
        goal_moves_to=new_day(row, draft) if is_missed else None,
        progress=draft.progress,
        reported_lamp=draft.reported_lamp,
    )


def new_day(row: CheckIn, draft: Draft) -> date | None:
    """Return the day to which an unmet goal is to move; it lies after the one that was missed."""
    day = draft.goal_moves_to
    if day is not None and row.milestone is not None and day <= row.milestone.due_on:
        raise InvalidState(_("The new day of a goal lies after the one that was missed."))
    return day


@transaction.atomic
def attach_evidence(actor: Actor, check_in_id: int, payload: bytes, file_name: str) -> Evidence:
    """Keep a file with a draft."""
    row = editable(actor, check_in_id)
    if row.evidence.filter(removed_at__isnull=True).count() >= MOST_FILES:
        raise InvalidState(_("At most %(most)d files go with one item.") % {"most": MOST_FILES})
    evidence = store_evidence(actor, payload, file_name)
    CheckInEvidence.objects.create(check_in=row, evidence=evidence)
    touch(row)
    return evidence


def touch(row: CheckIn) -> None:
    """Let another file count as rework; the version stays, no text of the card was changed."""
    CheckIn.objects.filter(pk=row.pk).update(saved_at=timezone.now())


@transaction.atomic
def detach_evidence(actor: Actor, check_in_id: int, evidence_id: int) -> None:
    """Take a file off a draft again; one that was handed in goes with the next submission."""
    row = editable(actor, check_in_id)
    link = row.evidence.filter(evidence=evidence_id, removed_at__isnull=True).first()
    if link is None:
        raise NotFound
    touch(row)
    if link.submitted_at is None:
        link.delete()
        return
    link.removed_at = timezone.now()
    link.save(update_fields=["removed_at"])
