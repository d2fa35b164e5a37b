"""Only confirmed figures score, statistics' before the unit's own, pledges once adopted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from worlds import World, make_campaign

from guatu.campaigns.actions import NewTarget, insert_targets, install_measures
from guatu.campaigns.models import Observation, Target
from guatu.campaigns.queries.scoring import Scored, scoring_values

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2026, 5, 31), date(2026, 6, 30)


def tell(target: Target, day: date, value: int | None, **fields: object) -> None:
    values: dict[str, object] = {
        "indicator": target.indicator, "unit": target.unit, "period_start": date(2026, 1, 1),
        "period_end": day, "as_of": day, "facet": "cumulative", "mantissa": value, "measure": "个",
        "reported_at": timezone.now(),
    }  # fmt: skip
    Observation.objects.create(**(values | fields))


def test_what_scores_of_each_target(world: World) -> None:
    install_measures()
    campaign = make_campaign(world.district, starts_on=date(2026, 1, 1))
    names = ("确认", "两数", "未确认", "待发布", "未报", "承诺")
    made = insert_targets(
        campaign,
        [
            NewTarget(
                indicator=name,
                op=">=",
                value=Decimal(90),
                measure="个",
                written="90个",
                unit_id=world.finance.pk,
                origin="pledged" if name == "承诺" else "own",
            )
            for name in names
        ],
    )
    one, both, open_, waiting, _silent, pledge = made
    now = timezone.now()
    tell(one, MAY, 40, confirmed_at=now)
    tell(one, JUNE, 50)  # newer, but nobody confirmed it
    tell(both, JUNE, 50, confirmed_at=now, series="official")
    tell(both, JUNE, 52, confirmed_at=now)
    tell(open_, JUNE, 50)
    tell(waiting, JUNE, None)
    tell(pledge, JUNE, 50, confirmed_at=now)

    with CaptureQueriesContext(connection) as queries:
        found = scoring_values(made, JUNE)

    assert [(found[t.pk].state, found[t.pk].value, found[t.pk].series) for t in made] == [
        (Scored.CONFIRMED, 40, "flash"),
        (Scored.CONFIRMED, 50, "official"),
        (Scored.UNCONFIRMED, None, ""),
        (Scored.PENDING, None, ""),
        (Scored.UNREPORTED, None, ""),
        (Scored.PLEDGED, None, ""),
    ]
    assert len(queries) == 2
