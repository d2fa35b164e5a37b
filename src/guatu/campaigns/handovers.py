"""What a post owes in figures, and how targets pass from a unit to its successor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.handover import Held, Sort, Succession
from guatu.accounts.handover import Owed as OwedByPost
from guatu.accounts.models import Unit
from guatu.accounts.queries.handovers import stand_in
from guatu.audit.actions import Change, plain
from guatu.campaigns.actions.carrying import Owed, carry_figures
from guatu.campaigns.models import Campaign, Indicator, Target, Validity
from guatu.campaigns.queries.figures import visible_observations, visible_targets
from guatu.campaigns.queries.owed import awaiting, owed
from guatu.core.actors import Actor

PASSED = ("unit",)


def figures(one: Held) -> list[OwedByPost]:
    """Return the figures that the units of the post have not reported for the period that ended."""
    return [
        OwedByPost(
            title=row.target.indicator.name,
            detail=row.target.unit.label,
            object_id=row.target.pk,
            due_on=row.day,
            address=reverse("campaigns:target", args=[row.target.pk]),
        )
        for row in owed(stand_in(one), one.today)
        if row.is_open
    ]


def confirmations(one: Held) -> list[OwedByPost]:
    """Return the figures that wait for the word of the unit that provides them (T6)."""
    return [
        OwedByPost(
            title=row.indicator.name,
            detail=_("%(unit)s, reported") % {"unit": row.unit.label},
            object_id=row.pk,
            due_on=None,
        )
        for row in awaiting(stand_in(one))
    ]


def seen_targets(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Return which of these targets the actor sees."""
    rows = visible_targets(actor).select_related(None).order_by().filter(pk__in=set(ids))
    return set(rows.values_list("pk", flat=True))


def seen_observations(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Return which of these figures the actor sees."""
    rows = visible_observations(actor).order_by().filter(pk__in=set(ids))
    return set(rows.values_list("pk", flat=True))


def open_targets(unit_id: int) -> QuerySet[Target]:
    """Return the targets of campaigns under way that the unit owes, drafts among them."""
    return Target.objects.filter(
        unit_id=unit_id,
        campaign__status=Campaign.Status.ACTIVE,
        validity__in=[Validity.IN_FORCE, Validity.DRAFT, Validity.SUSPENDED],
    )


def pass_targets(old: Unit, new: Unit, _day: date) -> Sequence[Change]:
    """Let the successor owe the unit's targets and provide its indicators; figures go along."""
    changes: list[Change] = []
    rows = open_targets(old.pk).select_related("unit", "indicator", "campaign").order_by("pk")
    for target in list(rows):
        before, was = Owed.of(target), plain(target, *PASSED)
        Target.objects.filter(pk=target.pk).update(unit=new, version=F("version") + 1)
        carried = carry_figures(before, target)
        changes += [Change.of(target, before=was, after=plain(target, *PASSED)), *carried]
    for indicator in list(Indicator.objects.filter(provider=old).order_by("pk")):
        was = plain(indicator, "provider")
        indicator.provider = new
        indicator.version += 1
        indicator.save(update_fields=["provider", "version"])
        changes.append(Change.of(indicator, before=was, after=plain(indicator, "provider")))
    return changes


def count_open(unit_id: int) -> int:
    return open_targets(unit_id).count()


SORTS = (
    Sort(
        code="figures",
        label=gettext_lazy("Figures to report"),
        object_type="campaigns.target",
        find=figures,
        sees=seen_targets,
    ),
    Sort(
        code="confirmations",
        label=gettext_lazy("Figures to confirm"),
        object_type="campaigns.observation",
        find=confirmations,
        sees=seen_observations,
    ),
)
SUCCESSION = Succession(
    label=gettext_lazy("target figures"), count_open=count_open, pass_on=pass_targets
)
