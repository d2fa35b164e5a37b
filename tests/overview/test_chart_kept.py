"""A frozen round prints the same for ever: columns, nodes, needs, figures and the frame are kept with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from fortnight import shut
from rooms import put_target
from scenes import MONDAY, Scene, at, make_scene
from time_machine import Traveller
from worlds import World

from guatu.accounts.models import Person, Unit
from guatu.campaigns.actions import NewPhase, NewTarget, insert_phases, install_measures
from guatu.campaigns.models import Campaign, Phase, Target
from guatu.core.actors import SYSTEM
from guatu.dispatch.models import CheckIn, DetailState, EntryState, Round
from guatu.dispatch.pictureparts import readers
from guatu.ledgers.models import Entry, Kind, Milestone, Need, PostDuty
from guatu.overview.queries import needskept, securing, securingpaper
from guatu.paper.queries.bulletinfacts import facts_of_round

pytestmark = pytest.mark.django_db
CHARTS = (
    "group=heading", "group=unit", "group=kind", "rows=full&paper=A3", "chart=support",
    "chart=support&group=unit", "chart=support&group=solver&state=all",
)  # fmt: skip
WEEK = timedelta(days=7)


@pytest.fixture
def scene(world: World, time_machine: Traveller) -> Scene:
    """Two entries with all that a chart prints of them, in a campaign with phases and a target."""
    time_machine.move_to(at(MONDAY), tick=False)
    install_measures()
    made = make_scene(world)
    Entry.objects.filter(pk=made.task.pk).update(
        heading="一、惠企服务", standard="清单向社会公布", fields={"measures": "每周碰头"}
    )
    Entry.objects.filter(pk=made.project.pk).update(heading="二、城市更新", standard="通过验收")
    PostDuty.objects.create(
        entry=made.task, post=world.posts["leader"], level=PostDuty.Level.LEADER
    )
    Milestone.objects.create(
        entry=made.project, kind="node", title="主体封顶", due_on=date(2026, 7, 1)
    )
    Need.objects.create(
        entry=made.project, sort=Need.Sort.LAND, title="新增用地", asked_mantissa=120, scale=0,
        measure="亩", solver=world.housing, due_on=date(2026, 6, 10), asked_on=date(2026, 6, 1),
    )  # fmt: skip
    insert_phases(
        made.campaign,
        [NewPhase(name="攻坚阶段", starts_on=date(2026, 3, 1), ends_on=date(2026, 9, 30))],
    )
    new = NewTarget(
        indicator="招商到位资金", op=">=", unit_id=world.finance.pk, value=Decimal(20),
        written="招商到位资金20亿元", measure="亿元", due_on=date(2026, 12, 31),
    )  # fmt: skip
    put_target(made.campaign, new, [(date(2026, 6, 10), "9")])
    return made


@pytest.fixture
def frozen(scene: Scene, time_machine: Traveller) -> Round:
    one = scene.open(MONDAY)
    row = scene.submit(one, scene.task, said="完成第一批", problem="缺少接口")
    CheckIn.objects.filter(pk=row.pk).update(state=CheckIn.State.UNIT_APPROVED)
    time_machine.move_to(at(one.ends_on + timedelta(days=1)))
    return shut(one, one.ends_on)


def drawn(world: World, one: Round, query: str) -> list[str]:
    address = f"/chart/{one.campaign.slug}/paper/sheet.svg?round={one.slug}&{query}"
    response = world.client("office").get(address)
    assert response.status_code == 200, response.content.decode()[:400]
    return [e.text for e in ET.fromstring(response.content).iter() if e.text]  # noqa: S314 our own


def everything_else(scene: Scene) -> None:
    """Change all that was printed, in the tables themselves: whichever way it comes about."""
    world, pk = scene.world, scene.task.pk
    Entry.objects.filter(pk=pk).update(
        title="改了名", number="99", heading="九、其他", standard="改了标准", position=77,
        fields={"measures": "改了措施"}, starts_on=date(2026, 5, 5), due_on=date(2026, 8, 8),
        closed_on=date(2026, 7, 1), progress=999, lamp="overdue", unit=world.town,
    )  # fmt: skip
    Milestone.objects.filter(entry__campaign=scene.campaign).update(
        title="改了节点", due_on=date(2026, 11, 11)
    )
    Milestone.objects.create(
        entry=scene.task, kind="node", title="新节点", due_on=date(2026, 6, 25)
    )
    Need.objects.filter(entry=scene.project).update(
        title="改了需求", solver=world.town, due_on=date(2026, 9, 9), asked_mantissa=7
    )
    Need.objects.create(
        entry=scene.task,
        sort=Need.Sort.OTHER,
        title="新需求",
        solver=world.town,
        asked_on=date(2026, 7, 1),
    )
    Phase.objects.filter(campaign=scene.campaign).update(name="改了阶段")
    Campaign.objects.filter(pk=scene.campaign.pk).update(
        title="改了行动", ends_on=date(2027, 6, 30)
    )
    Target.objects.filter(campaign=scene.campaign).update(amount_fen=999, written="改了目标")
    PostDuty.objects.all().delete()
    Person.objects.all().update(name="改了人")
    for unit in Unit.objects.all():
        Unit.objects.filter(pk=unit.pk).update(name=f"改了单位{unit.pk}", short_name="")


def test_all_that_a_chart_prints_of_a_round_is_kept(
    scene: Scene, frozen: Round, time_machine: Traveller
) -> None:
    narrowed = f"unit={scene.world.finance.pk}&stage={scene.task.stage}"
    queries = (*CHARTS, f"{narrowed}&kind=task", f"{narrowed}&lamp={lamp_of(scene, frozen)}")
    before = {query: drawn(scene.world, frozen, query) for query in queries}
    told = facts_of_round(SYSTEM, fresh(frozen), timezone.now()).facts
    text = " ".join(word for some in before.values() for word in some)
    for said in (
        "建立惠企资金直达清单", "一、惠企服务", "清单向社会公布", "每周碰头", "leader", "主体封顶",
        "攻坚阶段", "新增用地 120亩", "缺少接口", "测试行动",
    ):  # fmt: skip
        assert said in text, said

    everything_else(scene)
    time_machine.move_to(at(MONDAY + 12 * WEEK))
    after = {query: drawn(scene.world, frozen, query) for query in queries}

    assert after == before
    now = facts_of_round(SYSTEM, fresh(frozen), timezone.now()).facts
    assert (now.nodes, now.targets) == (told.nodes, told.targets)
    assert [target.actual for target in told.targets] == ["9亿元"]


@pytest.mark.parametrize("group", ["heading", "unit", "kind"])
def test_the_groups_of_a_round_stay_in_the_order_of_its_close(
    scene: Scene, frozen: Round, group: str
) -> None:
    queries = [f"group={group}", f"chart=support&state=all&group={group}"]
    before = [drawn(scene.world, frozen, query) for query in queries]

    for first, second in ((scene.task, scene.project), (scene.project, scene.task)):
        Entry.objects.filter(pk=first.pk).update(heading="同一标题", quote_start=99)
        Entry.objects.filter(pk=second.pk).update(heading="同一标题", quote_start=0)
        Kind.objects.filter(pk=first.kind_id).update(official_order=99)
        Kind.objects.filter(pk=second.kind_id).update(official_order=0)

        assert [drawn(scene.world, frozen, query) for query in queries] == before


def lamp_of(scene: Scene, one: Round) -> str:
    return EntryState.objects.get(entry=scene.task, from_round=one).lamp


def fresh(one: Round) -> Round:
    return Round.objects.select_related("campaign__unit", "cadence").get(pk=one.pk)


def test_what_did_not_change_is_not_written_again(
    scene: Scene, frozen: Round, time_machine: Traveller
) -> None:
    first = DetailState.objects.count()
    assert set(fresh(frozen).kept_parts) == set(readers())
    time_machine.move_to(at(MONDAY + WEEK))
    Milestone.objects.filter(title="主体封顶").update(due_on=date(2026, 7, 20))
    second = shut(scene.open(MONDAY + WEEK), MONDAY + WEEK)
    nodes = DetailState.objects.filter(part="nodes", about_id=scene.project.pk)

    assert DetailState.objects.count() == first + 1
    assert sorted(nodes.values_list("from_ordinal", "to_ordinal", "content")) == [
        (1, 1, [["主体封顶", "2026-07-01", "open"]]),
        (2, None, [["主体封顶", "2026-07-20", "open"]]),
    ]
    assert second.ordinal == 2


def test_what_is_kept_of_a_day_is_of_no_report_of_a_later_round(
    scene: Scene, time_machine: Traveller
) -> None:
    for day, problem in ((MONDAY, "缺少接口"), (MONDAY + WEEK, "缺少数据")):
        time_machine.move_to(at(day))
        row = scene.submit(scene.open(day), scene.task, said="推进中", problem=problem)
        CheckIn.objects.filter(pk=row.pk).update(state=CheckIn.State.UNIT_APPROVED)

    for day, problem in ((MONDAY, "缺少接口"), (MONDAY + WEEK, "缺少数据")):
        kept = dict(needskept.needs_to_keep(scene.campaign, day))
        assert [row["text"] for row in kept[scene.task.pk]] == [problem]


def test_what_has_nothing_any_more_stands_in_no_later_round(
    scene: Scene, frozen: Round, time_machine: Traveller
) -> None:
    Need.objects.all().delete()
    time_machine.move_to(at(MONDAY + WEEK))
    second = shut(scene.open(MONDAY + WEEK), MONDAY + WEEK)

    assert "新增用地 120亩" in drawn(scene.world, frozen, "chart=support")
    assert "新增用地 120亩" not in drawn(scene.world, second, "chart=support")


def test_a_unit_reads_of_a_round_what_it_may_see_today(scene: Scene, frozen: Round) -> None:
    def seen(name: str, query: str) -> str:
        address = f"/chart/{frozen.campaign.slug}/paper/sheet.svg?round={frozen.slug}&{query}"
        return scene.world.client(name).get(address).content.decode()

    assert "清单向社会公布" in seen("housing_liaison", "rows=full")
    for query in ("rows=full", "chart=support"):
        assert "智慧停车一期" not in seen("housing_liaison", query)
        assert "智慧停车一期" in seen("liaison", query)


def test_many_entries_take_as_many_queries_as_one(
    scene: Scene, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(40):
        for read in readers().values():
            list(read(scene.campaign, MONDAY))


def test_needs_are_kept_however_many_there_are(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture on screen ends with its first rows; what is kept with a round does not."""
    one = scene.open(MONDAY)
    row = scene.submit(one, scene.task, said="完成第一批", problem="缺少接口")
    CheckIn.objects.filter(pk=row.pk).update(state=CheckIn.State.UNIT_APPROVED)
    for title in ("通水", "通电"):
        Need.objects.create(
            entry=scene.task, sort=Need.Sort.OTHER, title=title, solver=scene.world.housing,
            asked_on=date(2026, 6, 2),
        )  # fmt: skip
    monkeypatch.setattr(securing, "MOST", 1)
    monkeypatch.setattr(needskept, "BATCH", 1)
    kept = list(needskept.needs_to_keep(scene.campaign, one.ends_on))

    assert [(pk, [need["text"] for need in needs]) for pk, needs in kept] == sorted(
        [(scene.task.pk, ["通水", "通电", "缺少接口"]), (scene.project.pk, ["新增用地"])]
    )


def test_more_items_than_a_wall_holds_are_refused(
    scene: Scene, frozen: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/chart/{frozen.campaign.slug}/paper/sheet.svg?chart=support&state=all"
    monkeypatch.setattr(securingpaper, "MOST", 1)
    client = scene.world.client("office")
    answers = [client.get(f"{address}{of}") for of in ("", f"&round={frozen.slug}")]

    for answer in answers:
        assert answer.status_code != 200
        assert "一套保障图最多打印 1 项" in answer.content.decode()


def test_a_private_word_is_not_kept(scene: Scene, frozen: Round) -> None:
    """A need's note and who asked for it are no part of a chart."""
    written = {name for row in needskept.needs_to_keep(scene.campaign, frozen.ends_on)
               for need in row[1] for name in need}  # fmt: skip

    assert written <= {
        "sort", "text", "said_by", "state", "asked", "granted", "measure", "solver_id", "solver",
        "solver_order", "due_on", "settled_on",
    }  # fmt: skip
