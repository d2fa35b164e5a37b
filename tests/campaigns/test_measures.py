"""Units of measure that the office adds: they convert exactly, and stay once figures are in them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from worlds import World, make_campaign

from guatu.campaigns.actions import NewTarget, insert_targets, install_measures
from guatu.campaigns.models import MeasureUnit
from guatu.campaigns.queries.figures import converted_value, factors
from guatu.core.actors import Role

pytestmark = pytest.mark.django_db
MEASURES = "/targets/measures/"


@pytest.fixture(autouse=True)
def _measures() -> None:
    install_measures()


def test_a_new_unit_converts_exactly(world: World) -> None:
    response = world.client("office").post(
        MEASURES, {"symbol": "标准田块", "factor": "3.3", "of": "公顷"}
    )

    assert response.status_code == 302
    assert converted_value(Decimal(2), "标准田块", "亩", factors()) == 99


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"symbol": "亩"}, "已经有了"),
        ({"symbol": "3个"}, "不能含数字"),
        ({"symbol": " "}, "1至20个字"),
        ({"symbol": "大块", "factor": "0", "of": "亩"}, "大于零"),
        ({"symbol": "大块", "factor": "三", "of": "亩"}, "大于零"),
        ({"symbol": "大块", "factor": "NaN", "of": "亩"}, "大于零"),
        ({"symbol": "大块", "factor": "2", "of": "没有"}, "没有“没有”"),
        ({"symbol": "两", "factor": "2", "of": "元"}, "精确到分"),
        ({"symbol": "粒", "factor": "0.0000000000000000001", "of": "斤"}, "大于零"),
    ],
)
def test_what_is_no_unit_is_refused(world: World, sent: dict[str, str], says: str) -> None:
    before = MeasureUnit.objects.count()

    response = world.client("office").post(MEASURES, sent)

    assert (response.status_code, MeasureUnit.objects.count()) == (422, before)
    assert says in response.content.decode()


def test_a_unit_in_use_stays(world: World) -> None:
    client = world.client("office")
    for symbol in ("棚", "垄"):
        client.post(MEASURES, {"symbol": symbol})
    new = NewTarget(indicator="大棚", op=">=", value=Decimal(5), measure="棚", written="5棚")
    insert_targets(make_campaign(world.district), [new])

    page = client.get(MEASURES).content.decode()
    assert (page.count("使用中"), page.count("删除")) == (1, 1)
    statuses = {
        symbol: client.post(
            reverse("campaigns:measure-remove", args=[MeasureUnit.objects.get(symbol=symbol).pk])
        ).status_code
        for symbol in ("棚", "垄", "亩")
    }

    assert statuses == {"棚": 422, "垄": 302, "亩": 422}


def test_only_the_office_adds_units(world: World) -> None:
    statuses = [
        world.client(who).post(MEASURES, {"symbol": "棚"}).status_code
        for who in ("liaison", "leader", "office")
    ]

    assert statuses == [403, 403, 302]


def test_only_an_office_takes_units_away(world: World) -> None:
    """Units are the installation's: whoever may add one may take one away that nothing is in."""
    world.add("town_office", world.town, Role.CAMPAIGN_OFFICE)
    row = MeasureUnit.objects.create(symbol="棚", dimension="棚", factor_mantissa=1)
    where = reverse("campaigns:measure-remove", args=[row.pk])

    statuses = [
        world.client(who).post(where).status_code
        for who in ("liaison", "approver", "leader", "town_office", "office")
    ]

    assert statuses == [403, 403, 403, 302, 404]
