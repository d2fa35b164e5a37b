"""评议意见: what the office wrote on units for a half-year or a year, and on the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.dispatch.models import PeriodOpinion
from guatu.dispatch.queries.spans import Span
from guatu.ledgers.queries.visibility import reach_of, reached, sees_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """The words in force, and those that they replaced, by unit; None is the whole."""

    now: Mapping[int | None, PeriodOpinion]
    replaced: Mapping[int | None, Sequence[PeriodOpinion]]

    def of(self, unit_id: int | None) -> PeriodOpinion | None:
        return self.now.get(unit_id)

    def before(self, unit_id: int | None) -> Sequence[PeriodOpinion]:
        return self.replaced.get(unit_id, ())


def opinions_of(actor: Actor, campaign: Campaign, span: Span) -> Opinions:
    """Return what was written for a period: of all units for who sees the whole, else of one's own."""
    rows = PeriodOpinion.objects.filter(
        campaign=campaign, every=span.every, starts_on=span.starts_on
    ).order_by("pk")
    if not sees_whole(actor, campaign):
        rows = rows.filter(reached("unit__", *reach_of(actor)))
    now: dict[int | None, PeriodOpinion] = {}
    replaced: defaultdict[int | None, list[PeriodOpinion]] = defaultdict(list)
    for row in rows:
        if row.replaced_at is None:
            now[row.unit_id] = row
        else:
            replaced[row.unit_id].append(row)
    return Opinions(now=now, replaced=dict(replaced))
