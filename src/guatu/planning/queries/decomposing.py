"""One target over the units beneath (T14): the parts, their sum beside the original, what they did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from guatu.accounts.models import Person, Unit
from guatu.campaigns.models import Campaign, Target, Validity
from guatu.campaigns.queries import TargetState, visible_targets
from guatu.campaigns.queries.figures import factors, states_of
from guatu.core.actors import Actor
from guatu.core.decomposing import Decomposed, Gather, Gathered, Leaf, decompose, gather, mean
from guatu.core.shapes import Shape
from guatu.core.stored import convert, join_decimal
from guatu.planning.lines import FIGURE, figure_of, values_of
from guatu.planning.models import Share

DEEPEST = 8  # 市→区→镇→村 and as many again


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One unit's part: its value in the original's measure, and who set it on what grounds."""

    target: Target
    value: Decimal | None
    weight: Decimal | None
    is_own: bool  # of the same campaign: set here; another was taken on and is changed below
    state: TargetState
    setter: str
    grounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposition:
    """All that stands beneath a target. Sums are over all parts, also those out of sight.

    `sums` is none for what does not add up: of rates, shares and ranks the parts' `mean` by their
    weights stands beside the original, where all have one. `gathered` is what the leaves did, as
    the target's roll-up says (D7); `how` is that roll-up.
    """

    target: Target
    parts: list[Part]
    hidden_count: int
    sums: Decomposed | None
    mean: Decimal | None
    how: Gather
    gathered: Gathered

    @property
    def actual(self) -> Decimal | None:
        return self.gathered.value

    @property
    def silent_count(self) -> int:
        return self.gathered.silent_count

    @property
    def leaf_count(self) -> int:
        return self.gathered.leaf_count


def beneath(target: Target) -> QuerySet[Target]:
    """Return the parts in force of a target: what a total counts is what opens beneath it."""
    return Target.objects.filter(parent=target, validity=Validity.IN_FORCE)


def value_in(target: Target, measure: str | None) -> Decimal | None:
    """Return a target's value in another unit of measure; None if it does not convert."""
    return converted(figure_of(values_of(target, FIGURE)).value, target.measure, measure)


def converted(value: Decimal | None, given: str | None, wanted: str | None) -> Decimal | None:
    if value is None or given == wanted:
        return value
    table = factors()
    here, there = table.get(given or ""), table.get(wanted or "")
    if here is None or there is None or here[0] != there[0]:
        return None
    return convert(value, here[1], there[1])


def decomposition_of(actor: Actor, target: Target, today: date) -> Decomposition:
    """Return the parts of a target that the actor sees, with sums over all of them."""
    rows = list(
        beneath(target)
        .select_related("unit", "campaign", "indicator__provider")
        .order_by("unit__official_order", "unit__path", "pk")
    )
    seen = set(visible_targets(actor).filter(parent=target).values_list("pk", flat=True))
    values = {row.pk: value_in(row, target.measure) for row in rows}
    known = [value for value in values.values() if value is not None]
    original = figure_of(values_of(target, FIGURE)).value
    shown = [row for row in rows if row.pk in seen]
    found = leaves_of(target) if rows else []
    how = Gather(target.roll_up)
    adds_up = Shape(target.indicator.shape) is Shape.CUMULATIVE
    weights = [weight_of(row) for row in rows if values[row.pk] is not None]
    return Decomposition(
        target=target,
        parts=parts_of(shown, target, values, today),
        hidden_count=len(rows) - len(shown),
        sums=decompose(original, known) if rows and original is not None and adds_up else None,
        mean=None
        if adds_up or None in weights or not known
        else mean(known, [weight or Decimal(0) for weight in weights]),
        how=how,
        gathered=gather(
            how,
            [
                Leaf(actual=actual, weight=weight_of(leaf))
                for leaf, actual in zip(found, actuals_of(found, target, today), strict=True)
            ],
            is_larger_better=target.indicator.is_larger_better,
        ),
    )


def weight_of(row: Target) -> Decimal | None:
    if row.weight_mantissa is None:
        return None
    return join_decimal(row.weight_mantissa, row.weight_scale)


def parts_of(
    rows: Sequence[Target], target: Target, values: dict[int, Decimal | None], today: date
) -> list[Part]:
    states = states_by_target(rows, today)
    last = {row.target_id: row for row in Share.objects.filter(target__in=rows).order_by("pk")}
    ids = {share.set_by for share in last.values() if share.set_by}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [
        Part(
            target=row,
            value=values[row.pk],
            weight=weight_of(row),
            is_own=row.campaign_id == target.campaign_id,
            state=states[row.pk],
            setter=names.get(last[row.pk].set_by or 0, "") if row.pk in last else "",
            grounds=last[row.pk].grounds if row.pk in last else "",
        )
        for row in rows
    ]


def states_by_target(rows: Sequence[Target], today: date) -> dict[int, TargetState]:
    by_campaign: defaultdict[Campaign, list[Target]] = defaultdict(list)
    for row in rows:
        by_campaign[row.campaign].append(row)
    return {
        state.target_id: state
        for campaign, some in by_campaign.items()
        for state in states_of(some, campaign, today)
    }


def leaves_of(target: Target) -> list[Target]:
    """Return what stands beneath a target and has nothing beneath itself: only leaves count (D7)."""
    found: list[Target] = []
    level = [target]
    for _step in range(DEEPEST):
        rows = list(
            Target.objects.filter(parent__in=level, validity=Validity.IN_FORCE)
            .select_related("unit", "campaign", "indicator__provider")
            .order_by("pk")
        )
        above = {row.parent_id for row in rows}
        found += [one for one in level if one.pk not in above and one.pk != target.pk]
        if not rows:
            return found
        level = rows
    return found


def actuals_of(leaves: Sequence[Target], target: Target, today: date) -> list[Decimal | None]:
    """Return the latest actual of each leaf in the measure of the target above."""
    states = states_by_target(leaves, today)
    return [
        converted(states[leaf.pk].progress.actual, leaf.measure, target.measure) for leaf in leaves
    ]


def units_for(target: Target, *, with_all: bool = False) -> list[Unit]:
    """Return the units over which a target may be decomposed, right beneath its owner.

    Where there are towns it is these and who has a part already; `with_all` adds the others.
    """
    units = Unit.objects.filter(parent=target.unit, valid_to__isnull=True)
    towns = Q(kind=Unit.Kind.TOWNSHIP)
    if not with_all and units.filter(towns).exists():
        owing = Target.objects.filter(parent=target, campaign=target.campaign).order_by()
        units = units.filter(towns | Q(pk__in=owing.values("unit_id")))
    return list(units.order_by("official_order", "path"))
