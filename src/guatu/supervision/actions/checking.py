"""What whoever steers a directive does: returns it, closes it, takes it back, opens it again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.core.actors import Actor
from guatu.core.calendars import after_working_days
from guatu.shell.errors import InvalidState
from guatu.shell.workdays import work_calendar
from guatu.supervision.actions.extending import lapse
from guatu.supervision.actions.steps import Act, Move, Said, State, allow, ask_state, take, words_of
from guatu.supervision.actions.telling import tell_unit
from guatu.supervision.models import Directive, DirectiveStep
from guatu.supervision.policies.directives import can_check, can_steer
from guatu.supervision.queries.rules import days_for
from guatu.supervision.wording import name_of

OPEN = (State.ISSUED, State.SIGNED, State.WORKING, State.REPLIED, State.RETURNED)


@transaction.atomic
def give_back(
    actor: Actor, row: Directive, *, version: int, reason: str, now: datetime | None = None
) -> DirectiveStep:
    """退回: what was reported as finished is not; the reason says what is missing."""
    allow(can_check, actor, row)
    ask_state(row, State.REPLIED)
    reason = words_of(reason, ask=_("Say what is missing."))
    move = Move(act=Act.RETURN, to=State.RETURNED, said=Said(words=reason))
    step = take(actor, row, version, move, now=now)
    tell_step(row, step, gettext_lazy("Returned: %(name)s"))
    return step


@transaction.atomic
def close(
    actor: Actor, row: Directive, *, version: int, said: Said, now: datetime | None = None
) -> DirectiveStep:
    """核查办结: what was reported as finished was checked and is closed (T10)."""
    allow(can_check, actor, row)
    ask_state(row, State.REPLIED)
    if said.method not in DirectiveStep.Method.values:
        raise InvalidState(_("Say how it was checked: by documents, on the spot, or by sample."))
    now = now or timezone.now()
    move = Move(
        act=Act.CLOSE, to=State.CLOSED, columns={"closed_at": now}, said=said,
        changes=lapse(row, now),
    )  # fmt: skip
    step = take(actor, row, version, move, now=now)
    tell_step(row, step, gettext_lazy("Closed: %(name)s"))
    return step


@transaction.atomic
def withdraw(
    actor: Actor, row: Directive, *, version: int, reason: str, now: datetime | None = None
) -> DirectiveStep:
    """撤销: it is no longer asked for; its parts go with it."""
    allow(can_steer, actor, row)
    ask_state(row, *OPEN)
    reason = words_of(reason, ask=_("Say why it is taken back."))
    now = now or timezone.now()
    for part in row.parts.select_related("unit", "campaign__unit", "parent__unit").order_by("pk"):
        if part.is_open:
            withdraw_part(actor, part, reason, now)
    move = Move(
        act=Act.WITHDRAW, to=State.WITHDRAWN, said=Said(words=reason), changes=lapse(row, now)
    )
    step = take(actor, row, version, move, now=now)
    tell_step(row, step, gettext_lazy("Taken back: %(name)s"))
    return step


def withdraw_part(actor: Actor, part: Directive, reason: str, now: datetime) -> None:
    """Take a part back with its whole: as an act of its own, whatever may be done to it otherwise."""
    for below in part.parts.select_related("unit", "campaign__unit", "parent__unit").order_by("pk"):
        if below.is_open:
            withdraw_part(actor, below, reason, now)
    move = Move(
        act=Act.WITHDRAW, to=State.WITHDRAWN, said=Said(words=reason), changes=lapse(part, now)
    )
    step = take(actor, part, part.version, move, now=now)
    tell_step(part, step, gettext_lazy("Taken back: %(name)s"))


@transaction.atomic
def reopen(
    actor: Actor,
    row: Directive,
    *,
    version: int,
    reason: str,
    limit_on: date,
    now: datetime | None = None,
) -> DirectiveStep:
    """反弹重开: what was closed has come back; a new limit runs, and the old times stay as steps."""
    allow(can_steer, actor, row)
    ask_state(row, State.CLOSED)
    reason = words_of(reason, ask=_("Say what has come back."))
    now = now or timezone.now()
    today = timezone.localdate(now)
    if limit_on < today:
        raise InvalidState(_("The limit lies before today."))
    if row.parent is not None and not row.parent.is_open:
        raise InvalidState(_("The whole is closed: open it first."))
    within = max(days_for(row.campaign_id).sign_within, 1)
    columns: dict[str, Any] = {
        "limit_on": limit_on,
        "sign_by": min(after_working_days(today, within, work_calendar()), limit_on),
        "reopened_count": row.reopened_count + 1,
        **dict.fromkeys(("signed_at", "started_at", "reported_at", "finished_at", "closed_at")),
        "finished_by": None,
    }
    move = Move(
        act=Act.REOPEN, to=State.ISSUED, columns=columns, said=Said(words=reason),
        limit_before=row.limit_on,
    )  # fmt: skip
    step = take(actor, row, version, move, now=now)
    tell_step(row, step, gettext_lazy("Opened again: %(name)s"))
    return step


def tell_step(row: Directive, step: DirectiveStep, subject: Promise) -> None:
    tell_unit(
        row,
        lambda: str(subject) % {"name": name_of(row)},
        step.words[:300],
        f"step-{step.pk}",
    )
