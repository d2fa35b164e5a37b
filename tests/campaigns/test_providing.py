"""统计反馈数: all units of an indicator in one table, confirmed by another person, then it scores."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from worlds import World, make_campaign, make_unit

from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import (
    NewObservation,
    NewTarget,
    insert_targets,
    install_measures,
    report_observation,
)
from guatu.campaigns.models import Campaign, Indicator, Observation, Target
from guatu.campaigns.queries import awaiting, owed

pytestmark = pytest.mark.django_db
OFFICIAL = Observation.Series.OFFICIAL


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def day(today: date) -> date:
    return today.replace(day=1) - timedelta(days=1)


@pytest.fixture
def campaign(world: World, today: date) -> Campaign:
    install_measures()
    starts_on = (today - timedelta(days=200)).replace(day=1)
    return make_campaign(world.district, starts_on=starts_on, ends_on=today + timedelta(days=150))


@pytest.fixture
def targets(world: World, campaign: Campaign) -> list[Target]:
    """One indicator over two units; the housing office provides its figures."""
    return insert_targets(
        campaign,
        [
            NewTarget(
                indicator="新增企业",
                op=">=",
                value=Decimal(90),
                measure="家",
                written="新增企业90家",
                unit_id=unit.pk,
                provider_id=world.housing.pk,
            )
            for unit in (world.finance, world.town)
        ],
    )


def address(targets: list[Target]) -> str:
    return reverse("campaigns:provide", args=[targets[0].indicator_id])


def lines(targets: list[Target], day: date, *values: str, **more: str) -> dict[str, str]:
    body = {"day": day.isoformat(), "source": "统计月报"}
    for target, value in zip(targets, values, strict=True):
        key = f"t{target.pk}"
        body |= {
            f"{key}-written": value,
            f"{key}-as_of": day.isoformat(),
            f"{key}-facet": "cumulative",
        }
    return body | more


def flash(world: World, target: Target, day: date, value: str) -> Observation:
    new = NewObservation(
        indicator=target.indicator,
        unit=target.unit,
        period_start=target.campaign.starts_on,
        period_end=day,
        as_of=day,
        value=Decimal(value),
        measure=target.measure,
    )
    return report_observation(world.actor("liaison"), new, today=timezone.localdate())


def test_all_units_are_given_back_in_one_act_and_wait_for_another_person(
    world: World, targets: list[Target], day: date
) -> None:
    flash(world, targets[0], day, "40")
    before = AuditEvent.objects.count()
    client = world.client("housing_liaison")
    page = client.get(address(targets)).content.decode()
    assert "40家" in page

    response = client.post(address(targets), lines(targets, day, "38", "21家"))

    assert response.status_code == 302
    rows = Observation.objects.filter(series=OFFICIAL).order_by("pk")
    assert list(rows.values_list("unit", "mantissa", "source")) == [
        (world.finance.pk, 38, "统计月报"),
        (world.town.pk, 21, "统计月报"),
    ]
    assert AuditEvent.objects.count() == before + 1
    assert [len(awaiting(world.actor(f"housing_{who}"))) for who in ("liaison", "approver")] == [
        1,  # the flash figure; what one typed is confirmed by another
        3,
    ]


def test_one_tap_leaves_the_others_not_published(
    world: World, targets: list[Target], day: date
) -> None:
    client = world.client("housing_liaison")

    response = client.post(address(targets), lines(targets, day, "38", "", all_pending="1"))

    assert response.status_code == 302
    rows = Observation.objects.filter(series=OFFICIAL).order_by("pk")
    assert list(rows.values_list("unit", "mantissa")) == [
        (world.finance.pk, 38),  # what was typed stays
        (world.town.pk, None),
    ]


def test_a_value_and_a_tick_that_contradict_are_refused_with_both_kept(
    world: World, targets: list[Target], day: date
) -> None:
    ticked = {f"t{targets[0].pk}-is_pending": "on"}

    response = world.client("housing_liaison").post(
        address(targets), lines(targets, day, "38", "21", **ticked)
    )

    assert (response.status_code, Observation.objects.count()) == (422, 0)
    page = response.content.decode()
    assert "请只保留一样" in page
    assert 'value="38"' in page


def test_what_is_pasted_as_the_flash_figure_is_saved_too(
    world: World, targets: list[Target], day: date
) -> None:
    flash(world, targets[0], day, "40")
    client = world.client("housing_liaison")
    paste = "区财政局\t40家\n柳河镇\t21"

    page = client.post(address(targets), lines(targets, day, "", "", paste=paste, fill="1"))

    same = re.search(r"<input[^>]*is_same[^>]*>", page.content.decode())
    assert same is not None
    assert "checked" in same.group()


def test_pasted_values_of_units_that_have_theirs_are_named(
    world: World, targets: list[Target], day: date
) -> None:
    client = world.client("housing_liaison")
    client.post(address(targets), lines(targets, day, "38", ""))
    where, left = address(targets), targets[1:]

    named = client.post(where, lines(left, day, "", paste="区财政局\t39\n柳河镇\t21", fill="1"))
    alone = client.post(where, lines(left, day, "", paste="21", fill="1"))

    assert re.search(r"已有反馈数[^<]*区财政局\s39", named.content.decode())
    assert [f'value="{value}"' in named.content.decode() for value in ("21", "39")] == [True, False]
    assert 'value="21"' in alone.content.decode()


@pytest.mark.parametrize(
    ("text", "found", "unknown"),
    [
        ("区财政局\t38\n柳河镇\t２１家", ["38", "21家"], ""),
        ("38\n21", ["38", "21"], ""),
        ("区财政局  38\n白石镇  5", ["38", ""], "白石镇"),
    ],
)
def test_pasted_lines_fill_the_table_and_save_nothing(
    *,
    world: World,
    targets: list[Target],
    day: date,
    text: str,
    found: list[str],
    unknown: str,
) -> None:
    body = lines(targets, day, "", "", paste=text, fill="1")

    page = world.client("housing_liaison").post(address(targets), body).content.decode()

    values = [value for value in ("38", "21家", "２１家", "21") if f'value="{value}"' in page]
    assert len(values) == sum(map(bool, found))
    assert (unknown in page) if unknown else ("找不到对应单位" not in page)
    assert not Observation.objects.exists()


def test_only_the_provider_finds_the_table(world: World, targets: list[Target]) -> None:
    got = {
        who: world.client(who).get(address(targets)).status_code
        for who in ("housing_liaison", "housing_approver", "liaison", "office", "leader")
    }

    assert got == {
        "housing_liaison": 200,
        "housing_approver": 200,
        "liaison": 404,
        "office": 404,
        "leader": 403,
    }


def test_a_wrong_value_saves_none_and_keeps_what_was_typed(
    world: World, targets: list[Target], day: date
) -> None:
    response = world.client("housing_liaison").post(
        address(targets), lines(targets, day, "38", "21亩")
    )

    page = response.content.decode()
    assert (response.status_code, Observation.objects.count()) == (422, 0)
    assert 'value="38"' in page
    assert "请改用家" in page


def test_the_provider_confirms_the_definition_and_a_change_asks_anew(
    world: World, targets: list[Target]
) -> None:
    indicator = targets[0].indicator
    where = reverse("campaigns:confirm-meaning", args=[indicator.pk])
    client = world.client("housing_liaison")
    without = client.post(where, {"version": "1"}).status_code
    Indicator.objects.filter(pk=indicator.pk).update(definition="年内在库")

    done = client.post(where, {"version": "1"}).status_code

    indicator.refresh_from_db()
    assert (without, done, indicator.definition_confirmed_at is not None) == (422, 302, True)
    settle = {
        "provider": str(world.housing.pk),
        "definition": "年内净增",
        "source": "",
        "shape": "cumulative",
        "rhythm": "month",
        "due_after": "10",
        "version": "2",
    }
    world.client("office").post(reverse("campaigns:settle", args=[targets[0].pk]), settle)
    indicator.refresh_from_db()
    assert (indicator.definition, indicator.definition_confirmed_at) == ("年内净增", None)


def test_a_quarterly_figure_is_owed_by_the_quarter(world: World, targets: list[Target]) -> None:
    Indicator.objects.update(rhythm="quarter", due_after=20)
    campaign = targets[0].campaign
    campaign.starts_on, campaign.ends_on = date(2026, 1, 1), date(2026, 12, 31)
    campaign.save()

    found = [owed(world.actor("liaison"), day) for day in (date(2026, 3, 31), date(2026, 6, 10))]

    assert [[(one.day, one.due_by) for one in rows] for rows in found] == [
        [],
        [(date(2026, 3, 31), date(2026, 4, 20))],
    ]


def test_the_list_takes_the_same_queries_however_many_units(
    world: World, campaign: Campaign, targets: list[Target]
) -> None:
    client, counts = world.client("housing_liaison"), []
    pages: list[Any] = []
    for extra in (2, 12):
        insert_targets(
            campaign,
            [
                NewTarget(
                    indicator="新增企业",
                    op=">=",
                    value=Decimal(9),
                    measure="家",
                    written="9家",
                    unit_id=make_unit(f"镇{extra}-{n}", parent=world.district).pk,
                )
                for n in range(extra)
            ],
        )
        for where in (reverse("campaigns:provided"), address(targets)):
            with CaptureQueriesContext(connection) as queries:
                pages.append(client.get(where))
            counts.append(len(queries))

    assert [page.status_code for page in pages] == [200] * 4
    assert counts[:2] == counts[2:]
