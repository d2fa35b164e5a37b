"""Targets and observations: exact, faceted, confirmed by another person than the reporter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import Traveller
from worlds import World, make_account, make_campaign

from guatu.accounts.models import Appointment, Post
from guatu.accounts.queries import actor_of
from guatu.audit.actions import record
from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import (
    NewObservation,
    NewTarget,
    confirm_observation,
    correct_observation,
    indicator_changes,
    insert_targets,
    install_measures,
    report_observation,
)
from guatu.campaigns.models import Campaign, Indicator, MeasureUnit, Observation, Target
from guatu.campaigns.queries import target_states, visible_observations, visible_targets
from guatu.core.actors import SYSTEM, Actor, Role
from guatu.core.pace import Standing
from guatu.core.shapes import Shape
from guatu.shell.errors import InvalidState, NotAllowed

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 30)


@pytest.fixture
def campaign(world: World) -> Campaign:
    install_measures()
    return make_campaign(world.district, starts_on=date(2026, 1, 1))


def new_target(world: World, **fields: Any) -> NewTarget:
    values: dict[str, Any] = {
        "indicator": "新建停车泊位",
        "op": "=",
        "value": Decimal(730),
        "measure": "个",
        "written": "新建停车泊位730个",
        "due_on": date(2026, 12, 31),
        "unit_id": world.finance.pk,
    }
    return NewTarget(**(values | fields))


def observation(
    target: Target, value: str | None, as_of: date = JUNE, **fields: Any
) -> NewObservation:
    values: dict[str, Any] = {
        "indicator": target.indicator,
        "unit": target.unit,
        "period_start": date(2026, 1, 1),
        "period_end": as_of,
        "as_of": as_of,
        "value": None if value is None else Decimal(value),
        "measure": target.measure,
    }
    return NewObservation(**(values | fields))


def only(world: World, campaign: Campaign) -> Any:
    (state,) = target_states(world.actor("office"), campaign, JUNE)
    return state


def test_money_and_other_figures_are_stored_exactly(world: World, campaign: Campaign) -> None:
    targets = insert_targets(
        campaign,
        [
            new_target(world, indicator="财政收入", value=Decimal("19.85"), measure="亿元"),
            new_target(world, indicator="收入比", op="<=", value=Decimal("1.70"), measure=None),
            new_target(
                world,
                indicator="营业收入",
                value=Decimal(9),
                value_high=Decimal("10.5"),
                measure="%",
                is_growth=True,
            ),
        ],
    )

    assert [
        (t.amount_fen, t.mantissa, t.scale, t.high_mantissa, t.indicator.shape) for t in targets
    ] == [
        (198_500_000_000, None, 0, None, Shape.CUMULATIVE),
        (None, 170, 2, None, Shape.CONTROL),
        (None, 9, 0, 105, Shape.GROWTH),
    ]


def test_a_figure_that_cannot_be_kept_is_refused_whole(world: World, campaign: Campaign) -> None:
    bad = new_target(world, indicator="收入", value=Decimal("0.000000001"), measure="万元")

    with pytest.raises(InvalidState, match="收入"):
        insert_targets(campaign, [new_target(world), bad])

    assert (Target.objects.count(), Indicator.objects.count()) == (0, 0)


def test_an_indicator_of_the_same_name_and_shape_is_used_again(
    world: World, campaign: Campaign
) -> None:
    first, second = insert_targets(campaign, [new_target(world), new_target(world)])
    (third,) = insert_targets(campaign, [new_target(world)])

    assert {first.indicator_id, second.indicator_id, third.indicator_id} == {first.indicator_id}


def test_an_unknown_unit_of_measure_becomes_a_dimension_of_its_own(
    world: World, campaign: Campaign
) -> None:
    insert_targets(campaign, [new_target(world, measure="亩次")])

    unit = MeasureUnit.objects.get(symbol="亩次")
    assert (unit.dimension, unit.factor_mantissa, unit.is_built_in) == ("亩次", 1, False)


def test_measures_are_installed_once() -> None:
    first = install_measures()

    assert (first > 80, install_measures()) == (True, 0)


def test_a_total_is_behind_its_pace_and_says_by_how_much(world: World, campaign: Campaign) -> None:
    (target,) = insert_targets(campaign, [new_target(world)])
    report_observation(world.actor("liaison"), observation(target, "300"), today=JUNE)

    state = only(world, campaign)

    assert (state.standing, state.progress.expected, state.done) == (
        Standing.BEHIND,
        Decimal(362),
        410,
    )


def test_figures_of_another_unit_of_the_dimension_convert(world: World, campaign: Campaign) -> None:
    (target,) = insert_targets(
        campaign, [new_target(world, indicator="高标准农田", value=Decimal(22000), measure="亩")]
    )
    reported = observation(target, "1.25", measure="万亩")
    report_observation(world.actor("liaison"), reported, today=JUNE)

    assert only(world, campaign).progress.actual == 12500


def test_another_dimension_is_refused(world: World, campaign: Campaign) -> None:
    (target,) = insert_targets(campaign, [new_target(world, measure="亩")])

    with pytest.raises(InvalidState):
        report_observation(
            world.actor("liaison"), observation(target, "3", measure="亿元"), today=JUNE
        )


def test_not_published_is_pending_never_behind(world: World, campaign: Campaign) -> None:
    (target,) = insert_targets(campaign, [new_target(world)])
    liaison = world.actor("liaison")
    report_observation(liaison, observation(target, "1", date(2026, 5, 31)), today=JUNE)
    report_observation(liaison, observation(target, None), today=JUNE)

    assert only(world, campaign).standing is Standing.PENDING


def test_only_the_unit_that_owes_it_or_the_office_reports(world: World, campaign: Campaign) -> None:
    (target,) = insert_targets(campaign, [new_target(world)])

    with pytest.raises(NotAllowed):
        report_observation(world.actor("stranger"), observation(target, "1"), today=JUNE)
    with pytest.raises(InvalidState):
        report_observation(
            world.actor("liaison"), observation(target, "1", date(2026, 7, 1)), today=JUNE
        )

    report_observation(world.actor("office"), observation(target, "1"), today=JUNE)
    with pytest.raises(InvalidState):  # a second figure for the same period
        report_observation(world.actor("liaison"), observation(target, "2"), today=JUNE)


def test_a_correction_is_a_new_row_with_a_reason(world: World, campaign: Campaign) -> None:
    (target,) = insert_targets(campaign, [new_target(world)])
    liaison = world.actor("liaison")
    old = report_observation(liaison, observation(target, "300"), today=JUNE)

    with pytest.raises(InvalidState):
        correct_observation(liaison, old, value=Decimal(400), reason=" ")
    new = correct_observation(liaison, old, value=Decimal(400), reason="漏报柳河镇")
    with pytest.raises(InvalidState):
        correct_observation(liaison, old, value=Decimal(500), reason="再改")

    old.refresh_from_db()
    assert (old.mantissa, new.replaces_id, only(world, campaign).progress.actual) == (
        300,
        old.pk,
        400,
    )
    acts = list(AuditEvent.objects.order_by("number").values_list("act", flat=True))
    assert acts[-2:] == ["observation.report", "observation.correct"]


def provided(world: World, campaign: Campaign, *, series: str = "flash") -> Observation:
    """Report a flash figure of the unit that owes it, or what its provider gives back."""
    (target,) = insert_targets(campaign, [new_target(world, provider_id=world.housing.pk)])
    by = world.actor("liaison" if series == "flash" else "housing_liaison")
    return report_observation(by, observation(target, "500", series=series), today=JUNE)


def test_statistics_feedback_comes_from_the_provider_alone(
    world: World, campaign: Campaign
) -> None:
    (target,) = insert_targets(campaign, [new_target(world, provider_id=world.housing.pk)])
    new = observation(target, "500", series="official")

    for name in ("liaison", "office", "stranger"):
        with pytest.raises(NotAllowed):
            report_observation(world.actor(name), new, today=JUNE)

    report_observation(world.actor("housing_liaison"), new, today=JUNE)
    with pytest.raises(NotAllowed):  # who typed it does not confirm it
        confirm_observation(world.actor("housing_liaison"), Observation.objects.get())


def test_the_provider_corrects_either_series_and_the_unit_its_own(
    world: World, campaign: Campaign
) -> None:
    flash = provided(world, campaign)
    official = report_observation(
        world.actor("housing_liaison"),
        observation(Target.objects.get(), "505", series="official"),
        today=JUNE,
    )

    with pytest.raises(NotAllowed):
        correct_observation(world.actor("liaison"), official, value=Decimal(9), reason="改")
    for row in (flash, official):
        correct_observation(
            world.actor("housing_approver"), row, value=Decimal(501), reason="口径核实"
        )

    values = Observation.objects.order_by("pk").values_list("mantissa", "is_current")
    assert list(values) == [(500, False), (505, False), (501, True), (501, True)]


def test_the_provider_confirms_and_nobody_else(world: World, campaign: Campaign) -> None:
    row = provided(world, campaign)

    for name in ("liaison", "approver", "office", "stranger", "leader"):
        with pytest.raises(NotAllowed):
            confirm_observation(world.actor(name), row)
    confirm_observation(world.actor("housing_approver"), row)

    with pytest.raises(InvalidState):
        confirm_observation(world.actor("housing_liaison"), row)
    assert only(world, campaign).is_confirmed


def test_who_reported_never_confirms_even_with_another_account_and_post(
    world: World, campaign: Campaign
) -> None:
    row = provided(world, campaign)
    reporter = world.accounts["liaison"].person
    post = Post.objects.create(
        unit=world.housing, title="统计员", role=Role.APPROVER, scope=world.housing
    )
    Appointment.objects.create(
        person=reporter, post=post, started_on=date(2020, 1, 1), created_at=timezone.now()
    )
    second: Actor = actor_of(make_account("second", reporter), timezone.localdate())

    with pytest.raises(NotAllowed):
        confirm_observation(second, row)
    corrected = correct_observation(
        world.actor("approver"), row, value=Decimal(510), reason="核实后更正"
    )
    with pytest.raises(NotAllowed):  # reported what this corrects
        confirm_observation(second, corrected)


def test_an_official_value_counts_only_when_confirmed(world: World, campaign: Campaign) -> None:
    row = provided(world, campaign, series="official")
    before = only(world, campaign).standing
    confirm_observation(world.actor("housing_approver"), row)

    assert (before, only(world, campaign).standing) == (Standing.UNREPORTED, Standing.ON_PACE)


def test_each_sees_the_targets_of_its_reach(world: World, campaign: Campaign) -> None:
    insert_targets(
        campaign,
        [
            new_target(world),
            new_target(world, indicator="甲", unit_id=world.town.pk),
            new_target(world, indicator="乙", unit_id=world.town.pk, provider_id=world.housing.pk),
        ],
    )

    seen = {
        name: visible_targets(world.actor(name), campaign).count()
        for name in ("office", "leader", "liaison", "housing_liaison", "stranger", "system")
    }

    assert seen == {
        "office": 3,
        "leader": 3,
        "liaison": 1,
        "housing_liaison": 1,
        "stranger": 2,
        "system": 0,
    }


def test_states_take_the_same_queries_however_many_targets(
    world: World, campaign: Campaign
) -> None:
    counts = []
    for extra in (3, 27):
        made = insert_targets(
            campaign, [new_target(world, indicator=f"指标{extra}-{i}") for i in range(extra)]
        )
        for target in made:
            report_observation(world.actor("office"), observation(target, "5"), today=JUNE)
        office = world.actor("office")
        with CaptureQueriesContext(connection) as queries:
            states = target_states(office, campaign, JUNE)
        counts.append((len(queries), len(states)))

    assert counts == [(counts[0][0], 3), (counts[0][0], 30)]


def test_two_targets_do_not_open_the_cross_of_their_units_and_indicators(world: World) -> None:
    """Who sees A of the own unit and B of another does not see A of the other."""
    campaign = make_campaign(world.district)
    indicators = [
        Indicator.objects.create(name=name, owner=world.district, shape="cumulative")
        for name in ("甲指标", "乙指标")
    ]
    pairs = [(indicators[0], world.finance), (indicators[1], world.town)]
    for indicator, unit in pairs:
        Target.objects.create(
            campaign=campaign, indicator=indicator, unit=unit, op=">=", mantissa=1, written="1"
        )
    Indicator.objects.filter(pk=indicators[1].pk).update(provider=world.finance)
    today = timezone.localdate()
    for unit in (world.finance, world.town):
        for indicator in indicators:
            Observation.objects.create(
                indicator=indicator, unit=unit, period_start=today, period_end=today, as_of=today,
                facet="cumulative", mantissa=1, reported_at=timezone.now(),
            )  # fmt: skip
    actor = world.actor("liaison")
    seen = set(visible_observations(actor).values_list("indicator__name", "unit__name"))
    allowed = set(visible_targets(actor).values_list("indicator__name", "unit__name"))

    assert seen == allowed
    assert ("甲指标", "柳河镇") not in seen


def test_an_indicator_is_recorded_once_as_made(world: World) -> None:
    campaign = make_campaign(world.district)
    new = NewTarget(indicator="绿道", op=">=", value=Decimal(12), measure="公里", written="12公里")
    first = insert_targets(campaign, [new])
    made = indicator_changes(first)
    with transaction.atomic():
        record(SYSTEM, "plan.confirm", of=campaign, changes=made)
    again = insert_targets(campaign, [new])

    assert [(one.before, one.object_id) for one in made] == [(None, str(first[0].indicator_id))]
    assert indicator_changes(again) == []


def test_what_is_told_later_changes_nothing_as_it_was_known(
    world: World, campaign: Campaign, time_machine: Traveller
) -> None:
    liaison, office = world.actor("liaison"), world.actor("office")
    (target,) = insert_targets(campaign, [new_target(world)])
    time_machine.move_to(datetime(2026, 6, 30, 10, tzinfo=UTC), tick=False)
    first = report_observation(liaison, observation(target, "300"), today=JUNE)
    time_machine.move_to(datetime(2026, 7, 5, 10, tzinfo=UTC), tick=False)
    correct_observation(liaison, first, value=Decimal(350), reason="漏报柳河镇")

    moments = (None, datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
    states = [target_states(office, campaign, JUNE, known_at=at)[0] for at in moments]

    assert [one.progress.actual for one in states] == [Decimal(350), Decimal(300), None]
