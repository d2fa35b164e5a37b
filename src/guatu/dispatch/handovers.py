"""What a post owes in rounds, and how open check-ins pass from a unit to its successor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.handover import Held, Owed, Sort, Succession
from guatu.accounts.models import Unit
from guatu.accounts.queries.handovers import stand_in
from guatu.audit.actions import Change, plain
from guatu.core.actors import Actor
from guatu.dispatch.actions.folding import fold
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.policies import EDITABLE
from guatu.dispatch.queries.checkins import (
    awaiting_review,
    fillable,
    says_something,
    visible_check_ins,
)

WITH_ALL = ("entry", "unit", "round__cadence")


def check_ins(one: Held) -> list[Owed]:
    """Return what the post still has to report; a draft that says something is told."""
    rows = (
        fillable(stand_in(one))
        .filter(state__in=EDITABLE)
        .exclude(round__state=Round.State.FROZEN)
        .select_related(*WITH_ALL)
        .order_by("round__ends_on", "entry__campaign_id", "entry__position", "pk")
    )
    return [
        Owed(
            title=row.entry.title,
            detail=state_of(row),
            object_id=row.pk,
            due_on=row.round.last_day,
            address=reverse("ledgers:entry", args=[row.entry_id]),
        )
        for row in rows
    ]


def state_of(row: CheckIn) -> str:
    if row.state == CheckIn.State.RETURNED:
        return _("%(unit)s, returned") % {"unit": row.unit.label}
    if says_something(row):
        return _("%(unit)s, a draft is begun") % {"unit": row.unit.label}
    return row.unit.label


def reviews(one: Held) -> list[Owed]:
    """Return the check-ins whose next word is the post's."""
    rows = awaiting_review(stand_in(one)).select_related(*WITH_ALL)
    return [
        Owed(
            title=row.entry.title,
            detail=row.unit.label,
            object_id=row.pk,
            due_on=row.round.last_day,
            address=reverse("ledgers:entry", args=[row.entry_id]),
        )
        for row in rows.order_by("round__ends_on", "entry__campaign_id", "entry__position", "pk")
    ]


def seen_check_ins(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Return which of these check-ins the actor sees."""
    rows = visible_check_ins(actor).order_by().filter(pk__in=set(ids))
    return set(rows.values_list("pk", flat=True))


def open_check_ins(unit_id: int) -> QuerySet[CheckIn]:
    """Return the unit's check-ins of rounds that still take reports and that are not approved yet."""
    states = [*EDITABLE, CheckIn.State.SUBMITTED]
    rows = CheckIn.objects.filter(unit_id=unit_id, state__in=states)
    return rows.exclude(round__state=Round.State.FROZEN)


def count_open(unit_id: int) -> int:
    return open_check_ins(unit_id).count()


def pass_check_ins(old: Unit, new: Unit, _day: date) -> Sequence[Change]:
    """Give the unit's open check-ins to the successor; what was frozen keeps the old unit.

    Where the successor owes the same entry in the same round, one check-in stays (`folding`).
    """
    changes: list[Change] = []
    for row in list(open_check_ins(old.pk).select_related("unit").order_by("pk")):
        own = (
            CheckIn.objects.select_related("unit")
            .filter(round=row.round_id, entry=row.entry_id, unit=new)
            .first()
        )
        changes += [taken(row, new)] if own is None else fold(row, own, new)
    return changes


def taken(row: CheckIn, new: Unit) -> Change:
    before = plain(row, "unit")
    row.unit = new
    row.version += 1
    row.save(update_fields=["unit", "version"])
    return Change.of(row, before=before, after=plain(row, "unit"))


SORTS = (
    Sort(
        code="check_ins",
        label=gettext_lazy("Check-ins to hand in"),
        object_type="dispatch.checkin",
        find=check_ins,
        sees=seen_check_ins,
    ),
    Sort(
        code="reviews",
        label=gettext_lazy("Check-ins that wait for a word"),
        object_type="dispatch.checkin",
        find=reviews,
        sees=seen_check_ins,
    ),
)
SUCCESSION = Succession(
    label=gettext_lazy("open check-ins"), count_open=count_open, pass_on=pass_check_ins
)
