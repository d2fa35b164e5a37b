"""What figures a person's units owe for the period that ended last, and which wait to be confirmed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Observation, Target, Validity
from guatu.campaigns.policies import OWERS, can_confirm, confirming_unit_ids
from guatu.campaigns.queries.chains import reporters_of
from guatu.core.actors import Actor
from guatu.core.pace import Facet
from guatu.core.paths import subtree_range
from guatu.core.rhythms import Rhythm, last_ended, period_of
from guatu.core.shapes import Shape

TOTALS = frozenset({Shape.CUMULATIVE, Shape.GROWTH})  # growth is told since the start of the year


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A target with the day its figure is due for, and until when it is to be told.

    `current` is what was reported for that day or later; `last` the newest figure of all.
    `other` is the other series' figure of the day: the unit's flash figure beside the feedback.
    """

    target: Target
    day: date
    due_by: date
    current: Observation | None
    last: Observation | None
    series: str = Observation.Series.FLASH
    other: Observation | None = None

    @property
    def is_open(self) -> bool:
        return self.current is None

    @property
    def is_pending(self) -> bool:
        return self.current is not None and not has_figure(self.current)

    @property
    def facet(self) -> str:
        """What the newest figure counts; without one, what the indicator's shape suggests."""
        if self.last is not None:
            return self.last.facet
        total = Shape(self.target.indicator.shape) in TOTALS
        return (Facet.CUMULATIVE if total else Facet.POINT).value

    def period_start(self, facet: str, as_of: date) -> date:
        """Return the first day that a figure of `as_of` counts."""
        if facet != Facet.CUMULATIVE:
            return period_of(Rhythm(self.target.indicator.rhythm), as_of).start
        if self.last is not None and self.last.facet == facet and self.last.period_start <= as_of:
            return self.last.period_start
        return min(self.target.campaign.starts_on, as_of)


def has_figure(row: Observation) -> bool:
    return row.amount_fen is not None or row.mantissa is not None


def day_due(target: Target, today: date) -> date | None:
    """Return the day whose figure is due: the end of the last period of the indicator's rhythm."""
    period = last_ended(
        Rhythm(target.indicator.rhythm),
        today,
        starts_on=target.campaign.starts_on,
        ends_on=target.due_on or target.campaign.ends_on,
    )
    return period.end if period else None


def owing_units(actor: Actor) -> QuerySet[Unit]:
    """Return the units whose figures the actor speaks for."""
    condition = Q(pk__in=[])
    for scope in actor.scopes(*OWERS):
        first, end = subtree_range(scope)
        condition |= Q(path__gte=first, path__lt=end)
    return Unit.objects.filter(condition)


def owed_targets(actor: Actor) -> QuerySet[Target]:
    targets = Target.objects.filter(
        unit__in=owing_units(actor).order_by().values("pk"),
        campaign__status=Campaign.Status.ACTIVE,
        validity=Validity.IN_FORCE,
    )
    related = targets.select_related("indicator__provider", "unit", "campaign")
    return related.order_by("campaign_id", "unit__official_order", "pk")


def owed(actor: Actor, today: date) -> list[Owed]:
    """Return all that the actor's units owe, in official order: two reads.

    Of several targets that one figure answers (a year's and a quarter's) the first stands for all.
    """
    first: dict[tuple[int, int, bool], Target] = {}
    for target in owed_targets(actor):
        first.setdefault((target.indicator_id, target.unit_id, target.is_growth), target)
    return with_figures(list(first.values()), today)


def with_figures(
    targets: list[Target],
    today: date,
    *,
    series: str = Observation.Series.FLASH,
    day: date | None = None,
) -> list[Owed]:
    """Return targets with their figures of one series; of a `day` that is asked for, or what is due."""
    rows = Observation.objects.filter(
        indicator_id__in={target.indicator_id for target in targets},
        unit_id__in={target.unit_id for target in targets},
        is_current=True,
        as_of__lte=day or today,
    )
    told: defaultdict[tuple[int, int, bool, bool], list[Observation]] = defaultdict(list)
    for row in rows.order_by("as_of", "pk"):
        told[row.indicator_id, row.unit_id, row.is_growth, row.series == series].append(row)
    found = []
    for target in targets:
        due = day or day_due(target, today)
        if due is None:
            continue
        key = (target.indicator_id, target.unit_id, target.is_growth)
        mine, other = told[*key, True], told[*key, False]
        found.append(
            Owed(
                target=target,
                day=due,
                due_by=due + timedelta(days=target.indicator.due_after),
                current=next((row for row in reversed(mine) if row.as_of >= due), None),
                last=next((row for row in reversed(mine) if has_figure(row)), None),
                series=series,
                other=next((row for row in reversed(other) if row.as_of == due), None),
            )
        )
    return found


def owed_count(actor: Actor, today: date) -> tuple[int, int]:
    """Return how many figures the actor's units have not reported, and how many they owe at all."""
    rows = owed(actor, today)
    return sum(row.is_open for row in rows), len(rows)


def awaiting(actor: Actor) -> list[Observation]:
    """Return the figures that wait for the actor's confirmation, oldest first (T6)."""
    rows = list(
        Observation.objects.filter(
            indicator__provider_id__in=confirming_unit_ids(actor),
            confirmed_at__isnull=True,
            replaced_by__isnull=True,
        )
        .exclude(amount_fen__isnull=True, mantissa__isnull=True)
        .select_related("indicator__provider", "unit")
        .order_by("as_of", "pk")
    )
    reporters = reporters_of(rows)
    return [row for row in rows if can_confirm(actor, row, reporters[row.pk])]
