"""What a passage means for the closing of an entry: asked for, given back, opened again, each as a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from guatu.audit.actions import Change, plain
from guatu.audit.models import Evidence
from guatu.core.actors import Actor
from guatu.core.kinds import KindDefinition
from guatu.ledgers.actions.closingnotices import tell_step
from guatu.ledgers.models import Closing, ClosingStep, Entry, StagePassage
from guatu.shell.versions import update_at_version

State = Closing.State
OPEN = (State.ASKED, State.REVIEWED)
TOLD = ("entry", "state", "from_stage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who signed a step on paper (T4), under which post, when, on which sheet; the actor records it."""

    person_id: int
    post_id: int
    is_deputy: bool
    signed_on: date
    sheet: Evidence
    document_number: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "signed_by": self.person_id,
            "post_id": self.post_id,
            "is_deputy": self.is_deputy,
            "signed_on": self.signed_on,
            "sheet": self.sheet,
            "document_number": self.document_number,
        }


def whose(actor: Actor, hand: Hand | None) -> int | None:
    """Return whose word a step is: on paper the signer's, never the recorder's."""
    return hand.person_id if hand is not None else actor.person_id


def follow_passage(
    actor: Actor,
    entry: Entry,
    kind: KindDefinition,
    row: StagePassage,
    *,
    was_closed: bool,
    hand: Hand | None = None,
) -> list[Change]:
    """Let the closing follow a passage, whichever page recorded it: there is one way to close."""
    if was_closed:
        return reopened(actor, entry, row)
    if kind.closing_stage is None:
        return []
    place = kind.stage_position(entry.stage)
    if entry.stage == kind.closing_stage and place > kind.stage_position(row.from_stage):
        return ask(actor, entry, row.from_stage, passage=row, hand=hand)
    if place < kind.stage_position(row.from_stage):
        return returned(actor, entry, row)
    return []


def open_closing(entry: Entry) -> Closing | None:
    return Closing.objects.filter(entry=entry, state__in=OPEN).first()


def ask(
    actor: Actor,
    entry: Entry,
    from_stage: str,
    *,
    passage: StagePassage | None,
    note: str = "",
    hand: Hand | None = None,
) -> list[Change]:
    """Write that closing was asked for, with the proof of its passage."""
    now = timezone.now()
    one = Closing.objects.create(
        entry=entry, from_stage=from_stage, asked_by=whose(actor, hand), asked_at=now
    )
    row = ClosingStep.objects.create(
        closing=one,
        to_state=State.ASKED,
        person_id=actor.person_id,
        taken_at=now,
        note=passage.note if passage else note,
        evidence=passage.evidence if passage else None,
        **(hand.columns if hand else {}),
    )
    tell_step(one, row)
    return [Change.of(one, after=plain(one, *TOLD))]


def returned(actor: Actor, entry: Entry, row: StagePassage) -> list[Change]:
    one = open_closing(entry)
    return [] if one is None else [step(actor, one, State.RETURNED, note=row.note)]


def reopened(actor: Actor, entry: Entry, row: StagePassage) -> list[Change]:
    """Write that what was closed came back (反弹重开); one that was closed otherwise gets a row for it."""
    one = Closing.objects.filter(entry=entry, state=State.CLOSED).order_by("pk").last()
    if one is None:
        one = Closing.objects.create(
            entry=entry, state=State.CLOSED, from_stage=entry.stage, asked_at=row.recorded_at
        )
    return [step(actor, one, State.REOPENED, note=row.note)]


def step(
    actor: Actor,
    one: Closing,
    to: State,
    *,
    note: str = "",
    hand: Hand | None = None,
    **columns: object,
) -> Change:
    """Move a closing on and write the row of it."""
    before = plain(one, *TOLD)
    reviewed = {"reviewed_by": whose(actor, hand)} if to == State.REVIEWED else {}
    update_at_version(one, one.version, state=to, **reviewed)
    row = ClosingStep.objects.create(
        closing=one,
        to_state=to,
        person_id=actor.person_id,
        taken_at=timezone.now(),
        note=note,
        **columns,
        **(hand.columns if hand else {}),
    )
    tell_step(one, row)
    return Change.of(one, before=before, after=plain(one, *TOLD))
