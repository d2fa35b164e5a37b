"""领导一页纸: what lies under a post, what waits for it, and one page whatever there is."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone
from django.utils.translation import override
from gatherings import light
from pdftexts import pages_of, sizes_of
from scenes import Scene

from guatu.accounts.models import Post, Unit
from guatu.campaigns.models import Campaign, Clause, Plan
from guatu.core.actors import SYSTEM, Role
from guatu.core.lamps import Lamp
from guatu.dispatch.actions import close_round
from guatu.dispatch.models import EntryState
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.actions.responsibility import Place, set_responsibility
from guatu.ledgers.models import Entry, LampSpell, PostDuty
from guatu.ledgers.queries.responsibility import responsible_of
from guatu.paper.leaderwords import told
from guatu.paper.queries.leaderasks import Sort
from guatu.paper.queries.leaderpages import LeaderPage, leader_page
from guatu.shell.formatting import day as written
from guatu.shell.formatting import moment
from guatu.supervision.actions.problems import NewProblem, ask_problem, escalate
from guatu.supervision.models import Problem

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


def post_of(scene: Scene, name: str = "leader") -> Post:
    return Post.objects.select_related("unit", "scope").get(pk=scene.world.posts[name].pk)


def page_for(scene: Scene, name: str = "leader", who: str = "office") -> LeaderPage:
    return leader_page(
        scene.world.actor(who), post_of(scene, name), scene.campaign, today=timezone.localdate()
    )


def put_under(scene: Scene, *entries: Entry) -> None:
    PostDuty.objects.bulk_create(
        PostDuty(entry=entry, post=scene.world.posts["leader"], level=PostDuty.Level.LEADER)
        for entry in entries
    )


def at_leaders(scene: Scene, entry: Entry | None, title: str) -> Problem:
    """Return a problem of finance that the office sent up to the leaders."""
    now = timezone.now()
    new = NewProblem(title=title, entry=entry)
    row = ask_problem(scene.world.actor("office"), scene.campaign, scene.world.finance, new, now)
    return escalate(scene.world.actor("office"), row, row.version, words="请区领导协调", now=now)


def test_without_a_part_in_anything_the_page_is_empty(scene: Scene) -> None:
    page = page_for(scene)

    assert page.is_empty
    assert [part.empty for part in told(page).parts] == [
        "没有等您定的事。", "您名下没有滞后的事项。",
    ]  # fmt: skip


def test_what_is_red_is_named_with_its_reason_and_the_rest_counted(scene: Scene) -> None:
    put_under(scene, scene.task, scene.project)
    light(scene.task, Lamp.OVERDUE, due_on="2026-06-30")
    light(scene.project, Lamp.ON_PACE, "on_pace")

    page = page_for(scene)

    assert page.lamps == {Lamp.OVERDUE: 1, Lamp.ON_PACE: 1}
    assert [(line.title, line.unit, line.rule) for line in page.red] == [
        (scene.task.title, "区财政局", "overdue")
    ]
    assert "已超期" in told(page).parts[1].lines[0].note


def test_the_lamps_of_a_page_add_up_to_its_entries(scene: Scene) -> None:
    put_under(scene, scene.task, scene.project)
    light(scene.task, Lamp.UNREPORTED, "unreported")
    light(scene.project, Lamp.NOT_STARTED, "not_started")

    page = page_for(scene)

    assert [(word, number) for _lamp, _sign, word, number in told(page).counts] == [
        ("未报", 1), ("未启动", 1),
    ]  # fmt: skip
    assert sum(number for *_words, number in told(page).counts) == page.total


def test_where_nothing_is_red_the_yellow_ones_are_named(scene: Scene) -> None:
    put_under(scene, scene.task)
    light(scene.task, Lamp.BEHIND, "behind_pace", progress=200, pace=500, gap=300)

    page = page_for(scene)

    assert page.is_yellow
    assert told(page).parts[1].title == "滞后及原因"


def test_a_level_of_responsibility_puts_all_under_a_post_but_what_others_have(scene: Scene) -> None:
    office = scene.world.actor("office")
    district = scene.world.district
    scene.world.add("deputy", district, Role.LEADER, title="副区长", grade=Post.Grade.LEADER)
    Entry.objects.filter(pk=scene.task.pk).update(heading="一、惠企")
    none: dict[str, list[Post]] = {"first": [], "main": [], "direct": []}
    whole = Place(campaign=scene.campaign)
    part = Place(campaign=scene.campaign, heading="一、惠企")
    set_responsibility(office, whole, none | {"direct": [post_of(scene)]}, version=0)
    set_responsibility(office, part, none | {"direct": [post_of(scene, "deputy")]}, version=0)

    assert sum(page_for(scene).lamps.values()) == 1
    assert sum(page_for(scene, "deputy").lamps.values()) == 1


def outlined(scene: Scene, *paths: list[str]) -> None:
    """Give the campaign a plan of these headings."""
    plan = Plan.objects.create(
        title="行动方案", text="字" * len(paths), text_digest="a" * 64, campaign=scene.campaign,
        loaded_at=timezone.now(), unit=scene.world.district,
    )  # fmt: skip
    Clause.objects.bulk_create(
        Clause(plan=plan, ordinal=at, kind="heading", start=at, end=at + 1, heading_path=path)
        for at, path in enumerate(paths)
    )


def test_a_level_of_a_heading_holds_for_what_stands_beneath_it_in_the_plan(scene: Scene) -> None:
    office, district = scene.world.actor("office"), scene.world.district
    scene.world.add("deputy", district, Role.LEADER, title="副区长", grade=Post.Grade.LEADER)
    outlined(scene, ["三、任务", "(二)城乡登高"], ["三、任务", "(二)城乡登高", "7.焕新颜"])
    Entry.objects.filter(pk=scene.task.pk).update(heading="（二）城乡登高", title="焕新颜")
    Entry.objects.filter(pk=scene.project.pk).update(heading="7.焕新颜")
    none: dict[str, list[Post]] = {"first": [], "main": [], "direct": []}
    whole = Place(campaign=scene.campaign)
    part = Place(campaign=scene.campaign, heading="（二）城乡登高")
    set_responsibility(office, whole, none | {"direct": [post_of(scene)]}, version=0)
    set_responsibility(office, part, none | {"direct": [post_of(scene, "deputy")]}, version=0)
    light(scene.project, Lamp.SEVERE, "far_behind")

    (own,) = responsible_of([Entry.objects.get(pk=scene.project.pk)], timezone.localdate()).values()

    assert [line.title for line in page_for(scene, "deputy").red] == [scene.project.title]
    assert page_for(scene).is_empty
    assert (own[2].source, own[2].source_name) == ("heading", "（二）城乡登高")


@pytest.mark.parametrize("by", ["heading", "parent"])
def test_what_stands_beneath_a_leaders_own_entry_lies_under_the_leader(
    scene: Scene, by: str
) -> None:
    Entry.objects.filter(pk=scene.project.pk).update(
        **{"heading": f"1.{scene.task.title}"} if by == "heading" else {"parent": scene.task}
    )
    put_under(scene, scene.task)
    light(scene.project, Lamp.SEVERE, "far_behind")
    before = page_for(scene)
    other = scene.world.posts["approver"]
    PostDuty.objects.create(entry=scene.project, post=other, level=PostDuty.Level.LEADER)

    assert [line.title for line in before.red] == [scene.project.title]
    assert page_for(scene).total == 1  # who has a leader of its own is that one's


def test_problems_at_the_leaders_wait_for_who_has_the_entry(scene: Scene) -> None:
    put_under(scene, scene.task)
    at_leaders(scene, scene.task, "资金清单需要会签")
    at_leaders(scene, scene.project, "停车场用地未批")
    at_leaders(scene, None, "数据口径不一")

    asked = page_for(scene).asked

    assert {one.title for one in asked} == {"资金清单需要会签", "数据口径不一"}
    assert {one.sort for one in asked} == {Sort.PROBLEM}


def test_who_does_not_see_an_entry_finds_nothing_of_it_on_the_page(scene: Scene) -> None:
    put_under(scene, scene.task)
    light(scene.task, Lamp.OVERDUE)

    assert page_for(scene, who="housing_liaison").total == 1  # housing supports it
    assert page_for(scene, who="stranger").is_empty


def many(campaign: Campaign, scene: Scene, count: int) -> list[Entry]:
    name = "关于推动全区重点领域和关键环节改革攻坚突破的一项名称特别长的工作任务"
    new = [
        NewEntry(
            title=f"{name}之{at}", number=str(at), leads=(Assigned(unit_id=scene.world.finance.pk),)
        )
        for at in range(count)
    ]
    rows = insert_entries(campaign, "task", new)
    due = timezone.localdate() - timedelta(days=9)
    for row in rows:
        light(row, Lamp.SEVERE if row.pk % 2 else Lamp.OVERDUE, due_on=due.isoformat())
    return rows


@pytest.mark.parametrize("count", [0, 1, 60])
def test_it_is_one_a4_page_whatever_there_is(scene: Scene, count: int) -> None:
    put_under(scene, *many(scene.campaign, scene, count))
    for at in range(min(count, 12)):
        at_leaders(scene, None, f"第{at}个需要区领导出面协调解决的跨部门跨层级的历史遗留问题")
    address = f"/paper/leaders/{scene.world.posts['leader'].pk}/{scene.campaign.slug}.pdf"

    payload = scene.world.client("office").get(address).content

    assert sizes_of(payload) == {(210, 297)}
    (text,) = pages_of(payload)
    assert "leader" in text  # who holds the post
    assert "未封存" in text
    assert "审计链第" in text
    if count == 60:
        assert "红灯及原因（60）" in text
        assert "请您定的事（12）" in text
        assert "……另" in text


def test_all_leaders_who_have_something_are_in_one_file(scene: Scene) -> None:
    client = scene.world.client("office")
    address = f"/paper/leaders/{scene.campaign.slug}.pdf"
    assert client.get(address).status_code == 404

    put_under(scene, scene.task)

    assert len(pages_of(client.get(address).content)) == 1


def test_files_of_leaders_pages_bear_a_chinese_name(scene: Scene) -> None:
    put_under(scene, scene.task)
    mine = f"{post_of(scene).pk}/{scene.campaign.slug}.pdf"

    for path in (mine, f"{scene.campaign.slug}.pdf"):
        response = scene.world.client("office").get(f"/paper/leaders/{path}")
        assert quote("领导一页纸") in response["Content-Disposition"], path


def test_of_a_closed_round_the_lamps_are_those_of_then(scene: Scene) -> None:
    put_under(scene, scene.task)
    light(scene.task, Lamp.OVERDUE)
    one = scene.open()
    one = close_round(SYSTEM, one.pk, one.version, today=timezone.localdate())
    light(scene.task, Lamp.ON_PACE, "on_pace")
    actor, post = scene.world.actor("office"), post_of(scene)
    today = timezone.localdate()

    then = leader_page(actor, post, scene.campaign, today=today, as_of=one)

    (state,) = EntryState.objects.filter(entry=scene.task)
    assert then.lamps == {state.lamp: 1}
    assert state.lamp != Lamp.ON_PACE
    assert page_for(scene).lamps == {Lamp.ON_PACE: 1}
    assert "已截止未封存" in told(then).standing


def test_of_a_closed_round_each_part_says_of_when_it_is(scene: Scene) -> None:
    put_under(scene, scene.task, scene.project)
    light(scene.task, Lamp.OVERDUE)
    one = scene.open()
    one = close_round(SYSTEM, one.pk, one.version, today=timezone.localdate())
    at_leaders(scene, scene.task, "资金清单需要会签")
    Entry.objects.filter(pk=scene.project.pk).update(
        due_on=timezone.localdate() + ONE, closed_on=None
    )
    base = f"/paper/leaders/{post_of(scene).pk}/{scene.campaign.slug}"
    page = leader_page(
        scene.world.actor("office"), post_of(scene), scene.campaign, today=timezone.localdate(), as_of=one
    )  # fmt: skip

    then = f"第 {one.ordinal} 期，数据截至 {written(one.last_day, year=True)}，已截止未封存"
    now = f"数据截至 {moment(page.made_at)}，未封存"
    client = scene.world.client("office")
    (text,) = pages_of(client.get(f"{base}.pdf?round={one.pk}").content)
    named = client.get(f"{base}.pdf?round={one.pk}")["Content-Disposition"]
    with override("zh-hans"):
        shown = told(page)

    assert [(part.title, part.standing) for part in shown.parts] == [
        ("请您定的事", now), ("红灯及原因", then), ("十四天内到期", now),
    ]  # fmt: skip
    assert shown.standing == f"亮灯：{then}；其余：{now}"
    assert "".join(text.split()).count("".join(now.split())[:14]) == 3  # the head and two parts
    assert quote(f"亮灯第{one.ordinal}期，其余{timezone.localdate()}") in named
    assert {part.standing for part in told(page_for(scene)).parts} == {""}


def test_why_a_lamp_was_red_at_a_close_is_told_as_when_it_was_lit(scene: Scene) -> None:
    put_under(scene, scene.task, scene.project)
    one = scene.open()
    one = close_round(SYSTEM, one.pk, one.version, today=timezone.localdate())
    day = timezone.localdate(one.closed_at)
    EntryState.objects.filter(entry__in=[scene.task.pk, scene.project.pk]).update(
        lamp=Lamp.OVERDUE.value, rule="overdue"
    )
    LampSpell.objects.all().delete()
    lit = {"rule": "overdue", "rule_set": "test", "inputs": {"due_on": str(day - 3 * ONE)}}
    LampSpell.objects.create(entry=scene.task, lamp="overdue", from_on=day - ONE, **lit)
    LampSpell.objects.create(entry=scene.project, lamp="overdue", from_on=day + ONE, **lit)

    page = leader_page(
        scene.world.actor("office"), post_of(scene), scene.campaign, today=day + 9 * ONE, as_of=one
    )

    with override("zh-hans"):
        notes = {line.text: line.note for line in told(page).parts[1].lines}
        since, was = written(day - ONE), written(day - 3 * ONE)
    assert notes[scene.task.title] == f"应于{was}完成，已超期2天（{since}亮灯时）"
    assert notes[scene.project.title] == "超过时限"  # lit after the close: the rule alone is known


def test_what_is_due_on_one_day_stands_in_official_order(scene: Scene) -> None:
    day = timezone.localdate() + ONE
    Entry.objects.filter(pk=scene.task.pk).update(unit=scene.world.housing)
    Entry.objects.filter(pk__in=[scene.task.pk, scene.project.pk]).update(
        due_on=day, closed_on=None
    )
    Unit.objects.filter(pk=scene.world.housing.pk).update(official_order=1)
    Unit.objects.filter(pk=scene.world.finance.pk).update(official_order=2)
    put_under(scene, scene.task, scene.project)

    first = [one.entry_id for one in page_for(scene).coming]
    Unit.objects.filter(pk=scene.world.housing.pk).update(official_order=3)
    second = [one.entry_id for one in page_for(scene).coming]

    assert first == [scene.task.pk, scene.project.pk]
    assert second == [scene.project.pk, scene.task.pk]


def test_a_name_with_a_rare_sign_and_a_title_of_three_hundred_stay_on_the_page(
    scene: Scene,
) -> None:
    long = "关于推动老旧片区改造提质增效的工作任务" * 15
    (row,) = many(scene.campaign, scene, 1)
    Entry.objects.filter(pk=row.pk).update(title=long)
    put_under(scene, row)
    person = scene.world.accounts["leader"].person
    person.name = "朱镕堃喆"
    person.save(update_fields=["name"])
    address = f"/paper/leaders/{scene.world.posts['leader'].pk}/{scene.campaign.slug}.pdf"

    (text,) = pages_of(scene.world.client("office").get(address).content)

    assert "朱镕堃喆" in text
    assert long in text


def test_a_round_of_another_campaign_is_not_found(scene: Scene) -> None:
    base = f"/paper/leaders/{scene.world.posts['leader'].pk}/{scene.campaign.slug}"
    client = scene.world.client("office")

    assert client.get(f"{base}/?round=999999").status_code == 404
    assert client.get(f"{base}/?round=x").status_code == 400
    assert client.get(f"{base}.pdf?code=0").status_code == 200
