"""The confirm page: the document as it looks, what is shown, what others did, what will be made."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from drafts import PLAN, make_draft, settle
from worlds import World

from guatu.campaigns.models import Campaign
from guatu.core.actors import Role
from guatu.core.documents import (
    Align,
    Block,
    BlockKind,
    Cell,
    Document,
    Format,
    Note,
    NoteCode,
    Table,
)
from guatu.ledgers.actions import install_kinds
from guatu.planning.actions import decide_item, edit_item
from guatu.planning.models import Draft, DraftItem, DraftPresence
from guatu.planning.queries import making_of
from guatu.planning.suggesting import suggested

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def draft(world: World) -> Draft:
    world.add("second", world.district, Role.CAMPAIGN_OFFICE)
    install_kinds()
    return make_draft(world)


def item(draft: Draft, kind: str, ordinal: int = 1) -> DraftItem:
    return DraftItem.objects.select_related("draft__plan__unit").get(
        draft=draft, kind=kind, ordinal=ordinal
    )


def page(world: World, draft: Draft, **query: str) -> str:
    response = world.client("office").get(f"/planning/drafts/{draft.pk}/", query)
    return response.content.decode()


def pulse(world: World, draft: Draft, version: int, *, who: str = "office") -> str:
    path = f"/planning/drafts/{draft.pk}/pulse/"
    response: HttpResponse = world.client(who).post(path, {"version": version}, **HTMX)
    assert response.status_code == 200
    return response.content.decode()


def version_of(draft: Draft) -> int:
    return Draft.objects.get(pk=draft.pk).version


def tabular(text: str) -> Document:
    """Return a document of a centred heading and a table of two rows, one cell over both columns."""
    lines = text.split("\n")
    first = len(lines[0]) + 1
    second = first + len(lines[1]) + 1
    left = lines[2].index("\t")
    return Document(
        text=text,
        format=Format.DOCX,
        blocks=(
            Block(start=0, end=first - 1, kind=BlockKind.HEADING, level=1, align=Align.CENTRE),
        ),
        tables=(
            Table(
                start=first,
                end=len(text) - 1,
                rows=2,
                columns=2,
                cells=(
                    Cell(start=first, end=second - 1, row=0, column=0, column_span=2),
                    Cell(start=second, end=second + left, row=1, column=0),
                    Cell(start=second + left + 1, end=len(text) - 1, row=1, column=1),
                ),
            ),
        ),
        notes=(Note(code=NoteCode.COMMENTS_LEFT_OUT, count=3),),
    )


def test_a_table_stands_as_a_table_with_its_items_marked(world: World) -> None:
    text = "青溪区2026年行动方案\n主要指标表\n新增停车泊位\t力争新增停车泊位1200个\n"
    draft = make_draft(world, text, document=tabular(text))
    start = text.index("力争")
    DraftItem.objects.filter(draft=draft).delete()
    one = DraftItem.objects.create(
        draft=draft, kind="target", ordinal=1, start=start, end=start + 4,
        fields={"indicator": "泊位", "value": "1200", "op": ">="}, confidence=60,
    )  # fmt: skip

    html = page(world, draft)

    table = html[html.index("<table>") : html.index("</table>")]
    assert '<td colspan="2">' in table
    assert table.count("<td") == 3
    assert f'data-keys="{one.pk}"' in table
    assert 'class="doc-heading doc-level-1 doc-centre"' in html
    assert "批注未读入 ×3" in html


def test_headings_stand_by_their_level_whatever_blanks_follow(world: World) -> None:
    draft = make_draft(world, PLAN.replace("一、主要目标", "一、主要目标 \xa0\u3000"))

    html = page(world, draft)

    levels = re.findall(r'doc-level-(\d) doc-(\w+)">(.*?)</h', html)
    shown = [(level, align, re.sub("<[^>]+>", "", text).strip()) for level, align, text in levels]
    assert shown[0] == ("1", "centre", "青溪区“强基提质”2026年行动方案")
    assert ("2", "left", "一、主要目标") in shown
    assert ("3", "left", "（一）产业提升") in shown


def test_cards_by_the_text_stand_under_their_tasks(world: World, draft: Draft) -> None:
    html = page(world, draft, order="text")
    order = [int(pk) for pk in re.findall(r'<article class="item [^>]*data-item="(\d+)"', html)]
    starts = dict(draft.items.values_list("pk", "start"))
    task = item(draft, "task")
    inside = {
        pk
        for pk, start, kind in draft.items.values_list("pk", "start", "kind")
        if kind != "task" and task.fields["body_start"] <= start < task.fields["body_end"]
    }
    under = set(
        map(int, re.findall(r'<div class="item-under"><article [^>]*data-item="(\d+)"', html))
    )

    assert [starts[pk] for pk in order] == sorted(starts.values())
    assert inside
    assert inside <= under
    assert item(draft, "phase").pk not in under


def test_links_choose_what_is_shown_without_scripts(world: World, draft: Draft) -> None:
    html = page(world, draft, kind="task", state="pending")

    assert 'data-kind="task" data-state="pending"' in html
    assert 'href="?order=doubtful&amp;kind=target&amp;state=pending"' in html
    assert 'data-kind="" data-state=""' in page(world, draft, kind="nonsense", state="x")


def test_numbers_that_may_matter_come_before_dates_and_numbering(
    world: World, draft: Draft
) -> None:
    places = {"threshold": "21个", "numbering": "2.实施", "date": "6月底"}
    draft.unused = [
        {"reason": reason, "start": PLAN.index(words), "end": PLAN.index(words) + 1}
        for reason, words in places.items()
    ]
    draft.save(update_fields=["unused"])

    html = page(world, draft)

    unused = html[html.index('id="unused"') :]
    telling, _, folded = unused.partition("<details")
    assert "改造老旧小区<mark>2</mark>1个，新建公共停车场5处。" in telling
    assert "<summary>编号 1</summary>" in folded
    assert "<summary>日期 1</summary>" in folded
    assert f'href="#at-{PLAN.index("21个")}"' in telling
    assert f'id="at-{PLAN.index("21个")}"' in html


def test_the_others_acts_come_to_the_page(world: World, draft: Draft) -> None:
    seen = version_of(draft)
    assert "同时在线" not in pulse(world, draft, seen)
    one, two = item(draft, "target"), item(draft, "phase")
    decide_item(world.actor("second"), one, one.version, state="rejected")
    pulse(world, draft, version_of(draft), who="second")

    html = pulse(world, draft, seen)

    assert f'id="item-{one.pk}"' in html
    assert f'id="item-{two.pk}"' not in html
    assert f'data-version="{version_of(draft)}"' in html
    name = world.actor("second").name
    assert f"同时在线：{name}" in html
    assert f"{name}处理" in html  # on the card
    assert "<article" not in pulse(world, draft, version_of(draft))


def test_what_went_and_what_came_is_told(world: World, draft: Draft) -> None:
    seen = version_of(draft)
    task = item(draft, "task")
    gone = draft.units.get(name="区科技局").pk
    fields = {"lead": ["区大数据局"], "support": []}
    edit_item(world.actor("second"), task, task.version, fields=fields)

    html = pulse(world, draft, seen)

    came = draft.units.get(name="区大数据局").pk
    assert f"unit-{gone}" in (re.findall(r'data-gone="([^"]*)"', html)[0]).split()
    assert f'id="unit-{came}"' in html


def test_asking_often_writes_little(world: World, draft: Draft) -> None:
    pulse(world, draft, 1)
    first = DraftPresence.objects.get().seen_at
    pulse(world, draft, 1)

    assert DraftPresence.objects.get().seen_at == first
    bad = world.client("office").post(f"/planning/drafts/{draft.pk}/pulse/", **HTMX)
    assert bad.status_code == 400


def test_undo_answers_with_what_it_took_back(world: World, draft: Draft) -> None:
    one = item(draft, "target")
    seen = version_of(draft)
    decide_item(world.actor("office"), one, one.version, state="accepted")
    path = f"/planning/drafts/{draft.pk}/undo/"
    client = world.client("office")

    first = client.post(path, {"version": seen}, **HTMX).content.decode()
    second = client.post(path, {"version": seen}, **HTMX).content.decode()
    plain = client.post(path, {"version": seen})

    assert "已撤销：已采纳（1条）" in first
    assert f'id="item-{one.pk}"' in first
    assert "没有可以撤销的操作" in second
    assert plain.status_code == 302
    assert item(draft, "target").state == "pending"


def test_a_form_keeps_what_was_typed_when_somebody_came_between(world: World, draft: Draft) -> None:
    one = item(draft, "target")
    edit_item(world.actor("second"), one, one.version, fields={"value": "8"})
    path = f"/planning/items/{one.pk}/edit/"
    data: dict[str, Any] = {
        f"i{one.pk}-{key}": value
        for key, value in {"indicator": "我的指标", "op": ">=", "value": "9", "unit": "%"}.items()
    }
    client = world.client("office")

    stale = client.post(path, data | {"version": 1}, **HTMX)
    html = stale.content.decode()
    again = client.post(path, data | {"version": 2}, **HTMX)

    assert stale.status_code == 412
    assert "我的指标" in html
    assert world.actor("second").name in html
    assert "≥8" in html
    assert 'name="version" value="2"' in html
    assert again.status_code == 200
    assert item(draft, "target").fields["indicator"] == "我的指标"


def test_a_bulk_act_on_an_old_page_tells_what_changed(world: World, draft: Draft) -> None:
    seen = version_of(draft)
    one = item(draft, "target")
    decide_item(world.actor("second"), one, one.version, state="rejected")
    client = world.client("office")

    client.post(f"/planning/drafts/{draft.pk}/accept/", {"version": seen})
    html = page(world, draft)

    assert not draft.items.filter(state="accepted").exclude(kind="fact").exists()
    client.post(f"/planning/drafts/{draft.pk}/accept/", {"version": version_of(draft)})
    assert draft.items.filter(state="accepted").exclude(kind="fact").exists()
    assert "未采纳（1）" in html or "其他人改动了" in html


@pytest.mark.parametrize(
    ("words", "kind", "fields"),
    [
        ("新增停车泊位1200个", "target", {"value": "1200", "unit": "个"}),
        ("1200", "target", {"value": "1200", "unit": "个"}),
        (
            (
                "2.实施城市更新行动。6月底前改造老旧小区21个，新建公共停车场5处。"
                "（牵头单位：区住建局、区财政局；责任单位：区财政局、柳河镇）"
            ),
            "task",
            {"title": "实施城市更新行动", "lead": ["区住建局", "区财政局"]},
        ),
        ("攻坚推进阶段（3月1日至11月底）", "phase", {"start": "2026-03-01", "end": "2026-11-30"}),
        ("每季度召开一次推进会", "cadence", {"every": "quarter"}),
        ("总投资6.2亿元、占地210亩的青溪智造园建设", "project", {"investment_yi": "6.2"}),
    ],
)
def test_selected_words_say_what_they_are(
    draft: Draft, words: str, kind: str, fields: dict[str, Any]
) -> None:
    start = PLAN.index(words)

    found, initial = suggested(draft.plan, (start, start + len(words)))

    assert found == kind
    assert {key: initial.get(key) for key in fields} == fields


@pytest.mark.parametrize("kind", ["task", "target", "project", "phase", "cadence", "fact"])
def test_any_words_may_be_of_any_kind(world: World, draft: Draft, kind: str) -> None:
    start = PLAN.index("全面推进")
    query = {"kind": kind, "start": start, "end": start + 4}
    path = f"/planning/drafts/{draft.pk}/new/"
    client = world.client("office")

    whole, part = client.get(path, query), client.get(path, query, **HTMX)

    assert "全面推进" in whole.content.decode()
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert client.get(path, query | {"kind": "x"}).status_code == 404


def test_a_task_and_a_project_of_the_same_words_are_told_and_one_is_kept(
    world: World, draft: Draft
) -> None:
    project, task = item(draft, "project"), item(draft, "task")
    DraftItem.objects.filter(pk=task.pk).update(
        start=project.start, end=project.end, fields=task.fields | {"title": project.fields["name"]}
    )
    assert "同一处文字还读作" in page(world, draft)
    path = f"/planning/items/{project.pk}/keep/"

    world.client("office").post(path, {"version": project.version})

    states = dict(draft.items.filter(pk__in=[project.pk, task.pk]).values_list("kind", "state"))
    assert states == {"project": "accepted", "task": "rejected"}
    assert "同一处文字还读作" not in page(world, draft)


def test_the_last_page_says_what_to_look_at(world: World) -> None:
    text = PLAN.replace("（牵头单位：区财政局；责任单位：区住建局、区科技局、各镇街）", "")
    draft = settle(world, make_draft(world, text))

    making = making_of(draft)
    html = world.client("office").get(f"/planning/drafts/{draft.pk}/finish/").content.decode()

    codes = {one.code: one.count for one in making.warnings}
    assert codes["both-roles"] == 1
    assert codes["no-owner"] == 3  # the three of the section of targets
    assert "同一单位既牵头又配合的任务" in html
    assert dict(making.counts)["task"] == draft.items.filter(kind="task").count()


def test_next_years_plan_makes_next_years_campaign(world: World) -> None:
    draft = settle(world, make_draft(world))
    draft.items.filter(kind="phase").delete()  # whose days would say more than the year
    plan = draft.plan
    plan.title, plan.issued_on = "青溪区2031年“强基提质”行动方案", date(2030, 12, 20)
    plan.save(update_fields=["title", "issued_on"])

    html = world.client("office").get(f"/planning/drafts/{draft.pk}/finish/").content.decode()

    assert 'value="2031-01-01"' in html
    assert 'value="2031-12-31"' in html


def test_adjustments_of_nothing_say_so_under_their_own_name(world: World) -> None:
    html = world.client("office").get("/planning/adjustments/").content.decode()

    assert "<h1>任务调整</h1>" in html


def test_a_campaign_that_was_made_leads_to_its_issuing(world: World, draft: Draft) -> None:
    ready = settle(world, draft)
    data = {
        "title": "强基提质行动",
        "slug": "spring",
        "starts_on": "2026-01-08",
        "ends_on": "2026-12-31",
        "unit": world.district.pk,
        "version": ready.version,
        "idempotency_key": "k" * 32,
    }
    client = world.client("office")
    path = f"/planning/drafts/{draft.pk}/finish/"

    first, second = client.post(path, data), client.post(path, data)

    assert first["Location"] == second["Location"] == client.get(path)["Location"]
    landed = client.get(first["Location"])
    assert landed.status_code == 200
    assert "强基提质" in landed.content.decode()
    assert Campaign.objects.count() == 1

    office = world.client("office")
    for path in ("/planning/", "/ledgers/spring/task/"):  # the printed table is found from both
        assert 'href="/planning/spring/breakdown/"' in office.get(path).content.decode()


def test_a_group_means_the_towns_that_the_plan_itself_creates(world: World, draft: Draft) -> None:
    """No town stands yet: 柳河镇 of the same plan fills the form of 各镇街, and one press settles it."""
    group = draft.units.get(name="各镇街")
    town = draft.units.get(name="柳河镇")
    draft.units.filter(pk=town.pk).update(match="none", unit=None, decision="pending")
    draft.units.filter(pk=group.pk).update(decision="pending")
    group.expands.clear()

    client = world.client("office")
    path = f"/planning/units/{group.pk}/"
    form = client.get(path, **HTMX).content.decode()
    assert re.search(r'name="u\d+-new_members" rows="1">柳河镇</textarea>', form)
    assert "区科技局" not in re.findall(r'name="u\d+-new_members"[^<]*', form)[0]

    line = page(world, draft).split(f'id="unit-{group.pk}"')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', line))
    assert 'data-act="accept"' in line
    assert client.post(path, fields, **HTMX).status_code == 200

    group.refresh_from_db()
    assert (group.decision, group.create_kind) == ("expand", "township")
    assert group.new_members == ["柳河镇"]


def test_a_lone_plan_is_not_asked_what_it_is(world: World, draft: Draft) -> None:
    assert "这是什么方案" not in page(world, draft)

    make_draft(world, PLAN.replace("强基提质", "河清岸绿"))

    assert "这是什么方案" in page(world, draft)
