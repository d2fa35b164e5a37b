"""Who never answers, by hand: each group has what it should, and nothing after somebody acted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from scenes import MONDAY, Scene, at
from time_machine import Traveller
from worlds import appoint, make_person

from guatu.accounts.models import Appointment, Post
from guatu.core.actors import SYSTEM, Role
from guatu.dispatch.actions import close_round, open_round
from guatu.dispatch.models import Cadence, Round
from guatu.dispatch.queries import silence as silence_module
from guatu.dispatch.queries.silence import silence
from guatu.ledgers import handovers
from guatu.ledgers.actions import NewEntry, insert_entries
from guatu.ledgers.models import Duty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def groups_of(scene: Scene, who: str = "office") -> list[silence_module.Group]:
    return silence(scene.world.actor(who), scene.campaign, timezone.now(), timezone.localdate())


def found(scene: Scene, who: str = "office") -> dict[str, list[str]]:
    groups = groups_of(scene, who)
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


def weekly_and_monthly(scene: Scene, clock: Traveller) -> None:
    """Three weeks of tasks that are answered, three months of projects that are not, mixed in time."""
    Cadence.objects.filter(pk=scene.cadence.pk).update(kinds=["task"])
    monthly = Cadence.objects.create(
        campaign=scene.campaign, event="项目月报", every="month", asks_check_ins=True,
        kinds=["project"], begins_on=date(2026, 6, 1),
    )  # fmt: skip
    scene.cadence.refresh_from_db()
    for month in (6, 7, 8):
        clock.move_to(at(date(2026, month, 10)))
        one = open_round(SYSTEM, monthly, date(2026, month, 10))
        close_round(SYSTEM, one.pk, one.version, today=date(2026, month, 28))
    for day in (10, 17, 24):
        clock.move_to(at(date(2026, 8, day)))
        weekly = scene.open(date(2026, 8, day))
        for who in ("liaison", "housing_liaison"):
            scene.submit(weekly, scene.task, who)
        weekly.refresh_from_db()
        close_round(SYSTEM, weekly.pk, weekly.version, today=date(2026, 8, day))


def test_a_unit_that_answers_each_week_and_never_each_month_is_named(
    scene: Scene, clock: Traveller
) -> None:
    """The weeks' answers do not stand for the month's, whose rounds lie between them."""
    weekly_and_monthly(scene, clock)

    groups = found(scene)

    assert groups["silent_units"] == ["区财政局"]
    assert groups["silent_entries"] == ["智慧停车一期"]
    Cadence.objects.filter(event="项目月报").update(ends_on=date(2026, 8, 23))
    assert "silent_units" not in found(scene)


def test_rounds_that_were_missed_are_nobodys_silence(scene: Scene, clock: Traveller) -> None:
    """A round that asked nobody neither counts as silence nor hides it."""
    rounds(scene, clock, 2)
    missed = scene.open(MONDAY + timedelta(weeks=2))
    Round.objects.filter(pk=missed.pk).update(state="closed", is_missed=True)
    assert "silent_units" not in found(scene)

    day = MONDAY + timedelta(weeks=3)
    clock.move_to(at(day))
    one = scene.open(day)
    close_round(SYSTEM, one.pk, one.version, today=day + timedelta(days=5))

    assert len(found(scene)["silent_units"]) == 2


def test_vacant_posts_beyond_those_shown_are_counted(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of those that are not shown nothing is looked up, but that they owe."""
    monkeypatch.setattr(silence_module, "SHOWN", 1)
    posts = [scene.world.posts[name] for name in ("liaison", "housing_liaison", "approver")]
    Appointment.objects.filter(post__in=posts).update(ended_on=MONDAY - timedelta(days=1))
    idle = Post.objects.create(
        unit=scene.world.finance, scope=scene.world.finance, title="副局长", role=Role.LEADER
    )

    (group,) = [one for one in groups_of(scene) if one.code == "vacant"]

    assert idle.title not in [row.name for row in group.rows]
    assert (group.total, len(group.rows), group.hidden) == (3, 1, 2)
    assert group.rows[0].count > 0
    assert group.rows[0].since == MONDAY - timedelta(days=1)


def test_who_speaks_for_a_unit_owes_what_it_owes() -> None:
    assert silence_module.SPEAKERS == handovers.SPEAKERS


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
