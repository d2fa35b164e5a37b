"""Splitting a directive down: unit → subordinate unit → post, each part with a limit of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Post, Unit
from guatu.audit.actions import Change, plain
from guatu.core.actors import Actor
from guatu.core.calendars import after_working_days
from guatu.shell.errors import InvalidState
from guatu.shell.formatting import day
from guatu.shell.workdays import work_calendar
from guatu.supervision.actions.answering import AT_WORK, begun
from guatu.supervision.actions.directives import ISSUED, check_post
from guatu.supervision.actions.steps import Act, Move, Said, State, allow, ask_state, take, words_of
from guatu.supervision.actions.telling import tell_issued
from guatu.supervision.models import Directive, DirectiveStep
from guatu.supervision.policies.directives import can_answer
from guatu.supervision.queries.rules import days_for

MOST_PARTS = 30
DEEPEST = 2  # unit → subordinate unit → post


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPart:
    """A part of a directive: for a unit beneath, or a post of the unit; with its own limit."""

    requirement: str
    limit_on: date
    unit_id: int | None = None
    post_id: int | None = None


@transaction.atomic
def split(
    actor: Actor,
    row: Directive,
    parts: Sequence[NewPart],
    *,
    version: int,
    now: datetime | None = None,
) -> list[Directive]:
    """Split a directive into parts; a part's limit is not later than the whole's."""
    allow(can_answer, actor, row)
    ask_state(row, State.ISSUED, *AT_WORK)
    if not 0 < len(parts) <= MOST_PARTS:
        raise InvalidState(_("Split it into 1 to 30 parts."))
    if row.part.count(".") >= DEEPEST - 1 and row.part:
        raise InvalidState(_("A part of a part is not split further."))
    now = now or timezone.now()
    place = Directive.objects.filter(parent=row).count()
    made = [made_part(actor, row, one, place + n, now) for n, one in enumerate(parts, start=1)]
    for part in made:
        tell_issued(part)
    move = Move(
        act=Act.SPLIT,
        to=State.WORKING if row.state in (State.ISSUED, State.SIGNED) else row.state,
        columns={**begun(row, now), "split_at": row.split_at or now},
        said=Said(words="、".join(part.unit.label for part in made)),
        changes=[Change.of(part, after=plain(part, *ISSUED)) for part in made],
    )
    step = take(actor, row, version, move, now=now)
    DirectiveStep.objects.bulk_create(
        DirectiveStep(
            directive=part, act=Act.ISSUE, at=now, to_state=State.ISSUED, person_id=step.person_id,
            post_id=step.post_id, unit_id=step.unit_id, is_deputy=step.is_deputy,
            event_number=step.event_number,
        )
        for part in made
    )  # fmt: skip
    return made


def made_part(actor: Actor, row: Directive, one: NewPart, place: int, now: datetime) -> Directive:
    today = timezone.localdate(now)
    unit = unit_of(row, one)
    if one.limit_on > row.limit_on:
        raise InvalidState(
            _("%(unit)s: a part is not due later than the whole, %(limit)s.")
            % {"unit": unit.label, "limit": day(row.limit_on)}
        )
    if one.limit_on < today:
        raise InvalidState(_("The limit lies before today."))
    within = max(days_for(row.campaign_id).sign_within, 1)
    return Directive.objects.create(
        campaign=row.campaign, year=row.year, number=row.number,
        part=f"{row.part}.{place}" if row.part else str(place), parent=row, source=row.source,
        entry_id=row.entry_id, issuer_id=row.unit_id, unit=unit, post_id=one.post_id,
        leader_id=row.leader_id, title=row.title,
        requirement=words_of(one.requirement, ask=_("Say what is asked of the unit.")),
        limit_on=one.limit_on,
        sign_by=min(after_working_days(today, within, work_calendar()), one.limit_on),
        issued_by=actor.person_id, issued_at=now,
    )  # fmt: skip


def unit_of(row: Directive, one: NewPart) -> Unit:
    """Return whose the part is: a unit beneath the whole's, or that unit itself for one of its posts."""
    if one.post_id is not None:
        check_post(one.post_id)
        post = Post.objects.select_related("unit").get(pk=one.post_id)
        unit: Unit | None = post.unit
    else:
        unit = Unit.objects.filter(pk=one.unit_id or 0, valid_to__isnull=True).first()
        if unit is not None and unit.pk == row.unit_id:
            raise InvalidState(_("A part goes to a unit beneath, or to a post."))
    if unit is None or not unit.path.startswith(row.unit.path):
        raise InvalidState(_("A part goes to a unit beneath, or to a post of the unit."))
    return unit
