"""Freezing a round: how all entries and units stand is kept for good, written only on change (D6)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.dispatch.actions.rounds import BATCH, SHOWN, check_may_run
from guatu.dispatch.models import EntryState, Round, UnitState
from guatu.dispatch.queries.rounds import visible_round
from guatu.ledgers.models import Entry
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version

ENTRY_FIELDS = ("unit_id", "stage", "lamp", "reported_lamp", "progress", "due_on")
UNIT_FIELDS = ("name", "short_name", "path", "official_order")
States = type[EntryState] | type[UnitState]


@transaction.atomic
def freeze_round(actor: Actor, round_id: int, version: int) -> Round:
    """Freeze a closed round: nothing in it changes any more; a correction is a later row."""
    one = visible_round(actor, round_id)
    check_may_run(actor, one.campaign)
    if one.state != Round.State.CLOSED:
        raise InvalidState(
            _("Close the round before it is frozen.")
            if one.state == Round.State.OPEN
            else _("This round is frozen already.")
        )
    earlier = Round.objects.filter(cadence=one.cadence_id, ordinal__lt=one.ordinal)
    if earlier.exclude(state=Round.State.FROZEN).exists():
        raise InvalidState(_("Freeze the earlier rounds first: the past is written in its order."))
    before = plain(one, *SHOWN)
    update_at_version(one, version, state=Round.State.FROZEN, frozen_at=timezone.now())
    entries = keep(EntryState, "entry_id", Entry.objects.filter(campaign=one.campaign_id), one)
    units = keep(UnitState, "unit_id", Unit.objects.all(), one)
    record(
        actor, "round.freeze", of=one,
        changes=[Change.of(one, before=before, after=plain(one, *SHOWN))],
        details={"entry_states": entries, "unit_states": units},
    )  # fmt: skip
    return one


def keep(states: States, key: str, rows: QuerySet[Any], one: Round) -> int:
    """Write a state for each row that stands otherwise than at the last freeze; end the old ones."""
    fields = ENTRY_FIELDS if states is EntryState else UNIT_FIELDS
    known = {
        getattr(state, key): state
        for state in states._default_manager.filter(  # noqa: SLF001 Django's way to a manager
            to_ordinal__isnull=True, from_round__cadence=one.cadence_id
        )
    }
    changed = [
        row
        for row in rows.order_by("pk")
        if row.pk not in known or not is_same(known[row.pk], row, fields)
    ]
    end([known[row.pk].pk for row in changed if row.pk in known], states, one)
    made = [
        states(
            **{key: row.pk}, from_round=one, from_ordinal=one.ordinal,
            **{name: getattr(row, name) for name in fields},
        )
        for row in changed
    ]  # fmt: skip
    states._default_manager.bulk_create(made, batch_size=BATCH)  # type: ignore[arg-type]  # noqa: SLF001 one of the two
    return len(made)


def is_same(state: Model, row: Model, fields: tuple[str, ...]) -> bool:
    return all(getattr(state, name) == getattr(row, name) for name in fields)


def end(ids: list[int], states: States, one: Round) -> None:
    """Let old states end with the round before this one."""
    previous = Round.objects.filter(cadence=one.cadence_id, ordinal=one.ordinal - 1).first()
    for start in range(0, len(ids), BATCH):
        states._default_manager.filter(pk__in=ids[start : start + BATCH]).update(  # noqa: SLF001
            to_round=previous, to_ordinal=one.ordinal - 1
        )
