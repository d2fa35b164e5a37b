"""Who never answers, by hand: each group has what it should, and nothing after somebody acted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from scenes import MONDAY, Scene, at
from time_machine import Traveller
from worlds import appoint, make_person

from guatu.accounts.models import Appointment
from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import close_round
from guatu.dispatch.queries.silence import silence
from guatu.ledgers.actions import NewEntry, insert_entries
from guatu.ledgers.models import Duty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def found(scene: Scene, who: str = "office") -> dict[str, list[str]]:
    groups = silence(scene.world.actor(who), scene.campaign, timezone.now(), timezone.localdate())
    assert all(group.total == len(group.rows) for group in groups)
    return {group.code: [row.name for row in group.rows] for group in groups}


def rounds(scene: Scene, clock: Traveller, count: int) -> None:
    """Open and close some rounds, week after week, in which nobody says anything."""
    for week in range(count):
        day = MONDAY + timedelta(weeks=week)
        clock.move_to(at(day))
        one = scene.open(day)
        clock.move_to(at(day + timedelta(days=5)))
        one.refresh_from_db()
        close_round(SYSTEM, one.pk, one.version, today=day + timedelta(days=5))


def test_everybody_answers_at_first(scene: Scene) -> None:
    assert found(scene) == {}


def test_an_entry_without_a_lead_is_named_until_it_has_one(scene: Scene) -> None:
    (entry,) = insert_entries(scene.campaign, "task", [NewEntry(title="无主事项")])

    assert found(scene) == {"ownerless": ["无主事项"]}

    Duty.objects.create(entry=entry, unit=scene.world.finance, role=Duty.Role.LEAD, ordinal=0)
    assert found(scene) == {}


def test_a_unit_whose_liaison_left_is_named_until_a_deputy_stands_in(
    scene: Scene,
) -> None:
    post = scene.world.posts["housing_liaison"]
    Appointment.objects.filter(post=post).update(ended_on=MONDAY - timedelta(days=1))

    groups = found(scene)

    assert groups["without_liaison"] == ["区住房和城乡建设局"]
    assert groups["vacant"] == [post.title]
    appoint(make_person("代理人"), post, is_deputy=True, ended_on=date(2026, 12, 31))
    assert found(scene) == {}


def test_three_rounds_without_a_word_name_the_unit_and_the_entries(
    scene: Scene, clock: Traveller
) -> None:
    rounds(scene, clock, 2)
    assert "silent_units" not in found(scene)

    rounds_more = MONDAY + timedelta(weeks=2)
    clock.move_to(at(rounds_more))
    one = scene.open(rounds_more)
    scene.submit(one, scene.task, "housing_liaison")
    one.refresh_from_db()
    close_round(SYSTEM, one.pk, one.version, today=rounds_more + timedelta(days=5))

    groups = found(scene)

    assert groups["silent_units"] == ["区财政局"]
    assert groups["silent_entries"] == ["智慧停车一期"]


def test_a_report_that_waits_for_its_word_is_named(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    scene.submit(one, scene.task, "housing_liaison")
    assert "waiting" not in found(scene)

    clock.shift(timedelta(days=6))

    assert found(scene)["waiting"] == ["区住房和城乡建设局"]


def test_the_page_is_the_lookers_and_draws_no_link_that_is_not_theirs(
    scene: Scene,
) -> None:
    insert_entries(scene.campaign, "task", [NewEntry(title="无主事项")])
    address = f"/dispatch/silence/{scene.campaign.slug}/"

    page = scene.world.client("office").get(address).content.decode()

    assert "无牵头单位的事项" in page
    assert "无主事项" in page
    assert scene.world.client("liaison").get(address).status_code == 403
    assert scene.world.client("leader").get(address).status_code == 200
