"""The pace of a target: set period by period, shown, followed by the parts beneath."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from worlds import World, make_campaign

from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import (
    NewObservation,
    NewTarget,
    TiedTarget,
    insert_observations,
    insert_targets,
    insert_tied_targets,
    install_measures,
)
from guatu.campaigns.actions.pacing import NewPace, paces_for, set_pace
from guatu.campaigns.models import Campaign, PacePoint, Target
from guatu.campaigns.queries import state_of_target
from guatu.campaigns.queries.figures import states_of
from guatu.campaigns.queries.periods import period_plan
from guatu.core.actors import SYSTEM
from guatu.core.curves import CurvePoint
from guatu.core.pace import Standing
from guatu.shell.errors import InvalidState, NotAllowed

pytestmark = pytest.mark.django_db
MARCH, JUNE = date(2026, 3, 31), date(2026, 6, 30)


@pytest.fixture
def campaign(world: World) -> Campaign:
    install_measures()
    return make_campaign(world.district, starts_on=date(2026, 1, 1))


def make(world: World, campaign: Campaign, **fields: Any) -> Target:
    values: dict[str, Any] = {
        "indicator": "新建充电桩", "op": ">=", "value": Decimal(2000), "measure": "个",
        "written": "新建充电桩2000个", "unit_id": world.finance.pk,
    }  # fmt: skip
    (target,) = insert_targets(campaign, [NewTarget(**(values | fields))])
    return target


def tell(target: Target, value: str, day: date) -> None:
    new = NewObservation(
        indicator=target.indicator, unit=target.unit, period_start=date(2026, 1, 1),
        period_end=day, as_of=day, value=Decimal(value), measure=target.measure,
        is_growth=target.is_growth,
    )  # fmt: skip
    insert_observations(SYSTEM, [new])


def curve(*points: tuple[date, str]) -> NewPace:
    return NewPace(
        by="curve",
        points=tuple(CurvePoint(day=day, share=Decimal(share)) for day, share in points),
        basis="近三年同期完成比例",
    )


def sent(target: Target, lines: list[tuple[str, str]], **fields: str) -> dict[str, str]:
    body = {"by": "curve", "basis": "近三年同期", "counts": "totals", "step": "quarter",
            "lines": str(len(lines)), "version": str(target.version)}  # fmt: skip
    for at, (day, text) in enumerate(lines):
        body |= {f"p{at}-day": day, f"p{at}-text": text}
    return body | fields


def test_a_curve_decides_where_a_target_stands(world: World, campaign: Campaign) -> None:
    target = make(world, campaign)
    tell(target, "450", MARCH)
    before = state_of_target(target, MARCH).standing

    set_pace(world.actor("office"), target, 1, curve((MARCH, "20"), (JUNE, "50")))

    state = state_of_target(target, MARCH)
    assert (before, state.standing, state.progress.expected) == (
        Standing.BEHIND,
        Standing.ON_PACE,
        400,
    )
    assert state.line[1:] == ((MARCH, 400), (JUNE, 1000), (date(2026, 12, 31), 2000))
    event = AuditEvent.objects.latest("number")
    assert (event.act, event.details) == ("target.pace", {"basis": "近三年同期完成比例"})


def test_a_part_follows_the_curve_above_by_its_shares(world: World, campaign: Campaign) -> None:
    above = make(world, campaign)
    (part,) = insert_tied_targets(
        campaign,
        [TiedTarget(above=above, unit_id=world.town.pk, columns={"mantissa": 500})],
    )
    points = (CurvePoint(day=MARCH, value=Decimal(400)),)
    set_pace(world.actor("office"), above, 1, NewPace(by="curve", points=points, basis="往年"))
    set_pace(world.actor("office"), part, 1, NewPace(by="above"))

    state = state_of_target(part, MARCH)

    assert state.line[1] == (MARCH, 100)
    assert period_plan(part, state).is_above  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (NewPace(by="curve", points=(CurvePoint(day=MARCH, share=Decimal(1)),)), "依据"),
        (NewPace(by="curve", basis="往年"), "至少"),
        (NewPace(by="above"), "不适用"),
        (curve((MARCH, "50"), (JUNE, "20")), "不能比前一期少"),
        (curve((date(2027, 1, 1), "50")), "起止日期"),
    ],
)
def test_what_is_no_pace_is_refused(
    world: World, campaign: Campaign, new: NewPace, says: str
) -> None:
    target = make(world, campaign)

    with pytest.raises(InvalidState, match=says):
        set_pace(world.actor("office"), target, 1, new)

    assert not PacePoint.objects.exists()


def test_only_the_office_sets_a_pace(world: World, campaign: Campaign) -> None:
    target = make(world, campaign)

    for who in ("liaison", "leader", "stranger"):
        with pytest.raises(NotAllowed):
            set_pace(world.actor(who), target, 1, NewPace(by="working"))


@pytest.mark.parametrize(
    ("fields", "paces"),
    [
        ({}, ["calendar", "working", "curve"]),
        ({"indicator": "工业投资", "measure": "%", "is_growth": True}, ["calendar", "curve"]),
        ({"indicator": "耕地保有量", "measure": "亩", "written": "守牢耕地红线"}, ["calendar"]),
        ({"indicator": "积案", "op": "<=", "measure": "件"}, ["calendar", "curve"]),
    ],
)
def test_time_fits_what_grows_and_steps_what_is_compared(
    world: World, campaign: Campaign, fields: dict[str, Any], paces: list[str]
) -> None:
    assert paces_for(make(world, campaign, **fields)) == paces


def test_the_page_takes_parts_of_quarters_and_shows_their_sum(
    world: World, campaign: Campaign
) -> None:
    target = make(world, campaign)
    office, address = world.client("office"), reverse("campaigns:pace", args=[target.pk])
    assert "2026-09-30" in office.get(address).content.decode()
    lines = [
        ("2026-03-31", "400个"),
        ("2026-06-30", "0.06万个"),
        ("2026-09-30", "５００"),
        ("2026-12-31", "700个"),
    ]

    response = office.post(address, sent(target, lines, counts="parts"))

    assert response.status_code == 302
    values = PacePoint.objects.order_by("day").values_list("mantissa", "scale")
    assert [Decimal(m).scaleb(-s) for m, s in values] == [400, 1000, 1500, 2200]
    page = office.get(reverse("campaigns:target", args=[target.pk])).content.decode()
    assert "层层加码10.00%" in page
    assert "近三年同期" in page


def test_a_wrong_line_is_marked_and_nothing_is_lost(world: World, campaign: Campaign) -> None:
    target = make(world, campaign)
    lines = [("2026-03-31", "20%"), ("2026-06-30", "一半吧"), ("2026-09-30", "30亩")]

    response = world.client("office").post(
        reverse("campaigns:pace", args=[target.pk]), sent(target, lines)
    )

    page = response.content.decode()
    assert (response.status_code, PacePoint.objects.count()) == (422, 0)
    assert 'value="一半吧"' in page
    assert "请填比例" in page
    assert "不是同一类" in page


def test_another_version_sets_nothing(world: World, campaign: Campaign) -> None:
    target = make(world, campaign)
    body = sent(target, [("2026-03-31", "20%")], version="7")

    response = world.client("office").post(reverse("campaigns:pace", args=[target.pk]), body)

    assert (response.status_code, PacePoint.objects.count()) == (412, 0)


def test_thresholds_of_a_rate_are_values(world: World, campaign: Campaign) -> None:
    target = make(
        world, campaign, indicator="工业投资", measure="%", value=Decimal(7), is_growth=True
    )
    address = reverse("campaigns:pace", args=[target.pk])
    response = world.client("office").post(
        address, sent(target, [("2026-03-31", "6%"), ("2026-06-30", "6.5%")])
    )
    assert response.status_code == 302
    target.refresh_from_db()
    tell(target, "6.2", date(2026, 5, 31))

    state = state_of_target(target, JUNE)

    assert (state.standing, state.progress.expected) == (Standing.ON_PACE, 6)
    plan = period_plan(target, state)
    assert plan is not None
    assert [(row.total, row.actual) for row in plan.rows] == [
        (6, Decimal("6.2")),
        (Decimal("6.5"), None),
        (7, None),
    ]
    assert plan.sums is None


def test_paces_take_the_same_queries_however_many_targets(world: World, campaign: Campaign) -> None:
    counts = []
    for extra in (2, 12):
        made = [make(world, campaign, indicator=f"指标{extra}-{n}") for n in range(extra)]
        for place, target in enumerate(made):
            new = NewPace(by="working") if place % 2 else curve((MARCH, "20"))
            set_pace(world.actor("office"), target, 1, new)
        rows = list(Target.objects.select_related("indicator__provider", "unit").order_by("pk"))
        with CaptureQueriesContext(connection) as queries:
            states_of(rows, campaign, MARCH)
        counts.append(len(queries))

    assert counts[0] == counts[1]
