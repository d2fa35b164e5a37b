"""What a unit does with a directive: signs for it, begins, answers, reports it as finished."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState
from guatu.supervision.actions.steps import (
    NOTHING_SAID,
    Act,
    Move,
    Said,
    State,
    allow,
    ask_state,
    take,
    words_of,
)
from guatu.supervision.actions.telling import tell_above
from guatu.supervision.models import Directive, DirectiveStep
from guatu.supervision.policies.directives import can_answer
from guatu.supervision.wording import name_of

AT_WORK = (State.SIGNED, State.WORKING, State.RETURNED)


@transaction.atomic
def sign(
    actor: Actor, row: Directive, *, version: int, now: datetime | None = None
) -> DirectiveStep:
    """签收: the unit has it; the server's time counts (D1)."""
    allow(can_answer, actor, row)
    ask_state(row, State.ISSUED)
    now = now or timezone.now()
    move = Move(act=Act.SIGN, to=State.SIGNED, columns={"signed_at": now})
    return take(actor, row, version, move, now=now)


@transaction.atomic
def start(
    actor: Actor, row: Directive, *, version: int, now: datetime | None = None
) -> DirectiveStep:
    """Say that work has begun; what was not signed for is by this."""
    allow(can_answer, actor, row)
    ask_state(row, State.ISSUED, State.SIGNED)
    now = now or timezone.now()
    move = Move(act=Act.START, to=State.WORKING, columns=begun(row, now))
    return take(actor, row, version, move, now=now)


def begun(row: Directive, now: datetime) -> dict[str, Any]:
    """Return the times that whoever works has passed as well."""
    return {
        "signed_at": row.signed_at or now,
        "started_at": row.started_at or now,
    }


@transaction.atomic
def reply(
    actor: Actor, row: Directive, *, version: int, said: Said, now: datetime | None = None
) -> DirectiveStep:
    """Answer on the way: how far it is; a returned one stays returned until it is finished anew."""
    allow(can_answer, actor, row)
    ask_state(row, State.ISSUED, *AT_WORK)
    words_of(said.words, ask=_("Say how far it is."))
    now = now or timezone.now()
    to = State.RETURNED if row.state == State.RETURNED else State.WORKING
    columns = {**begun(row, now), "reported_at": row.reported_at or now}
    step = take(
        actor, row, version, Move(act=Act.REPLY, to=to, columns=columns, said=said), now=now
    )
    tell_reply(row, step, gettext_lazy("An answer on the way"))
    return step


@transaction.atomic
def finish(
    actor: Actor,
    row: Directive,
    *,
    version: int,
    said: Said = NOTHING_SAID,
    parts_reason: str = "",
    now: datetime | None = None,
) -> DirectiveStep:
    """Report it as finished; parts that are not closed yet ask for a reason, which stays."""
    allow(can_answer, actor, row)
    ask_state(row, State.ISSUED, *AT_WORK)
    words = words_of(said.words, ask=_("Say what was done."))
    if open_parts(row) and not (reason := parts_reason.strip()):
        raise InvalidState(
            _("%(count)d parts are not finished yet: wait for them, or say why it is done without.")
            % {"count": open_parts(row)}
        )
    if open_parts(row):
        words = words_of(f"{words}\n{_('Parts still open:')} {reason}")
    now = now or timezone.now()
    columns = {
        **begun(row, now),
        "reported_at": row.reported_at or now,
        "finished_at": now,
        "finished_by": actor.person_id,
    }
    said = Said(words=words, files=said.files)
    step = take(
        actor, row, version, Move(act=Act.FINISH, to=State.REPLIED, columns=columns, said=said),
        now=now,
    )  # fmt: skip
    tell_reply(row, step, gettext_lazy("Reported as finished"))
    return step


def open_parts(row: Directive) -> int:
    """Return how many parts are neither reported as finished nor closed nor withdrawn."""
    done = (State.REPLIED, State.CLOSED, State.WITHDRAWN)
    return Directive.objects.filter(parent=row).exclude(state__in=done).count()


def tell_reply(row: Directive, step: DirectiveStep, what: Promise) -> None:
    tell_above(
        row,
        lambda: (
            _("%(what)s: %(name)s, %(unit)s")
            % {"what": what, "name": name_of(row), "unit": row.unit.label}
        ),
        step.words[:300],
        f"step-{step.pk}",
    )
