"""What directives say to other apps: the stream of an entry, a person's calendar, a handover, a merge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.handover import Held, Owed, Sort, Succession
from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain
from guatu.core.actors import Actor, Role
from guatu.dispatch.policies import Place, acts_for
from guatu.dispatch.streamparts import Event as StreamEvent
from guatu.dispatch.waiting import MOST_LINES, Line, Waiting
from guatu.ledgers.models import Entry
from guatu.notices.calendar import Event as CalendarEvent
from guatu.supervision.models import Directive, DirectiveStep
from guatu.supervision.policies.directives import SPEAKERS
from guatu.supervision.queries.directives import (
    OFFICIAL,
    directives_of,
    is_open,
    open_directives,
    visible_directives,
)
from guatu.supervision.queries.mine import TO_ANSWER
from guatu.supervision.queries.mine import to_answer as to_be_answered
from guatu.supervision.wording import ACTS, COLOURS, MARKS, STATES, name_of

SPEAKING = frozenset(role.value for role in SPEAKERS)


def stream_events(actor: Actor, entry: Entry) -> Iterable[StreamEvent]:
    """Yield the steps of the directives about an entry that the reader sees."""
    today = timezone.localdate()
    found = {one.row.pk: one for one in directives_of(actor, entry, today)}
    steps = DirectiveStep.objects.filter(directive__in=found).select_related("unit")
    for step in steps.order_by("-at", "-pk"):
        one = found[step.directive_id]
        is_first = step.act == DirectiveStep.Act.ISSUE
        yield StreamEvent(
            moment=step.at,
            pk=step.pk,
            title=f"{name_of(one.row)} · {ACTS[step.act]}",
            text=one.row.title if is_first else step.words,
            unit=one.row.unit.label if is_first else (step.unit.label if step.unit else ""),
            mark=MARKS[one.colour] if is_first else "",
            state=str(COLOURS[one.colour]) if is_first and MARKS[one.colour] else "",
            address=reverse("supervision:directive", args=[one.row.pk]),
        )


def calendar_events(actor: Actor, first: date, last: date) -> Iterable[CalendarEvent]:
    """Yield the limits of the open directives that the actor has to answer or leads."""
    rows = open_directives(actor).filter(limit_on__range=(first, last))
    for row in rows.select_related("unit", "campaign"):
        place = Place(id=row.unit_id, path=row.unit.path)
        is_own = any(acts_for(actor, role, place) for role in SPEAKERS)
        if is_own or {row.post_id, row.leader_id, row.verifier_id} & actor.post_ids:
            yield CalendarEvent(
                uid=f"directive-{row.pk}",
                starts_on=row.limit_on,
                title=f"{name_of(row)} {row.title}",
                text=f"{row.unit.label} · {STATES[row.state]}",
                address=reverse("supervision:directive", args=[row.pk]),
            )


def waiting_directives(actor: Actor, _today: date) -> Waiting:
    """Return the directives that the actor's units and posts have to sign for or to report on."""
    rows = to_be_answered(actor).filter(state__in=TO_ANSWER)
    lines = [
        Line(
            title=f"{name_of(row)} {row.title}",
            state=str(STATES[row.state]),
            due_on=row.limit_on,
            address=reverse("supervision:directive", args=[row.pk]),
        )
        for row in rows[:MOST_LINES]
    ]
    return Waiting(
        label=gettext_lazy("Directives"),
        count=rows.count() if len(lines) == MOST_LINES else len(lines),
        lines=lines,
        address=reverse("supervision:mine"),
    )


def to_answer(one: Held) -> list[Owed]:
    """Return the open directives that the post or its unit has to answer."""
    rows = Directive.objects.filter(is_open(), post_id=one.post_id)
    if one.role in SPEAKING:
        rows = Directive.objects.filter(is_open(), unit_id=one.unit_id) | rows
    return owed(rows.distinct())


def named_in(one: Held) -> list[Owed]:
    """Return the open directives that the post leads, checks, or was given by name."""
    rows = Directive.objects.filter(is_open(), leader_id=one.post_id)
    rows |= Directive.objects.filter(is_open(), verifier_id=one.post_id)
    return owed(rows.distinct())


def to_check(one: Held) -> list[Owed]:
    """Return what waits for the check of the office that issued it."""
    if one.role != Role.CAMPAIGN_OFFICE.value:
        return []
    rows = Directive.objects.filter(state=Directive.State.REPLIED, issuer_id=one.unit_id)
    return owed(rows.filter(parent__isnull=True))


def owed(rows: QuerySet[Directive]) -> list[Owed]:
    found = rows.select_related("unit").order_by("limit_on", *OFFICIAL)
    return [
        Owed(
            title=f"{name_of(row)} {row.title}",
            detail=f"{row.unit.label} · {STATES[row.state]}",
            object_id=row.pk,
            due_on=row.limit_on,
            address=reverse("supervision:directive", args=[row.pk]),
        )
        for row in found
    ]


def seen(actor: Actor, ids: Sequence[int]) -> set[int]:
    rows = visible_directives(actor).order_by().filter(pk__in=set(ids))
    return set(rows.values_list("pk", flat=True))


OBJECT = "supervision.directive"
SORTS = (
    Sort(
        code="directives", label=gettext_lazy("Directives to answer"), object_type=OBJECT,
        find=to_answer, sees=seen,
    ),
    Sort(
        code="directives_named", label=gettext_lazy("Directives that name the post"),
        object_type=OBJECT, find=named_in, sees=seen, names_post=True,
    ),
    Sort(
        code="directives_check", label=gettext_lazy("Directives to check"), object_type=OBJECT,
        find=to_check, sees=seen,
    ),
)  # fmt: skip


def count_open(unit_id: int) -> int:
    return Directive.objects.filter(is_open(), unit_id=unit_id).count()


def pass_directives(old: Unit, new: Unit, day: date) -> Sequence[Change]:
    """Give the unit's open directives to its successor, as a step; what is closed keeps the old unit."""
    now = timezone.now()
    changes = []
    rows = Directive.objects.filter(is_open(), unit=old).order_by("pk")
    for row in rows:
        before = plain(row, "unit")
        row.unit = new
        row.version += 1
        row.save(update_fields=["unit", "version"])
        DirectiveStep.objects.create(
            directive=row, act=DirectiveStep.Act.PASS, at=now, unit=new, from_state=row.state,
            to_state=row.state,
            words=_("%(old)s → %(new)s, from %(day)s")
            % {"old": old.label, "new": new.label, "day": day.isoformat()},
        )  # fmt: skip
        changes.append(Change.of(row, before=before, after=plain(row, "unit")))
    issued = Directive.objects.filter(is_open(), issuer=old)
    for row in issued.order_by("pk"):
        before = plain(row, "issuer")
        row.issuer = new
        row.version += 1
        row.save(update_fields=["issuer", "version"])
        changes.append(Change.of(row, before=before, after=plain(row, "issuer")))
    return changes


SUCCESSION = Succession(
    label=gettext_lazy("open directives"), count_open=count_open, pass_on=pass_directives
)
