"""Steps of an entry on a track beside its stages (T7), and who confirms a track in a ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.campaigns.models import Validity
from guatu.core.actors import Actor, ActorKind
from guatu.core.kinds import StepBy, Track, TrackState, steps_from
from guatu.ledgers.actions.edits import lead_ids
from guatu.ledgers.actions.stages import LONGEST_NOTE, Proof
from guatu.ledgers.actions.values import write_values
from guatu.ledgers.followers import tell_followers
from guatu.ledgers.models import Entry, Ledger, TrackKeeper, TrackPassage
from guatu.ledgers.policies import can_fill_entry, can_keep_track, can_name_keeper
from guatu.ledgers.queries import definition_of, spoken
from guatu.shell.errors import Conflict, InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

FIELDS = ("track", "from_state", "to_state", "passed_on", "evidence", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackStep:
    """Which state of which track an entry reaches, on which day, with what proof and why."""

    track: str
    to_state: str
    passed_on: date
    proof: Proof | None = None
    reason: str = ""


@transaction.atomic
def step_track(
    actor: Actor, entry: Entry, *, version: int, step: TrackStep, today: date
) -> TrackPassage:
    """Move an entry on a track; the state it reaches also stands in its fields (D3).

    What the keeper alone records is for the unit named in the ledger, and never for the person
    who recorded the step before (T6, D6).
    """
    if entry.validity != Validity.IN_FORCE:
        raise InvalidState(_("This line is not in force: nothing is recorded of it."))
    kind = definition_of(entry.kind)
    track = kind.track(step.track)
    if track is None:
        raise InvalidState(_("The kind has no such track."))
    before = str(entry.fields.get(track.field, ""))
    state = next_state(track, before, step.to_state)
    last = TrackPassage.objects.filter(entry=entry, track=track.field).order_by("-pk").first()
    check_permission(actor, entry, track, state=state, last=last)
    check_step(state, step, last=last, today=today)
    update_at_version(entry, version, fields={**entry.fields, track.field: state.code})
    write_values(kind, [entry])
    row = keep_step(actor, entry, step, from_state=before)
    name = f"fields.{track.field}"
    changes = [
        Change.of(entry, before={name: before or None}, after={name: state.code}),
        Change.of(row, after=plain(row, *FIELDS)),
    ]
    if row.evidence is not None:
        changes.append(evidence_change(row.evidence))
    tell_followers(entry)
    record(actor, "entry.step-track", of=entry, changes=changes)
    return row


def next_state(track: Track, before: str, code: str) -> TrackState:
    found = next((state for state in steps_from(track, before) if state.code == code), None)
    if found is None:
        raise InvalidState(_("This step does not follow from where the track stands."))
    return found


def check_permission(
    actor: Actor, entry: Entry, track: Track, *, state: TrackState, last: TrackPassage | None
) -> None:
    if state.by is StepBy.UNIT:
        if not can_fill_entry(actor, entry, lead_ids(entry)):
            raise NotAllowed(_("Your post does not allow this."))
        return
    keeper = keeper_of(entry.ledger, track.field)
    if not can_keep_track(actor, keeper.unit_id if keeper else None):
        raise NotAllowed(_("Only the unit that confirms this track records this step."))
    is_same = last is not None and last.recorded_by == actor.person_id
    if is_same and actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed(_("Confirming needs a second person: you recorded the step before."))


def keeper_of(ledger: Ledger, track: str) -> TrackKeeper | None:
    return TrackKeeper.objects.filter(ledger=ledger, track=track).first()


def check_step(
    state: TrackState, step: TrackStep, *, last: TrackPassage | None, today: date
) -> None:
    if step.passed_on > today:
        raise InvalidState(_("A step is recorded once it has happened; choose today or earlier."))
    if last is not None and step.passed_on < last.passed_on:
        raise InvalidState(_("The step before was later than this day."))
    if len(step.reason) > LONGEST_NOTE:
        raise InvalidState(_("The note has more than 500 characters; shorten it."))
    if state.needs_reason and not step.reason.strip():
        raise InvalidState(_("Say why; the reason stays with the step."))
    if state.proof is not None and step.proof is None:
        raise InvalidState(
            _("This step asks for proof: %(proof)s. Add the file.") % {"proof": spoken(state.proof)}
        )


def keep_step(actor: Actor, entry: Entry, step: TrackStep, *, from_state: str) -> TrackPassage:
    proof = step.proof
    return TrackPassage.objects.create(
        entry=entry,
        track=step.track,
        from_state=from_state,
        to_state=step.to_state,
        passed_on=step.passed_on,
        recorded_by=actor.person_id,
        recorded_at=timezone.now(),
        evidence=store_evidence(actor, proof.payload, proof.file_name) if proof else None,
        reason=step.reason.strip(),
    )


@transaction.atomic
def name_keeper(
    actor: Actor, ledger: Ledger, *, track: str, unit: Unit, version: int
) -> TrackKeeper:
    """Say which unit confirms a track in a ledger; `version` is 0 where none was named before."""
    if not can_name_keeper(actor, ledger):
        raise NotAllowed(_("Your post does not allow this."))
    if definition_of(ledger.kind).track(track) is None:
        raise InvalidState(_("The kind has no such track."))
    row = keeper_of(ledger, track)
    if row is None:
        if version:
            raise Conflict(
                _("Somebody changed this since you read it. Look at the new state first.")
            )
        row = TrackKeeper.objects.create(ledger=ledger, track=track, unit=unit)
        change = Change.of(row, after=plain(row, "ledger", "track", "unit"))
    else:
        before = plain(row, "unit")
        update_at_version(row, version, unit_id=unit.pk)
        change = Change.of(row, before=before, after=plain(row, "unit"))
    record(actor, "track.name-keeper", of=row, changes=[change])
    return row
