"""Passing an entry from stage to stage, with the proof that the stage asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.campaigns.models import Validity
from guatu.core.actors import Actor, ActorKind
from guatu.core.kinds import KindDefinition, Stage
from guatu.ledgers.actions.closingrows import Hand, follow_passage
from guatu.ledgers.actions.edits import lead_ids
from guatu.ledgers.actions.limits import set_limits
from guatu.ledgers.followers import tell_followers
from guatu.ledgers.models import Entry, StagePassage
from guatu.ledgers.policies import can_pass_stage
from guatu.ledgers.queries import definition_of, spoken
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

LONGEST_NOTE = 500
MOVED = ("stage", "closed_on", "reopened_count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    payload: bytes
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Where an entry goes, on which day, with what proof, and why if it goes back or skips.

    `hand` where the word was given on paper.
    """

    to_stage: str
    passed_on: date
    proof: Proof | None = None
    note: str = ""
    hand: Hand | None = None


@transaction.atomic
def pass_stage(
    actor: Actor, entry: Entry, *, version: int, passage: Passage, today: date
) -> StagePassage:
    """Move an entry to another stage; into the final one it is closed, out of it opened again.

    Going back and skipping need a note, a stage with proof its file; the final stage needs
    another person than the one who recorded the stage before (T10, D6).
    """
    if entry.validity != Validity.IN_FORCE:
        raise InvalidState(_("This line is not in force: nothing is recorded of it."))
    kind = definition_of(entry.kind)
    target = kind.stage(passage.to_stage)
    if target is None or target.code == entry.stage:
        raise InvalidState(_("Choose a stage of this kind other than the present one."))
    step = kind.stage_position(target.code) - kind.stage_position(entry.stage)
    if not can_pass_stage(
        actor, entry, lead_ids(entry), is_final=target.is_final, is_back=step < 0
    ):
        raise NotAllowed(_("Going back and closing are for the campaign office."))
    check_passage(target, passage, step=step, today=today)
    if step > 0:
        check_required(kind, entry, target)
    if target.is_final:
        if kind.closing_stage is not None:
            raise InvalidState(
                _("This is closed through its review and check, on the line's own page.")
            )
        check_second_person(actor, entry)
    row, changes = move(actor, entry, kind, version=version, passage=passage)
    record(actor, "entry.pass-stage", of=entry, changes=changes)
    return row


def move(
    actor: Actor, entry: Entry, kind: KindDefinition, *, version: int, passage: Passage
) -> tuple[StagePassage, list[Change]]:
    """Carry out a passage within the caller's act; return its row and the changes for the record."""
    target = kind.stage(passage.to_stage)
    is_final = target is not None and target.is_final
    is_back = entry.closed_on is not None and not is_final
    before = plain(entry, *MOVED)
    update_at_version(
        entry,
        version,
        stage=passage.to_stage,
        stage_since=passage.passed_on,
        closed_on=passage.passed_on if is_final else None,
        reopened_count=entry.reopened_count + is_back,
    )
    row = keep_passage(actor, entry, passage, from_stage=str(before["stage"]))
    set_limits(kind, [entry])
    fields = ("from_stage", "to_stage", "passed_on", "evidence", "note")
    changes = [
        Change.of(entry, before=before, after=plain(entry, *MOVED)),
        Change.of(row, after=plain(row, *fields)),
    ]
    if row.evidence is not None:
        changes.append(evidence_change(row.evidence))
    changes += follow_passage(actor, entry, kind, row, was_closed=is_back, hand=passage.hand)
    tell_followers(entry)
    return row, changes


def check_passage(target: Stage, passage: Passage, *, step: int, today: date) -> None:
    if passage.passed_on > today:
        raise InvalidState(
            _("A passage is recorded once it has happened; choose today or earlier.")
        )
    if len(passage.note) > LONGEST_NOTE:
        raise InvalidState(_("The note has more than 500 characters; shorten it."))
    if step < 0 and not passage.note.strip():
        raise InvalidState(_("Say why the entry goes back to an earlier stage."))
    if step > 1 and not passage.note.strip():
        raise InvalidState(_("Say why stages are skipped."))
    if step > 0 and target.proof is not None and passage.proof is None:
        raise InvalidState(
            _("“%(stage)s” asks for proof: %(proof)s. Add the file.")
            % {"stage": spoken(target.name), "proof": spoken(target.proof)}
        )


def check_required(kind: KindDefinition, entry: Entry, target: Stage) -> None:
    """Refuse a stage as long as what it asks for is not filled in."""
    missing = [kind.field(key) for key in target.requires if key not in entry.fields]
    names = [spoken(field.name) for field in missing if field is not None]
    if names:
        raise InvalidState(
            _("Before “%(stage)s” these must be filled in: %(fields)s.")
            % {"stage": spoken(target.name), "fields": "、".join(names)},
            missing=[field.key for field in missing if field is not None],
        )


def check_second_person(actor: Actor, entry: Entry) -> None:
    """Let nobody close what nobody else, or only the same person, said was done (T10)."""
    if actor.kind is ActorKind.SYSTEM:
        return
    last = entry.passages.order_by("-pk").values_list("recorded_by", flat=True).first()
    if last is None:
        raise NotAllowed(
            _("Closing needs two people: let another person record the stage before it first.")
        )
    if last == actor.person_id:
        raise NotAllowed(_("Closing needs a second person: you recorded the stage before."))


def keep_passage(actor: Actor, entry: Entry, passage: Passage, *, from_stage: str) -> StagePassage:
    proof = passage.proof
    evidence = store_evidence(actor, proof.payload, proof.file_name) if proof else None
    return StagePassage.objects.create(
        entry=entry,
        from_stage=from_stage,
        to_stage=passage.to_stage,
        passed_on=passage.passed_on,
        recorded_by=actor.person_id,
        recorded_at=timezone.now(),
        evidence=evidence,
        note=passage.note,
    )
