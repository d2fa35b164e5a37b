"""Rows of logs: doing a repeated act, and striking a row that was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.campaigns.models import Validity
from guatu.core.actors import Actor
from guatu.core.kinds import FieldType, KindDefinition, Log, Stage, check_row
from guatu.ledgers.actions.edits import lead_ids
from guatu.ledgers.actions.limits import set_limits, since
from guatu.ledgers.actions.recording import flat_fields
from guatu.ledgers.actions.stages import LONGEST_NOTE, Proof, check_required
from guatu.ledgers.actions.values import check_units
from guatu.ledgers.followers import tell_followers
from guatu.ledgers.models import Entry, LogRow, StagePassage
from guatu.ledgers.policies import can_strike_log, can_write_log
from guatu.ledgers.queries import definition_of, spoken
from guatu.shell.errors import InvalidState, NotAllowed, NotFound
from guatu.shell.versions import update_at_version

LONGEST_REASON = 200
PASSAGE = ("from_stage", "to_stage", "passed_on", "evidence", "note")
FIELDS = ("entry", "log", "happened_on", "note", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLogRow:
    """One time that the act was done; `fields` as they are stored."""

    log: str
    happened_on: date
    fields: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    proof: Proof | None = None


@transaction.atomic
def add_log_row(actor: Actor, entry: Entry, *, version: int, new: NewLogRow, today: date) -> LogRow:
    """Record that the act of a log was done; what was found may send the entry to another stage."""
    if not can_write_log(actor, entry, lead_ids(entry)):
        raise NotAllowed(_("Your post does not allow this."))
    kind = definition_of(entry.kind)
    log = log_of(kind, new.log)
    values = check_new(entry, log, new, today)
    check_units_of(log, values)
    evidence = store_evidence(actor, new.proof.payload, new.proof.file_name) if new.proof else None
    update_at_version(entry, version)
    row = LogRow.objects.create(
        entry=entry,
        log=log.code,
        happened_on=new.happened_on,
        fields=values,
        note=new.note.strip(),
        evidence=evidence,
        recorded_by=actor.person_id,
        recorded_at=timezone.now(),
    )
    changes = [Change.of(row, after=plain(row, *FIELDS) | flat_fields(values))]
    if evidence is not None:
        changes.append(evidence_change(evidence))
    changes += send_on(actor, entry, kind, log=log, row=row)
    set_limits(kind, [entry])
    tell_followers(entry)
    record(actor, "entry.log", of=entry, changes=changes)
    return row


def log_of(kind: KindDefinition, code: str) -> Log:
    log = kind.log(code)
    if log is None:
        raise NotFound
    return log


def check_new(entry: Entry, log: Log, new: NewLogRow, today: date) -> dict[str, Any]:
    """Return the fields of a row as they are stored, or refuse it."""
    if entry.validity != Validity.IN_FORCE or entry.closed_on is not None:
        raise InvalidState(_("This line is closed or not in force: nothing is recorded of it."))
    if new.happened_on > today:
        raise InvalidState(_("What has not happened yet is not recorded; choose today or earlier."))
    if len(new.note.strip()) > LONGEST_NOTE:
        raise InvalidState(_("The note has more than 500 characters; shorten it."))
    if log.proof is not None and new.proof is None:
        raise InvalidState(
            _("“%(log)s” asks for proof: %(proof)s. Add the file.")
            % {"log": spoken(log.name), "proof": spoken(log.proof)}
        )
    result = check_row(log, new.fields)
    if result.problems:
        first = log.field(result.problems[0].key)
        raise InvalidState(
            _("The field “%(field)s” does not fit (%(problem)s).")
            % {
                "field": spoken(first.name) if first else result.problems[0].key,
                "problem": result.problems[0].code.value,
            },
            problems=[(problem.key, problem.code.value) for problem in result.problems],
        )
    return result.fields


def check_units_of(log: Log, values: Mapping[str, Any]) -> None:
    named = [
        values[one.key] for one in log.fields if one.type is FieldType.UNIT and one.key in values
    ]
    if named:
        check_units(named)


def send_on(
    actor: Actor, entry: Entry, kind: KindDefinition, *, log: Log, row: LogRow
) -> list[Change]:
    """Move the entry to the stage that a choice of the row names; the newest row decides."""
    code = stage_named(log, row.fields)
    stage = kind.stage(code or "")
    if stage is None or stage.code == entry.stage or stage.is_final:
        return []
    if row.happened_on < since(entry):
        return []
    check_sent(entry, kind, stage, row)
    before = plain(entry, "stage")
    passage = StagePassage.objects.create(
        entry=entry,
        from_stage=entry.stage,
        to_stage=stage.code,
        passed_on=row.happened_on,
        recorded_by=actor.person_id,
        recorded_at=row.recorded_at,
        evidence=row.evidence if stage.proof is not None else None,
        note=_("By what was recorded in “%(log)s”.") % {"log": spoken(log.name)},
    )
    entry.stage, entry.stage_since = stage.code, row.happened_on
    entry.save(update_fields=["stage", "stage_since"])
    return [
        Change.of(entry, before=before, after=plain(entry, "stage")),
        Change.of(passage, after=plain(passage, *PASSAGE)),
    ]


def check_sent(entry: Entry, kind: KindDefinition, stage: Stage, row: LogRow) -> None:
    """Refuse a row that would pass by what a later stage asks for: the file of the row is its proof."""
    if kind.stage_position(stage.code) < kind.stage_position(entry.stage):
        return
    check_required(kind, entry, stage)
    if stage.proof is not None and row.evidence is None:
        raise InvalidState(
            _("“%(stage)s” asks for proof: %(proof)s. Add the file.")
            % {"stage": spoken(stage.name), "proof": spoken(stage.proof)}
        )


def stage_named(log: Log, values: Mapping[str, Any]) -> str | None:
    for one in log.fields:
        choice = one.choice(values[one.key]) if one.choices and one.key in values else None
        if choice is not None and choice.to_stage is not None:
            return choice.to_stage
    return None


@transaction.atomic
def strike_log_row(actor: Actor, row: LogRow, *, reason: str) -> LogRow:
    """Strike a row that was wrong: it stays in sight with the reason and counts no more."""
    entry = row.entry
    if not can_strike_log(actor, row, lead_ids(entry)):
        raise NotAllowed(_("Only who recorded a row, or the campaign office, strikes it."))
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidState(_("Say why the row is struck, in 200 characters at most."))
    locked = LogRow.objects.select_for_update().get(pk=row.pk)
    if locked.struck_at is not None:
        raise InvalidState(_("This row is struck already."))
    row.struck_by, row.struck_at, row.struck_reason = actor.person_id, timezone.now(), reason
    row.save(update_fields=["struck_by", "struck_at", "struck_reason"])
    set_limits(definition_of(entry.kind), [entry])
    tell_followers(entry)
    record(
        actor,
        "entry.strike-log",
        of=entry,
        changes=[Change.of(row, before={"struck_reason": ""}, after={"struck_reason": reason})],
    )
    return row
