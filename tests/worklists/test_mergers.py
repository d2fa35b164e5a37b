"""A unit that goes on as another: its open lines and key work go with it, what is settled stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scenes import MONDAY, Scene

from guatu.accounts.actions.unitchanges import merge_unit
from guatu.accounts.queries.handovers import owed_by_unit
from guatu.core.actors import SYSTEM
from guatu.ledgers.models import Milestone
from guatu.worklists.actions.making import make_lists
from guatu.worklists.actions.months import propose_month
from guatu.worklists.actions.saying import say
from guatu.worklists.actions.steps import Pick
from guatu.worklists.models import ItemStep, KeyWork, WeekItem
from guatu.worklists.queries.lists import leading_posts, visible_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def line(scene: Scene) -> WeekItem:
    """Return the leader's line of a goal of finance that is due today."""
    Milestone.objects.filter(entry=scene.task).update(due_on=MONDAY)
    make_lists(SYSTEM, list(leading_posts()), MONDAY, since=MONDAY)
    return WeekItem.objects.get(week_list__post=scene.world.posts["leader"])


def merge(scene: Scene) -> None:
    world = scene.world
    world.finance.refresh_from_db()
    merge_unit(
        world.actor("system"), world.finance, world.housing, effective_on=MONDAY,
        version=world.finance.version,
    )  # fmt: skip


def test_an_open_line_goes_to_the_successor_who_says_it_is_done(
    scene: Scene, line: WeekItem
) -> None:
    settled = WeekItem.objects.create(
        week_list=line.week_list, day=MONDAY, source=WeekItem.Source.OWN, content="已销的事",
        unit=scene.world.finance, due_on=MONDAY, state=WeekItem.State.CONFIRMED,
    )  # fmt: skip
    assert "周工作清单事项和月度重点工作" in owed_by_unit(scene.world.finance.pk)

    merge(scene)

    line.refresh_from_db()
    settled.refresh_from_db()
    assert (line.unit_id, settled.unit_id) == (scene.world.housing.pk, scene.world.finance.pk)
    step = ItemStep.objects.get(item=line)
    assert (step.act, step.person_id) == ("changed", None)
    assert "区财政局 → 区住建局" in step.reason
    seen = visible_item(scene.world.actor("housing_liaison"), line.pk)
    pick = Pick(id=seen.pk, version=seen.version)
    say(scene.world.actor("housing_liaison"), pick, is_done=True)
    make_lists(SYSTEM, list(leading_posts()), MONDAY, since=MONDAY + timedelta(days=1))
    line.refresh_from_db()
    assert (line.state, line.unit_id) == ("done", scene.world.housing.pk)


def test_key_work_not_checked_goes_over_and_checked_work_keeps_its_unit(scene: Scene) -> None:
    office = scene.world.actor("office")
    Milestone.objects.filter(entry=scene.task).update(due_on=MONDAY)
    one = propose_month(office, scene.campaign, MONDAY.replace(day=1))
    work = one.works.get()
    done = KeyWork.objects.create(
        month_list=one, ordinal=9, entry=scene.task, unit=scene.world.finance, goal="已考核",
        outcome=KeyWork.Outcome.MET,
    )  # fmt: skip

    merge(scene)

    work.refresh_from_db()
    done.refresh_from_db()
    assert (work.unit_id, done.unit_id) == (scene.world.housing.pk, scene.world.finance.pk)
    assert "区财政局 → 区住建局" in work.steps.latest("pk").text
