"""申请延期: another day is asked for with a reason and decided; every limit that held stays readable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState
from guatu.shell.formatting import day
from guatu.supervision.actions.answering import AT_WORK
from guatu.supervision.actions.steps import (
    Act,
    Move,
    Said,
    State,
    allow,
    ask_state,
    take,
    words_of,
)
from guatu.supervision.actions.telling import tell_above, tell_unit
from guatu.supervision.models import Directive, DirectiveExtension, DirectiveStep
from guatu.supervision.policies.directives import can_answer, can_steer
from guatu.supervision.wording import name_of

LONGEST_REASON = 500
DECIDED = ("state", "granted_on", "answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of an application: the day that is given (None: refused), and a word."""

    granted_on: date | None = None
    answer: str = ""


def reason_of(text: str, ask: str) -> str:
    reason = words_of(text, ask=ask)
    if len(reason) > LONGEST_REASON:
        raise InvalidState(_("The reason has more than 500 characters; shorten it."))
    return reason


@transaction.atomic
def ask_extension(
    actor: Actor,
    row: Directive,
    *,
    version: int,
    wanted_on: date,
    reason: str,
    now: datetime | None = None,
) -> DirectiveExtension:
    """Ask for another day; the limit holds until it is decided."""
    allow(can_answer, actor, row)
    ask_state(row, State.ISSUED, *AT_WORK)
    now = now or timezone.now()
    reason = reason_of(reason, _("Say why more time is needed."))
    if wanted_on <= row.limit_on or wanted_on < timezone.localdate(now):
        raise InvalidState(
            _("The day asked for lies after the limit, %(limit)s, and not before today.")
            % {"limit": day(row.limit_on)}
        )
    if waiting(row) is not None:
        raise InvalidState(_("An application for another day waits already."))
    asked = DirectiveExtension.objects.create(
        directive=row, limit_on=row.limit_on, wanted_on=wanted_on, reason=reason,
        asked_by=actor.person_id, asked_at=now,
    )  # fmt: skip
    change = Change.of(asked, after=plain(asked, "directive", "limit_on", "wanted_on", "reason"))
    move = Move(act=Act.ASK, to=row.state, said=Said(words=reason), changes=[change])
    take(actor, row, version, move, now=now)
    tell_above(
        row,
        lambda: (
            _("%(unit)s asks for another day: %(name)s")
            % {"unit": row.unit.label, "name": name_of(row)}
        ),
        lambda: (
            _("From %(limit)s to %(wanted)s. %(reason)s")
            % {"limit": day(row.limit_on), "wanted": day(wanted_on), "reason": reason}
        ),
        f"ask-{asked.pk}",
    )
    return asked


def waiting(row: Directive) -> DirectiveExtension | None:
    """Return the application that waits for a word."""
    return row.extensions.filter(state=DirectiveExtension.State.ASKED).first()


@transaction.atomic
def decide_extension(
    actor: Actor,
    row: Directive,
    *,
    version: int,
    decision: Decision,
    now: datetime | None = None,
) -> DirectiveStep:
    """Grant another day or refuse it; never the person who asked (D6)."""
    allow(can_steer, actor, row)
    asked = waiting(row)
    if asked is None:
        raise InvalidState(_("No application for another day waits here."))
    if asked.asked_by is not None and asked.asked_by == actor.person_id:
        raise InvalidState(_("Who asked for the day does not decide on it."))
    now = now or timezone.now()
    answer = decision.answer.strip()
    if decision.granted_on is None:
        answer = reason_of(answer, _("Say why the day is refused."))
    elif decision.granted_on <= row.limit_on:
        raise InvalidState(_("The new limit lies after the old one."))
    before, old_limit = plain(asked, *DECIDED), row.limit_on
    states = DirectiveExtension.State
    asked.state = states.GRANTED if decision.granted_on else states.REFUSED
    asked.granted_on, asked.answer = decision.granted_on, answer[:LONGEST_REASON]
    asked.decided_by, asked.decided_at = actor.person_id, now
    asked.save()
    change = Change.of(asked, before=before, after=plain(asked, *DECIDED))
    is_granted = decision.granted_on is not None
    move = Move(
        act=Act.EXTEND if is_granted else Act.REFUSE,
        to=row.state,
        columns={"limit_on": decision.granted_on} if is_granted else {},
        said=Said(words=answer),
        limit_before=old_limit if is_granted else None,
        changes=[change],
    )
    step = take(actor, row, version, move, now=now)
    tell_unit(
        row,
        lambda: (
            (_("Another day was given: %(name)s") if is_granted else _("No other day: %(name)s"))
            % {"name": name_of(row)}
        ),
        lambda: (
            _("The limit is %(limit)s. %(answer)s") % {"limit": day(row.limit_on), "answer": answer}
        ),
        f"step-{step.pk}",
    )
    return step


def lapse(row: Directive, now: datetime) -> list[Change]:
    """Let an application that waits lapse: the directive ends before it was decided."""
    asked = waiting(row)
    if asked is None:
        return []
    before = plain(asked, *DECIDED)
    asked.state, asked.decided_at = DirectiveExtension.State.LAPSED, now
    asked.save(update_fields=["state", "decided_at"])
    return [Change.of(asked, before=before, after=plain(asked, *DECIDED))]
