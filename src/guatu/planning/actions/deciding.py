"""A person's word on each item of a draft. Drafts are not chained until they are confirmed (D5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.planning.actions.opening import refuse_unseen, touch
from guatu.planning.actions.stepping import StepChange, change_of, record_step, values_of
from guatu.planning.actions.units import refresh_units
from guatu.planning.fields import CONFIDENT, OWNED, Kind, problems_of, unit_names
from guatu.planning.models import Draft, DraftItem, DraftStep
from guatu.planning.wording import problem
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version

State = DraftItem.State
Act = DraftStep.Act
ACTS = {State.ACCEPTED: Act.ACCEPT, State.REJECTED: Act.REJECT, State.PENDING: Act.REOPEN}


def refuse_problems(kind: str, fields: Mapping[str, Any]) -> None:
    problems = problems_of(kind, fields)
    if problems:
        raise InvalidState(" ".join(problem(code) for code in problems), problems=problems)


@transaction.atomic
def decide_item(actor: Actor, item: DraftItem, version: int, *, state: str) -> None:
    """Accept or reject an item, or put it back to pending."""
    touch(actor, item.draft)
    if state == State.ACCEPTED:
        refuse_problems(item.kind, item.fields)
    names_counted = State.REJECTED in {item.state, state} and bool(unit_names(item.fields))
    changes = [write(actor, item, version, state=state)]
    if names_counted:
        changes += refresh_units(item.draft)
    record_step(actor, item.draft, ACTS[State(state)], changes)


@transaction.atomic
def edit_item(actor: Actor, item: DraftItem, version: int, *, fields: Mapping[str, Any]) -> None:
    """Correct an item's fields; a person's correction is its acceptance."""
    touch(actor, item.draft)
    merged = {**item.fields, **fields}
    refuse_problems(item.kind, merged)
    changes = [write(actor, item, version, state=State.ACCEPTED, fields=merged)]
    if item.kind in OWNED:
        changes += refresh_units(item.draft)
    record_step(actor, item.draft, Act.EDIT, changes)


@transaction.atomic
def turn_item(actor: Actor, item: DraftItem, version: int) -> None:
    """Make a fact a target, or a target a fact: reading takes one for the other at times."""
    touch(actor, item.draft)
    if item.kind == Kind.FACT:
        fields = {"op": "=", "growth": False, "deadline": None, **item.fields}
        kind, state = Kind.TARGET, State.PENDING
    elif item.kind == Kind.TARGET:
        fields, kind, state = dict(item.fields), Kind.FACT, State.ACCEPTED
    else:
        raise InvalidState(_("Only facts and targets can be turned into each other."))
    ordinal = next_ordinal(item.draft, kind)
    changes = [write(actor, item, version, state=state, fields=fields, kind=kind, ordinal=ordinal)]
    if unit_names(fields):
        changes += refresh_units(item.draft)
    record_step(actor, item.draft, Act.TURN, changes)


@transaction.atomic
def keep_item(actor: Actor, item: DraftItem, version: int, *, others: list[DraftItem]) -> None:
    """Accept an item and reject the others that were read from the same words.

    Raises
    ------
    Stale
        If the item was changed since `version`; the others are taken as they are.
    """
    touch(actor, item.draft)
    refuse_problems(item.kind, item.fields)
    changes = [write(actor, item, version, state=State.ACCEPTED)]
    changes += [
        write(actor, other, other.version, state=State.REJECTED)
        for other in others
        if other.state != State.REJECTED
    ]
    changes += refresh_units(item.draft)
    record_step(actor, item.draft, Act.KEEP, changes)


@transaction.atomic
def add_item(
    actor: Actor, draft: Draft, *, kind: str, span: tuple[int, int], fields: Mapping[str, Any]
) -> DraftItem:
    """Add what the reading missed, tied to the words that a person selected."""
    touch(actor, draft)
    start, end = span
    if not 0 <= start < end <= len(draft.plan.text):
        raise InvalidState(_("Select the words in the plan that say so."))
    refuse_problems(kind, fields)
    item = DraftItem.objects.create(
        draft=draft,
        kind=kind,
        ordinal=next_ordinal(draft, kind),
        start=start,
        end=end,
        fields=dict(fields),
        read_fields=None,
        confidence=100,
        state=State.ACCEPTED,
        decided_by=actor.person_id,
        decided_at=timezone.now(),
    )
    changes = [change_of(item, before=None, after=values_of(item))]
    if kind in OWNED:
        changes += refresh_units(draft)
    record_step(actor, draft, Act.ADD, changes)
    return item


@transaction.atomic
def accept_confident(actor: Actor, draft: Draft, version: int | None = None) -> int:
    """Accept all pending items that were read with confidence and have no problem; return how many.

    Raises
    ------
    Stale
        If somebody else wrote since `version`, the version that the person saw.
    """
    touch(actor, draft)
    refuse_unseen(actor, draft, version)
    pending = draft.items.filter(state=State.PENDING, confidence__gte=CONFIDENT)
    good = [item for item in pending if not problems_of(item.kind, item.fields)]
    written = {"state": State.ACCEPTED, "decided_by": actor.person_id, "decided_at": timezone.now()}
    changes = []
    for item in good:
        before = values_of(item)
        put(item, written)
        changes.append(change_of(item, before=before, after=values_of(item)))
    rows = draft.items.filter(pk__in=[item.pk for item in good], state=State.PENDING)
    count = rows.update(version=F("version") + 1, **written)
    if count:
        record_step(actor, draft, Act.ACCEPT_ALL, changes)
    return count


def put(item: DraftItem, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(item, name, value)


def write(actor: Actor, item: DraftItem, version: int, **changes: object) -> StepChange:
    """Write an item at the version that was read, and return what became of it."""
    before = values_of(item)
    update_at_version(
        item, version, decided_by=actor.person_id, decided_at=timezone.now(), **changes
    )
    return change_of(item, before=before, after=values_of(item))


def next_ordinal(draft: Draft, kind: str) -> int:
    return (draft.items.filter(kind=kind).aggregate(last=Max("ordinal"))["last"] or 0) + 1
