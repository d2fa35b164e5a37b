"""指标 on the page: seen by whom it concerns, reported in one act, corrected with a reason, confirmed by another."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from worlds import World, make_campaign

from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import (
    NewObservation,
    NewTarget,
    insert_targets,
    install_measures,
    report_observations,
)
from guatu.campaigns.models import Campaign, Indicator, Observation, Target
from guatu.campaigns.queries import owed_count, target_states
from guatu.shell.errors import InvalidState

pytestmark = pytest.mark.django_db
LIST, OWED = "/targets/", "/targets/owed/"


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def month_end(today: date) -> date:
    return today.replace(day=1) - timedelta(days=1)


@pytest.fixture
def campaign(world: World, today: date) -> Campaign:
    install_measures()
    return make_campaign(
        world.district, starts_on=date(today.year - 1, 1, 1), ends_on=date(today.year + 1, 12, 31)
    )


def make_targets(world: World, campaign: Campaign, *names: str, **fields: Any) -> list[Target]:
    values = {"op": ">=", "value": Decimal(700), "measure": "个", "unit_id": world.finance.pk}
    rows = [
        NewTarget(**{"indicator": n, "written": f"{n}700个", **values, **fields}) for n in names
    ]  # type: ignore[arg-type]
    return insert_targets(campaign, rows)


def filled(target: Target, as_of: date, **fields: str) -> dict[str, str]:
    values = {"as_of": as_of.isoformat(), "facet": "cumulative"} | fields
    return {f"t{target.pk}-{name}": value for name, value in values.items()}


def report(world: World, target: Target, as_of: date, written: str = "300") -> Observation:
    address = reverse("campaigns:report", args=[target.pk])
    response = world.client("liaison").post(address, filled(target, as_of, written=written))
    assert response.status_code == 302, response.content.decode()
    return Observation.objects.latest("pk")


def test_the_list_narrows_and_shows_only_what_one_sees(world: World, campaign: Campaign) -> None:
    make_targets(world, campaign, "停车泊位", "充电桩")
    make_targets(world, campaign, "农村公路", unit_id=world.town.pk)

    office, liaison = world.client("office"), world.client("liaison")
    seen = {
        query: [name for name in ("停车泊位", "充电桩", "农村公路") if f">{name}</a>" in page]
        for query in ("", "?q=充电", "?state=behind", f"?unit={world.town.pk}", "?mine=1")
        if (page := office.get(LIST + query).content.decode())
    }

    assert seen == {
        "": ["停车泊位", "充电桩", "农村公路"],
        "?q=充电": ["充电桩"],
        "?state=behind": [],
        f"?unit={world.town.pk}": ["农村公路"],
        "?mine=1": [],
    }
    assert "农村公路" not in liaison.get(LIST).content.decode()


@pytest.mark.parametrize("address", [LIST, OWED])
def test_lists_take_the_same_queries_however_long(
    world: World, campaign: Campaign, address: str
) -> None:
    client, counts = world.client("liaison"), []
    client.get(address)  # the session keeps the campaign now
    for extra in (3, 27):
        make_targets(world, campaign, *(f"指标{extra}-{n}" for n in range(extra)))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_target_of_others_is_not_there(world: World, campaign: Campaign) -> None:
    (target,) = make_targets(world, campaign, "停车泊位")
    address = reverse("campaigns:target", args=[target.pk])

    assert [world.client(who).get(address).status_code for who in ("liaison", "stranger")] == [
        200,
        404,
    ]


def test_several_figures_are_reported_in_one_act(
    world: World, campaign: Campaign, month_end: date
) -> None:
    one, two, three, four = make_targets(world, campaign, "甲", "乙", "丙", "丁")
    body = (
        filled(one, month_end, written="1.2万个")
        | filled(two, month_end, is_pending="on")
        | filled(three, month_end, written="")
        | filled(four, month_end, written="305.00")
    )
    before = AuditEvent.objects.count()

    response = world.client("liaison").post(OWED, body)

    assert response.status_code == 302
    rows = Observation.objects.order_by("pk").values_list("indicator__name", "mantissa", "scale")
    assert list(rows) == [("甲", 120000, 1), ("乙", None, 0), ("丁", 30500, 2)]
    assert AuditEvent.objects.count() == before + 1
    assert owed_count(world.actor("liaison"), timezone.localdate()) == (1, 4)


@pytest.mark.parametrize(
    ("written", "says"),
    [("约三百", "例如"), ("300亿元", "请改用个填写"), ("9" * 20, "无法精确保存")],
)
def test_one_wrong_figure_saves_none_and_says_what_to_do(
    world: World, campaign: Campaign, month_end: date, written: str, says: str
) -> None:
    one, two = make_targets(world, campaign, "甲", "乙")
    body = filled(one, month_end, written="300") | filled(two, month_end, written=written)

    response = world.client("liaison").post(OWED, body)

    page = response.content.decode()
    assert (response.status_code, Observation.objects.count()) == (422, 0)
    assert says in page
    assert f'value="{written}"' in page


def test_a_line_left_as_prefilled_says_nothing_unless_ticked(
    world: World, campaign: Campaign, month_end: date
) -> None:
    (target,) = make_targets(world, campaign, "甲")
    earlier = month_end.replace(day=1) - timedelta(days=1)
    report(world, target, earlier)
    client = world.client("liaison")
    assert 'value="300个"' in client.get(OWED).content.decode()

    left = client.post(OWED, filled(target, month_end, written="300个"))
    ticked = client.post(OWED, filled(target, month_end, written="300个", is_same="on"))

    assert (left.status_code, ticked.status_code) == (422, 302)
    rows = Observation.objects.order_by("pk").values_list("as_of", "mantissa")
    assert list(rows) == [(earlier, 300), (month_end, 300)]


def test_a_figure_to_come_is_refused(world: World, campaign: Campaign, today: date) -> None:
    (target,) = make_targets(world, campaign, "甲")
    address = reverse("campaigns:report", args=[target.pk])
    body = filled(target, today + timedelta(days=1), written="300")

    assert world.client("liaison").post(address, body).status_code == 422
    assert not Observation.objects.exists()


def test_what_was_not_published_is_followed_by_its_figure(
    world: World, campaign: Campaign, month_end: date
) -> None:
    (target,) = make_targets(world, campaign, "甲")
    client = world.client("liaison")
    client.post(OWED, filled(target, month_end, is_pending="on"))
    assert "待发布" in client.get(OWED).content.decode()

    client.post(OWED, filled(target, month_end, written="310"))

    old, new = Observation.objects.order_by("pk")
    assert (new.replaces_id, new.mantissa, bool(new.reason)) == (old.pk, 310, True)


def test_a_correction_shows_the_old_value_struck_through(
    world: World, campaign: Campaign, month_end: date
) -> None:
    (target,) = make_targets(world, campaign, "甲")
    row = report(world, target, month_end)
    client = world.client("liaison")
    address = reverse("campaigns:correct", args=[target.pk, row.pk])

    refused = client.post(address, {f"o{row.pk}-written": "320个"})
    done = client.post(address, {f"o{row.pk}-written": "320个", f"o{row.pk}-reason": "漏报柳河镇"})

    assert (refused.status_code, done.status_code) == (422, 302)
    page = client.get(done.headers["Location"]).content.decode()
    assert "<del>300个</del>" in page
    assert "漏报柳河镇" in page
    again = client.post(address, {f"o{row.pk}-written": "9个", f"o{row.pk}-reason": "再改"})
    assert again.status_code == 422


def test_the_provider_corrects_but_does_not_report_for_the_unit(
    world: World, campaign: Campaign, month_end: date
) -> None:
    (target,) = make_targets(world, campaign, "甲", provider_id=world.housing.pk)
    row = report(world, target, month_end)
    housing = world.client("housing_liaison")
    body = {f"o{row.pk}-written": "290个", f"o{row.pk}-reason": "改"}

    statuses = [
        housing.get(reverse("campaigns:target", args=[target.pk])).status_code,
        housing.post(
            reverse("campaigns:report", args=[target.pk]), filled(target, month_end)
        ).status_code,
        housing.post(reverse("campaigns:correct", args=[target.pk, row.pk]), body).status_code,
    ]

    assert statuses == [200, 403, 302]


def test_the_provider_confirms_many_at_once(
    world: World, campaign: Campaign, month_end: date
) -> None:
    targets = make_targets(world, campaign, "甲", "乙", provider_id=world.housing.pk)
    ids = [report(world, target, month_end).pk for target in targets]
    housing, confirm = world.client("housing_approver"), reverse("campaigns:confirm")
    assert "有2项数据待您核定" in housing.get("/targets/confirmations/").content.decode()
    before = AuditEvent.objects.count()

    assert world.client("approver").post(confirm, {"pick": ids}).status_code == 422
    assert housing.post(confirm, {}).status_code == 422
    assert housing.post(confirm, {"pick": ids}).status_code == 302

    assert Observation.objects.filter(confirmed_at__isnull=False).count() == 2
    assert AuditEvent.objects.count() == before + 1


def test_who_reported_does_not_find_it_among_what_to_confirm(
    world: World, campaign: Campaign, month_end: date
) -> None:
    (target,) = make_targets(world, campaign, "甲", provider_id=world.finance.pk)
    report(world, target, month_end)
    address = "/targets/confirmations/"

    found = {
        who: "甲</label>" in world.client(who).get(address).content.decode()
        for who in ("liaison", "approver")
    }

    assert found == {"liaison": False, "approver": True}


def test_the_office_settles_an_indicator_at_the_version_it_read(
    world: World, campaign: Campaign
) -> None:
    (target,) = make_targets(world, campaign, "甲")
    address = reverse("campaigns:settle", args=[target.pk])
    body = {
        "provider": str(world.housing.pk),
        "definition": "竣工验收并投用",
        "source": "月报",
        "shape": "cumulative",
        "is_larger_better": "on",
        "rhythm": "quarter",
        "due_after": "20",
        "version": "1",
    }

    statuses = [
        world.client(who).post(address, body).status_code for who in ("liaison", "office", "office")
    ]

    target.indicator.refresh_from_db()
    assert statuses == [403, 302, 412]
    assert (target.indicator.provider, target.indicator.source) == (world.housing, "月报")
    assert (target.indicator.rhythm, target.indicator.due_after) == ("quarter", 20)


def test_the_target_of_a_share_keeps_its_name(world: World, campaign: Campaign) -> None:
    (target,) = make_targets(
        world, campaign, "税收占比", measure="%", value=Decimal(72), written="税收占比不低于72%"
    )

    assert (target.indicator.name, target.indicator.shape) == ("税收占比", "share")


def test_my_check_ins_say_how_many_figures_are_not_reported(
    world: World, campaign: Campaign
) -> None:
    make_targets(world, campaign, "甲", "乙")

    owing, other = (
        world.client(who).get("/dispatch/mine/").content.decode()
        for who in ("liaison", "housing_liaison")
    )

    assert "指标数据：2项本期未报" in owing
    assert OWED not in other


def test_figures_by_period_make_a_rising_line(
    world: World, campaign: Campaign, month_end: date
) -> None:
    (target,) = make_targets(world, campaign, "甲")
    days = [month_end.replace(day=1) - timedelta(days=1), month_end]
    for day, written in zip(days, ("300", "200"), strict=True):
        address = reverse("campaigns:report", args=[target.pk])
        world.client("liaison").post(address, filled(target, day, written=written, facet="period"))

    (state,) = target_states(world.actor("office"), campaign, timezone.localdate())

    assert state.points == ((days[0], 300), (days[1], 500))
    assert state.progress.actual == 500


def test_one_figure_answers_all_targets_of_its_indicator(
    world: World, campaign: Campaign, month_end: date
) -> None:
    first, second = make_targets(world, campaign, "甲", "甲")
    assert owed_count(world.actor("liaison"), timezone.localdate()) == (1, 1)

    report(world, second, month_end)

    assert owed_count(world.actor("liaison"), timezone.localdate()) == (0, 1)
    new = NewObservation(
        indicator=first.indicator, unit=first.unit, period_start=month_end, period_end=month_end,
        as_of=month_end, value=Decimal(1), measure="个",
    )  # fmt: skip
    with pytest.raises(InvalidState):
        report_observations(world.actor("liaison"), [new, new], today=timezone.localdate())


def test_what_statistics_gave_back_is_not_the_units_to_change(
    world: World, campaign: Campaign, month_end: date
) -> None:
    (target,) = make_targets(world, campaign, "甲")
    row = report(world, target, month_end)
    Observation.objects.filter(pk=row.pk).update(series=Observation.Series.OFFICIAL)
    client = world.client("liaison")
    body = {f"o{row.pk}-written": "320个", f"o{row.pk}-reason": "改"}

    response = client.post(reverse("campaigns:correct", args=[target.pk, row.pk]), body)

    assert response.status_code == 404
    page = client.get(reverse("campaigns:target", args=[target.pk])).content.decode()
    assert f"o{row.pk}-reason" not in page


@pytest.mark.parametrize(("days", "says"), [(0, "前报，已逾期"), (60, "前报")])
def test_the_page_says_until_when_a_figure_is_told(
    world: World, campaign: Campaign, days: int, says: str
) -> None:
    (target,) = make_targets(world, campaign, "停车泊位")
    Indicator.objects.filter(pk=target.indicator_id).update(due_after=days)

    page = world.client("liaison").get(OWED).content.decode()

    assert says in page
    assert ("已逾期" in page) is ("已逾期" in says)


def test_a_day_before_the_campaign_is_asked_again(world: World, campaign: Campaign) -> None:
    (target,) = make_targets(world, campaign, "停车泊位")
    client, early = world.client("liaison"), campaign.starts_on - timedelta(days=1)
    address = reverse("campaigns:report", args=[target.pk])

    asked = client.post(address, filled(target, early, written="300"))
    kept = client.post(address, filled(target, early, written="300", is_sure="on"))

    assert (asked.status_code, kept.status_code) == (422, 302)
    assert "早于行动开始日" in asked.content.decode()
    assert f"t{target.pk}-is_sure" in asked.content.decode()


def test_a_figure_of_the_wrong_day_is_moved_by_a_correction(
    world: World, campaign: Campaign, month_end: date, today: date
) -> None:
    (target,) = make_targets(world, campaign, "停车泊位")
    before = month_end.replace(day=1) - timedelta(days=1)
    wrong, taken = report(world, target, campaign.starts_on, "30"), report(world, target, before)
    address = reverse("campaigns:correct", args=[target.pk, wrong.pk])
    client, statuses = world.client("liaison"), {}

    for day in (before, today + timedelta(days=1), month_end):
        values = {"written": "310", "reason": "日期填错", "as_of": day.isoformat()}
        sent = {f"o{wrong.pk}-{name}": value for name, value in values.items()}
        statuses[day] = client.post(address, sent).status_code

    assert list(statuses.values()) == [422, 422, 302]
    standing = Observation.objects.filter(is_current=True).order_by("as_of")
    assert list(standing.values_list("as_of", "period_start", "mantissa", "replaces")) == [
        (before, taken.period_start, 300, None),
        (month_end, campaign.starts_on, 310, wrong.pk),
    ]
    assert owed_count(world.actor("liaison"), today) == (0, 1)
