"""Figures go with a target that changes hands: a building block without policy and audit row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain
from guatu.campaigns.actions.observations import RECORDED
from guatu.campaigns.models import Observation, Target

PERIOD = ("period_start", "period_end", "facet", "series")
COPIED = (
    "period_start", "period_end", "as_of", "facet", "series", "is_growth", "amount_fen", "mantissa",
    "scale", "measure", "written", "definition", "source", "reported_by", "reported_at",
    "confirmed_by", "confirmed_at",
)  # fmt: skip
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Whose figures answer a target: of which indicator, unit and kind."""

    indicator_id: int
    unit_id: int
    is_growth: bool
    unit: str
    measure: str | None

    @classmethod
    def of(cls, target: Target) -> Self:
        return cls(
            indicator_id=target.indicator_id,
            unit_id=target.unit_id,
            is_growth=target.is_growth,
            unit=target.unit.label,
            measure=target.indicator.measure,
        )


def carry_figures(before: Owed, target: Target) -> list[Change]:
    """Let what was reported for a target stand for the unit that owes it from now on.

    The old rows stay where they are; each one that stands is written once more for the new unit,
    with who reported and confirmed it and when. What the new unit reported itself comes first.
    A figure of another kind or measure answers nothing here and stays behind.
    """
    target.refresh_from_db(fields=["unit", "indicator"])
    after = Owed.of(target)
    if after == before or (after.is_growth, after.measure) != (before.is_growth, before.measure):
        return []
    taken = set(standing(after).values_list(*PERIOD))
    rows = [row for row in standing(before) if tuple(getattr(row, n) for n in PERIOD) not in taken]
    made = Observation.objects.bulk_create([copied(row, before, after) for row in rows])
    return [Change.of(row, before=None, after=plain(row, *RECORDED)) for row in made]


def standing(owed: Owed) -> QuerySet[Observation]:
    return Observation.objects.filter(
        indicator=owed.indicator_id,
        unit=owed.unit_id,
        is_growth=owed.is_growth,
        replaced_by__isnull=True,
    ).order_by("pk")


def copied(row: Observation, before: Owed, after: Owed) -> Observation:
    reason = _("Reported for %(unit)s before the target changed hands.") % {"unit": before.unit}
    return Observation(
        indicator_id=after.indicator_id,
        unit_id=after.unit_id,
        reason=reason[:LONGEST_REASON],
        **{name: getattr(row, name) for name in COPIED},
    )
