"""What else waits stands in one quiet fold at the top of 我的填报, and nothing where nothing waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from scenes import MONDAY, Scene

from guatu.accounts.models import Unit
from guatu.dispatch.models import Cadence
from guatu.dispatch.waiting import MOST_LINES, Waiting, waiting_for
from guatu.supervision.actions.directives import NewDirective, issue
from guatu.supervision.models import Directive
from guatu.worklists.models import WeekItem, WeekList

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FOLD = "另有待办"


def give(scene: Scene, title: str = "尽快兑付惠企资金") -> Directive:
    new = NewDirective(
        campaign_id=scene.campaign.pk, unit_id=scene.world.finance.pk, title=title,
        requirement="完成首批资金兑付。", limit_on=MONDAY + timedelta(days=10), source="lamp",
        entry_id=scene.task.pk,
    )  # fmt: skip
    return issue(scene.world.actor("office"), new)


def line(scene: Scene, unit: Unit, content: str, *, days: int = 0) -> WeekItem:
    one, _made = WeekList.objects.get_or_create(
        post=scene.world.posts["leader"], starts_on=MONDAY, defaults={"made_at": timezone.now()}
    )
    return WeekItem.objects.create(
        week_list=one, day=MONDAY + timedelta(days=days), source=WeekItem.Source.OWN, unit=unit,
        content=content, due_on=MONDAY,
    )  # fmt: skip


def found(scene: Scene, who: str) -> dict[str, Waiting]:
    return {str(one.label): one for one in waiting_for(scene.world.actor(who), MONDAY)}


def mine(scene: Scene, who: str) -> str:
    answer = scene.world.client(who).get(reverse("dispatch:mine"))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_directives_and_todays_lines_lead_from_the_top(scene: Scene) -> None:
    scene.open()
    row = give(scene)
    item = line(scene, scene.world.finance, "核对兑付名册")

    page = mine(scene, "liaison")
    top = page[: page.index('id="checkins"')]

    assert FOLD in top
    assert f'href="{reverse("supervision:directive", args=[row.pk])}"' in top
    assert f'href="{reverse("worklists:item", args=[item.pk])}"' in top
    assert "核对兑付名册" in top
    assert FOLD not in mine(scene, "housing_liaison")


def test_it_stands_where_nothing_is_asked_too(scene: Scene) -> None:
    assert FOLD not in mine(scene, "liaison")
    give(scene)
    assert FOLD in mine(scene, "liaison")


def test_at_most_five_stand_there_then_all(scene: Scene) -> None:
    for number in range(MOST_LINES):
        give(scene, f"事项{number}")
    assert not found(scene, "liaison")["督办单"].has_more
    assert "查看全部" not in mine(scene, "liaison")

    give(scene, "又一件")
    one = found(scene, "liaison")["督办单"]
    assert (one.count, len(one.lines), one.has_more) == (MOST_LINES + 1, MOST_LINES, True)
    assert f'href="{one.address}">查看全部{MOST_LINES + 1}项' in mine(scene, "liaison")


def test_what_is_of_tomorrow_of_others_or_said_does_not_wait(scene: Scene) -> None:
    finance = scene.world.finance
    line(scene, finance, "明日的事", days=1)
    line(scene, scene.world.housing, "别家的事")
    said = line(scene, finance, "说过的事")
    WeekItem.objects.filter(pk=said.pk).update(state=WeekItem.State.DONE)
    assert found(scene, "liaison") == {}

    line(scene, finance, "昨日未办的事", days=-1)
    (only,) = found(scene, "liaison").values()
    assert [one.title for one in only.lines] == ["昨日未办的事"]


def test_what_was_answered_waits_no_more(scene: Scene) -> None:
    row = give(scene)
    assert found(scene, "liaison")["督办单"].lines[0].state == "待签收"
    Directive.objects.filter(pk=row.pk).update(
        state=Directive.State.REPLIED, finished_at=timezone.now()
    )

    assert found(scene, "liaison") == {}
    assert found(scene, "office") == {}


def test_chips_of_rounds_name_their_cadence(scene: Scene) -> None:
    scene.open()
    weekly = scene.cadence
    monthly = Cadence.objects.create(
        campaign=scene.campaign, event="月度盘点", every="month", asks_check_ins=True
    )
    assert "月度盘点" not in mine(scene, "liaison")
    scene.cadence = monthly
    one = scene.open()
    one.check_ins.create(
        entry=scene.task, unit=scene.world.finance, role="lead", saved_at=timezone.now()
    )

    page = mine(scene, "liaison")
    chips = page[page.index("checkins-rounds") : page.index('id="checkins"')]
    assert "月度盘点" in chips
    assert weekly.event in chips
