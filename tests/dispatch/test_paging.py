"""Rounds and reviews go on beyond their first screen, each row once, whatever is decided in between."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from scenes import Scene, make_scene
from worlds import World

from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import Pick, approve_check_ins, open_round
from guatu.dispatch.models import Cadence, CheckIn, Round
from guatu.dispatch.queries.cards import review_items
from guatu.dispatch.queries.rounds import MOST_AHEAD, ROUNDS_A_PAGE, read_after, rounds_overview
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 2)


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def test_older_rounds_follow_on_their_own_page(scene: Scene) -> None:
    for week in range(ROUNDS_A_PAGE + 4):
        open_round(SYSTEM, scene.cadence, FIRST + timedelta(weeks=week))
    office, today = scene.world.actor("office"), FIRST + timedelta(weeks=30)
    (first,) = rounds_overview(office, today)
    (rest,) = rounds_overview(office, today, after=read_after(first.older))
    shown = [line.round.pk for line in (*first.lines, *rest.lines)]

    assert (len(first.lines), rest.older) == (ROUNDS_A_PAGE, "")
    assert shown == list(Round.objects.order_by("-starts_on").values_list("pk", flat=True))
    assert rest.next_period is None

    page = scene.world.client("office").get(reverse("dispatch:rounds"), {"after": first.older})

    assert f"第{rest.lines[-1].round.ordinal}期" in page.content.decode()


def test_earlier_rounds_lie_in_a_fold_of_their_cadence(scene: Scene) -> None:
    """A page of many campaigns stays short: what runs or waits for the freeze, then one fold."""
    for week in range(6):
        open_round(SYSTEM, scene.cadence, FIRST + timedelta(weeks=week))
    newest = list(Round.objects.order_by("-starts_on"))
    Round.objects.exclude(pk=newest[0].pk).update(state=Round.State.FROZEN)
    Round.objects.filter(pk=newest[1].pk).update(state=Round.State.CLOSED)

    (group,) = rounds_overview(scene.world.actor("office"), FIRST)
    ((cadence, earlier),) = group.earlier

    assert [line.round.pk for line in group.current] == [one.pk for one in newest[:2]]
    assert [line.round.pk for line in earlier] == [one.pk for one in newest[2:]]
    assert cadence == scene.cadence
    page = scene.world.client("office").get(reverse("dispatch:rounds")).content.decode()
    assert '<details class="rounds-earlier">' in page
    assert page.index(reverse("dispatch:round", args=[newest[1].pk])) < page.index("<details class")
    assert page.index(reverse("dispatch:round", args=[newest[2].pk])) > page.index("<details class")


def test_rounds_that_nobody_freezes_fold_as_well(scene: Scene) -> None:
    for week in range(MOST_AHEAD + 3):
        open_round(SYSTEM, scene.cadence, FIRST + timedelta(weeks=week))
    Round.objects.update(state=Round.State.CLOSED)

    (group,) = rounds_overview(scene.world.actor("office"), FIRST)

    assert len(group.current) == MOST_AHEAD
    assert [len(lines) for _cadence, lines in group.earlier] == [3]


def test_an_open_round_stands_first_behind_any_number_of_daily_ones(scene: Scene) -> None:
    monthly = open_round(SYSTEM, scene.cadence, FIRST)
    daily = Cadence.objects.create(
        campaign=scene.campaign, event="日报", every="day", asks_check_ins=True
    )
    for day in range(10, 10 + ROUNDS_A_PAGE):
        open_round(SYSTEM, daily, FIRST + timedelta(days=day))
    Round.objects.filter(cadence=daily).update(state=Round.State.FROZEN)

    (group,) = rounds_overview(scene.world.actor("office"), FIRST)

    assert [line.round.cadence.event for line in group.current] == ["日报", scene.cadence.event]
    assert group.current[1].round == monthly
    assert group.older


@pytest.mark.parametrize("written", ["", "1", "a.b.c", "1.2026-01-01.x", "1.2026-13-01.4"])
def test_an_address_that_names_no_place_shows_the_first_page(written: str) -> None:
    assert read_after(written) is None


def test_reviews_go_on_after_the_last_one_seen_even_if_it_is_decided(scene: Scene) -> None:
    lead = (Assigned(unit_id=scene.world.finance.pk),)
    lines = [NewEntry(title=f"事项{n}", number=str(n), leads=lead) for n in range(7)]
    insert_entries(scene.campaign, "task", lines)
    one = scene.open()
    CheckIn.objects.filter(round=one, unit=scene.world.finance).update(
        state=CheckIn.State.SUBMITTED,
        said="完成",
        received_at=timezone.now(),
        submitted_by=scene.world.accounts["liaison"].person_id,
    )
    approver = scene.world.actor("approver")
    whole, total = review_items(approver, limit=99)
    page, _total = review_items(approver, limit=4)
    last = page[-1].row
    approve_check_ins(approver, [Pick(id=last.pk, version=last.version)], date(2026, 6, 16))
    rest, _total = review_items(approver, limit=99, after=last.pk)

    assert total == 9
    assert [item.row.pk for item in (*page, *rest)] == [item.row.pk for item in whole]
