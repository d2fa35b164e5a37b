"""Reading the record for the audit administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from guatu.audit.changes import object_type
from guatu.audit.models import AuditChange, AuditEvent, ChainHead, PrivateValue
from guatu.audit.policies import can_read
from guatu.core.actors import Actor
from guatu.shell.errors import NotFound

PAGE = 50
CHANGES_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which acts are looked for; an empty field does not limit."""

    act: str = ""
    person: str = ""
    label: str = ""
    object_type: str = ""
    object_id: str = ""
    since: date | None = None
    until: date | None = None
    below: int | None = None  # acts before this number: the next page


def events_for(actor: Actor) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.all() if can_read(actor) else AuditEvent.objects.none()


def search(actor: Actor, sought: Sought) -> list[AuditEvent]:
    """Return a page of acts and one more, the latest first."""
    return list(found_acts(actor, sought)[: PAGE + 1])


def found_acts(actor: Actor, sought: Sought) -> QuerySet[AuditEvent]:
    """Return the acts that are looked for, the latest first."""
    found = events_for(actor).filter(period(sought), names(sought))
    if sought.below is not None:
        found = found.filter(number__lt=sought.below)
    return found.order_by("-number")


def period(sought: Sought) -> Q:
    limits = Q()
    if sought.since:
        limits = limits & Q(occurred_at__gte=midnight(sought.since))
    if sought.until:  # a day ends at 24:00
        limits = limits & Q(occurred_at__lt=midnight(sought.until + timedelta(days=1)))
    return limits


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def names(sought: Sought) -> Q:
    limits = Q()
    if sought.act:
        limits = limits & Q(act=sought.act)
    if sought.person:
        limits = limits & Q(actor_name__contains=sought.person)
    if sought.label:
        limits = limits & Q(object_label__contains=sought.label)
    if sought.object_type:
        of_object = {"object_type": sought.object_type, "object_id": sought.object_id}
        among = AuditChange.objects.filter(event_id=OuterRef("pk"), **of_object)
        limits = limits & (Q(**of_object) | Q(Exists(among)))
    return limits


def event_for(actor: Actor, number: int) -> AuditEvent:
    event = events_for(actor).filter(number=number).first()
    if event is None:
        raise NotFound
    return event


def changes_of(event: AuditEvent, first: int) -> list[AuditChange]:
    """Return a page of an act's changes and one more, from ordinal `first` on."""
    rows = AuditChange.objects.filter(event=event, ordinal__gte=first).order_by("ordinal")
    return list(rows[: CHANGES_PAGE + 1])


def kept_private(event: AuditEvent, changes: list[AuditChange]) -> set[tuple[int, str, str]]:
    """Return which private values of these changes are still kept: ordinal, side, field."""
    if not changes:
        return set()
    span = (changes[0].ordinal, changes[-1].ordinal)
    rows = PrivateValue.objects.filter(event=event, ordinal__range=span)
    return set(rows.values_list("ordinal", "side", "field"))


def neighbours(event: AuditEvent) -> tuple[bool, bool]:
    """Say whether there is an act before and one after."""
    beside = AuditEvent.objects.filter(number__in=[event.number - 1, event.number + 1])
    numbers = set(beside.values_list("number", flat=True))
    return event.number - 1 in numbers, event.number + 1 in numbers


def head() -> ChainHead | None:
    return ChainHead.objects.filter(pk=1).first()


def end_of(act: str, of: Model) -> tuple[int, str] | None:
    """Return number and hash of the last act of a sort on an object: where the record ended with it."""
    acts = AuditEvent.objects.filter(act=act, object_type=object_type(of), object_id=str(of.pk))
    return acts.order_by("-number").values_list("number", "hash").first()
