"""What rules look at of an entry's course: when the work began, money paid against plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet, Sum

from guatu.core.kinds import KindDefinition
from guatu.core.lamps import MoneyFact
from guatu.ledgers.models import Entry, SeriesValue, StagePassage


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyPlan:
    """Which series holds what was paid and which its plan, by kind; and up to which month they count."""

    pairs: Mapping[str, tuple[str, str]]  # kind's code → (paid, planned)
    through: date

    @classmethod
    def of(cls, kinds: Sequence[KindDefinition], today: date) -> MoneyPlan:
        """Return the first series of each kind that names its plan; whole months are over only."""
        pairs = {
            kind.code: (one.key, one.against)
            for kind in reversed(kinds)
            for one in reversed(kind.fields)
            if one.against
        }
        return cls(pairs=pairs, through=today.replace(day=1) - timedelta(days=1))


def starts_of(entries: QuerySet[Entry], kinds: Sequence[KindDefinition]) -> dict[int, date]:
    """Return when each entry first came to the stage with which work begins, or beyond it."""
    stages = {kind.code: begun_stages(kind) for kind in kinds}
    rows = StagePassage.objects.filter(
        entry__in=entries, to_stage__in=sorted(set().union(*stages.values()))
    )
    found: dict[int, date] = {}
    for entry_id, kind, stage, day in rows.order_by("passed_on", "pk").values_list(
        "entry_id", "entry__kind__code", "to_stage", "passed_on"
    ):
        if stage in stages[kind]:
            found.setdefault(entry_id, day)
    return found


def begun_stages(kind: KindDefinition) -> set[str]:
    place = next((n for n, stage in enumerate(kind.stages) if stage.is_start), len(kind.stages))
    return {stage.code for stage in kind.stages[place:]}


def money_of(entries: QuerySet[Entry], plan: MoneyPlan) -> dict[int, MoneyFact]:
    """Return what was planned and paid of each entry up to the end of last month."""
    fields = {key for pair in plan.pairs.values() for key in pair}
    if not fields:
        return {}
    rows = SeriesValue.objects.filter(
        entry__in=entries, field__in=fields, month__lte=plan.through
    ).order_by()
    sums: defaultdict[int, dict[str, int]] = defaultdict(dict)
    pairs: dict[int, tuple[str, str]] = {}
    for entry_id, kind, field, total in rows.values_list(
        "entry_id", "entry__kind__code", "field"
    ).annotate(total=Sum("number")):
        sums[entry_id][field] = total
        if kind in plan.pairs:
            pairs[entry_id] = plan.pairs[kind]
    return {
        pk: MoneyFact(
            paid=sums[pk].get(paid, 0), planned=sums[pk].get(planned, 0), through=plan.through
        )
        for pk, (paid, planned) in pairs.items()
    }
