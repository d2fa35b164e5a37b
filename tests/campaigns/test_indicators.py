"""指标 page by page: what the chart draws, what stands behind a point, and who sees which units."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from worlds import World, make_campaign

from guatu.campaigns.actions import (
    NewObservation,
    NewTarget,
    insert_observations,
    insert_targets,
    install_measures,
)
from guatu.campaigns.models import Campaign, Observation, Target
from guatu.campaigns.queries import reported_of
from guatu.core.shapes import Shape

pytestmark = pytest.mark.django_db
LIST = "/targets/indicators/"


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def campaign(world: World, today: date) -> Campaign:
    install_measures()
    first, last = date(today.year - 1, 1, 1), date(today.year + 1, 12, 31)
    return make_campaign(world.district, starts_on=first, ends_on=last)


def owed(world: World, campaign: Campaign, name: str = "停车泊位", **fields: Any) -> Target:
    values = {"op": ">=", "value": Decimal(700), "measure": "个", "unit_id": world.finance.pk}
    new = NewTarget(**{"indicator": name, "written": f"{name}700个", **values, **fields})  # type: ignore[arg-type]
    (target,) = insert_targets(campaign, [new])
    return target


def told(world: World, target: Target, month: int, value: int, **fields: Any) -> Observation:
    year = target.campaign.starts_on.year
    facts = {"measure": target.measure, "facet": "period"} | fields
    row = NewObservation(
        indicator=target.indicator,
        unit=target.unit,
        period_start=date(year, month, 1),
        period_end=date(year, month, 28),
        as_of=date(year, month, 28),
        value=Decimal(value),
        **facts,
    )
    (made,) = insert_observations(world.actor("liaison"), [row])
    return made


def chart(client: Client, target: Target) -> dict[str, Any]:
    address = reverse("campaigns:indicator", args=[target.indicator_id])
    page = client.get(f"{address}?target={target.pk}").content.decode()
    found = re.search(r'<script type="application/json">(.*?)</script>', page)
    assert found is not None
    spec: dict[str, Any] = json.loads(found[1])
    return spec


def test_figures_of_periods_are_drawn_as_sums_each_series_for_itself(
    world: World, campaign: Campaign
) -> None:
    target = owed(world, campaign)
    rows = [told(world, target, 1, 100), told(world, target, 2, 40), told(world, target, 3, 60)]
    official = told(world, target, 2, 120, series="official", facet="cumulative")

    spec = chart(world.client("office"), target)
    drawn = {one["look"]: one["points"] for one in spec["series"]}

    assert [(p["y"], p["open"]) for p in drawn["actual"]] == [
        (100.0, f"figure-{rows[0].pk}"),
        (140.0, f"figure-{rows[1].pk}"),
        (200.0, f"figure-{rows[2].pk}"),
    ]
    assert [(p["y"], p["open"]) for p in drawn["official"]] == [(120.0, f"figure-{official.pk}")]
    assert [p["y"] for p in drawn["target"]] == [700.0, 700.0]
    assert drawn["pace"][0]["y"] == 0.0
    assert drawn["pace"][-1]["y"] == 700.0
    assert [one.total for one in reported_of(target)] == [100, 140, 120, 200]


def test_a_point_leads_to_its_row_and_says_who_told_it(world: World, campaign: Campaign) -> None:
    target = owed(world, campaign)
    row = told(world, target, 1, 100, source="市政设施普查")

    client = world.client("office")
    page = client.get(reverse("campaigns:indicator", args=[target.indicator_id])).content.decode()
    (point,) = chart(client, target)["series"][0]["points"]

    assert f'<tr id="{point["open"]}">' in page
    assert "市政设施普查" in page
    assert world.accounts["liaison"].person.name in point["tip"]
    assert f"{row.as_of.year}年1月28日" in point["tip"]


def test_a_corrected_value_stays_as_a_dot_of_its_own(world: World, campaign: Campaign) -> None:
    target = owed(world, campaign)
    wrong = told(world, target, 1, 900)
    Observation.objects.filter(pk=wrong.pk).update(is_current=False)
    right = told(world, target, 1, 90)
    Observation.objects.filter(pk=right.pk).update(replaces=wrong, reason="多记一位")

    drawn = {one["look"]: one["points"] for one in chart(world.client("office"), target)["series"]}

    assert [p["y"] for p in drawn["actual"]] == [90.0]
    assert [p["y"] for p in drawn["corrected"]] == [900.0]


def test_a_range_is_a_band_and_a_threshold_a_level(world: World, campaign: Campaign) -> None:
    banded = owed(world, campaign, "绿化覆盖率", value=Decimal(38), value_high=Decimal(42), measure="%",
                  shape=Shape.SHARE)  # fmt: skip

    spec = chart(world.client("office"), banded)

    assert spec["band"]["low"] == 38.0
    assert spec["band"]["high"] == 42.0
    assert spec["fromZero"] is False
    assert "pace" not in {one["look"] for one in spec["series"]}


def test_units_stand_in_official_order_and_only_those_one_sees(
    world: World, campaign: Campaign
) -> None:
    mine = owed(world, campaign)
    theirs = owed(world, campaign, unit_id=world.town.pk)
    Target.objects.filter(pk=theirs.pk).update(indicator=mine.indicator)
    address = reverse("campaigns:indicator", args=[mine.indicator_id])

    office = world.client("office").get(address).content.decode()
    liaison = world.client("liaison").get(address).content.decode()

    assert f"?target={mine.pk}" in office
    assert f"?target={theirs.pk}" in office
    assert f"?target={theirs.pk}" not in liaison
    assert world.client("liaison").get(f"{address}?target={theirs.pk}").status_code == 404


def test_an_indicator_of_others_is_not_there(world: World, campaign: Campaign) -> None:
    target = owed(world, campaign)
    address = reverse("campaigns:indicator", args=[target.indicator_id])

    assert [world.client(who).get(address).status_code for who in ("liaison", "stranger")] == [
        200,
        404,
    ]


def test_the_list_searches_and_pages(world: World, campaign: Campaign) -> None:
    for number in range(45):
        owed(world, campaign, f"指标{number:02d}")
    owed(world, campaign, "充电桩")
    client = world.client("office")

    first = client.get(LIST).content.decode()
    second = client.get(LIST + "?page=2").content.decode()
    found = client.get(LIST + "?q=充电").content.decode()

    assert ("指标39" in first, "指标40" in first) == (True, False)
    assert ("指标40" in second, "充电桩" in second) == (True, True)
    assert re.findall(r'/targets/indicators/\d+/">([^<]+)</a>', found) == ["充电桩"]


@pytest.mark.parametrize("is_list", [True, False], ids=["list", "one"])
def test_pages_take_the_same_queries_however_long(
    world: World, campaign: Campaign, *, is_list: bool
) -> None:
    target = owed(world, campaign)
    client, counts = world.client("office"), []
    address = LIST if is_list else reverse("campaigns:indicator", args=[target.indicator_id])
    client.get(address)
    for extra in (2, 9):
        for month in range(1, extra + 1):
            if not Observation.objects.filter(period_start__month=month).exists():
                told(world, target, month, 10)
            owed(world, campaign, f"指标{extra}-{month}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
