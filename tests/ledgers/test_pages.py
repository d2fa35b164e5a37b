"""The pages: what they show, what their forms do, and what they refuse."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from worlds import World, make_campaign

from guatu.campaigns.models import Campaign, Indicator, Observation, Plan, Target
from guatu.core.lamps import Lamp
from guatu.ledgers.actions import (
    Assigned,
    LampRow,
    NewEntry,
    NewMilestone,
    insert_entries,
    write_lamps,
)
from guatu.ledgers.models import Entry, EntryTarget, Milestone, StagePassage
from guatu.ledgers.queries import owner_chain

pytestmark = pytest.mark.django_db

TEXT = "第一段。\n　　加快建设，新增公共泊位一千个。\r\n末段"
WORDS = "新增公共泊位一千个"


def page(client: Client, name: str, *args: Any, **headers: Any) -> str:
    response = client.get(reverse(f"ledgers:{name}", args=args), **headers)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.fixture
def plan(campaign: Campaign) -> Plan:
    return Plan.objects.create(
        campaign=campaign,
        title="行动方案",
        text=TEXT,
        text_digest=uuid.uuid4().hex,
        loaded_at=timezone.now(),
        unit=campaign.unit,
    )


def test_the_entry_tells_its_lamp_its_rule_and_what_the_unit_says(
    people: World, entry: Entry
) -> None:
    row = LampRow(
        entry_id=entry.pk,
        lamp=Lamp.BEHIND,
        rule="stalled",
        rule_set="default",
        inputs={"unchanged_rounds": 4, "at_least": 3},
    )
    write_lamps(people.actor("office"), [row], date(2026, 3, 1))
    Entry.objects.filter(pk=entry.pk).update(reported_lamp=Lamp.ON_PACE)

    text = page(people.client("liaison"), "entry", entry.pk)

    assert "连续4期无进展" in text or "4" in text
    assert "依据通用亮灯规则“连续无新进展”" in text
    assert "stalled" not in text
    assert "单位自报" in text
    assert "达序时" in text
    assert "滞后" in text


def test_the_words_of_the_plan_stand_marked_in_their_paragraph(
    people: World, campaign: Campaign, plan: Plan
) -> None:
    start = TEXT.index(WORDS)
    new = NewEntry(
        title="公共泊位", plan_id=plan.pk, quote_start=start, quote_end=start + len(WORDS)
    )
    (row,) = insert_entries(campaign, "task", [new])

    shown = page(people.client("office"), "entry", row.pk)
    whole = page(people.client("office"), "source", row.pk)

    assert f"加快建设，<mark>{WORDS}</mark>。" in shown
    assert "第一段" not in shown
    assert f'<mark id="quote">{WORDS}</mark>' in whole
    assert "第一段。" in whole


def test_an_entry_added_by_hand_says_so_and_has_no_source(people: World, entry: Entry) -> None:
    client = people.client("office")

    assert "手工添加" in page(client, "entry", entry.pk)
    assert client.get(reverse("ledgers:source", args=[entry.pk])).status_code == 404


def test_the_chain_names_who_is_in_office_today(people: World, entry: Entry) -> None:
    entry.post_duties.create(post=people.posts["leader"], level="leader")

    chain = owner_chain(entry, timezone.localdate())

    assert [(link.level, link.persons, link.is_assigned) for link in chain] == [
        ("leader", ("leader",), True),
        ("deputy", ("approver",), False),
        ("contact", ("liaison",), False),
    ]
    later = timezone.localdate() - timedelta(days=40_00)
    assert [link.persons for link in owner_chain(entry, later)] == [(), (), ()]


def test_a_leader_is_known_by_the_title_alone(people: World, entry: Entry) -> None:
    post = people.posts["leader"]
    post.title = "分管工业的副区长"
    post.save()
    entry.post_duties.create(post=post, level="leader")

    html = page(people.client("office"), "entry", entry.pk)

    assert '<span class="meta">分管工业的副区长</span>' in html
    assert f'<span class="unit-name">{entry.unit.label}</span> ' in html


def test_targets_show_with_their_figures(people: World, entry: Entry) -> None:
    indicator = Indicator.objects.create(
        name="公共泊位数", owner=people.district, shape="cumulative", measure="个"
    )
    target = Target.objects.create(
        campaign=entry.campaign,
        indicator=indicator,
        unit=people.finance,
        op=">=",
        mantissa=1000,
        measure="个",
        written="1000个",
    )
    EntryTarget.objects.create(entry=entry, target=target)
    Observation.objects.create(
        indicator=indicator,
        unit=people.finance,
        period_start=date(2026, 1, 1),
        period_end=date(2026, 1, 31),
        as_of=date(2026, 1, 31),
        facet="cumulative",
        mantissa=123,
        measure="个",
        reported_at=timezone.now(),
    )

    text = page(people.client("office"), "entry", entry.pk)

    assert "公共泊位数" in text
    assert "1000个" in text
    assert "123" in text


def test_children_out_of_sight_are_a_number_and_no_link(people: World, entry: Entry) -> None:
    hidden, seen = insert_entries(
        entry.campaign,
        "task",
        [
            NewEntry(title="看不见的", parent_id=entry.pk, unit_id=people.town.pk),
            NewEntry(title="看得见的", parent_id=entry.pk, unit_id=people.finance.pk),
        ],
    )

    text = page(people.client("liaison"), "entry", entry.pk)

    assert "看得见的" in text
    assert "看不见的" not in text
    assert "另有1项您无权查看" in text
    assert reverse("ledgers:entry", args=[hidden.pk]) not in text
    up = page(people.client("stranger"), "entry", hidden.pk)
    assert entry.title not in up
    assert entry.title in page(people.client("office"), "entry", seen.pk)


def test_the_drawer_is_a_part_and_the_link_a_page(people: World, entry: Entry) -> None:
    client = people.client("office")
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "drawer"}

    assert "<html" not in page(client, "entry", entry.pk, **headers)
    assert "<html" in page(client, "entry", entry.pk)


def grow(entry: Entry, number: int, world: World) -> None:
    for place in range(number):
        new = NewEntry(
            title=f"下级{place}",
            parent_id=entry.pk,
            unit_id=world.finance.pk,
            milestones=(NewMilestone(title="节点", due_on=date(2026, 5, 1)),),
        )
        insert_entries(entry.campaign, "task", [new])
        Milestone.objects.create(
            entry=entry, kind="node", title=f"节点{place}", due_on=date(2026, 5, 1)
        )
        StagePassage.objects.create(
            entry=entry,
            from_stage="assigned",
            to_stage="under_way",
            passed_on=date(2026, 3, 1),
            recorded_by=place,
            recorded_at=timezone.now(),
        )


def test_the_entry_takes_the_same_queries_for_three_rows_and_for_thirty(
    people: World, entry: Entry
) -> None:
    Entry.objects.filter(pk=entry.pk).update(roll_up="sum")
    client = people.client("office")
    counts = []
    for number in (3, 27):
        grow(entry, number, people)
        page(client, "entry", entry.pk)
        with CaptureQueriesContext(connection) as queries:
            page(client, "entry", entry.pk)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_start_opens_the_first_ledger_and_says_what_to_do_without_one(world: World) -> None:
    assert "还没有行动" in page(world.client("office"), "index")


def test_the_start_leads_to_the_first_ledger(people: World, entry: Entry) -> None:
    response = people.client("liaison").get(reverse("ledgers:index"))

    assert response.headers["Location"] == reverse(
        "ledgers:sheet", args=[entry.campaign.slug, "task"]
    )


def test_what_an_address_gets_wrong_is_left_out(people: World, entry: Entry) -> None:
    client = people.client("office")
    path = reverse("ledgers:sheet", args=["campaign", "task"])
    query = "?unit=abc&lamp=pink&stage=nowhere&sort=colour&after=zzz&f.category=blue&q=%00"

    response = client.get(path + query)

    assert response.status_code == 200
    assert entry.title in response.content.decode()
    for missing in (("campaign", "nothing"), ("nothing", "task")):
        assert client.get(reverse("ledgers:sheet", args=missing)).status_code == 404


def test_the_office_edits_by_the_form(people: World, entry: Entry) -> None:
    client = people.client("office")
    body = {
        "title": "新增公共泊位一千个",
        "roll_up": "none",
        "starts_on": "2026-01-05",
        "due_on": "2026-05-31",
        "field_category": "build",
        "version": "1",
    }

    response = client.post(reverse("ledgers:edit", args=[entry.pk]), body)

    row = Entry.objects.get(pk=entry.pk)
    assert response.status_code == 302
    assert (row.title, row.due_on, row.fields) == (
        "新增公共泊位一千个",
        date(2026, 5, 31),
        {"category": "build"},
    )
    later = body | {"title": "别的题目"}  # still of the version that was read before
    assert client.post(reverse("ledgers:edit", args=[entry.pk]), later).status_code == 412
    assert Entry.objects.get(pk=entry.pk).title == row.title


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"title": ""}, "必填"),
        ({"due_on": "2026-01-01"}, "早于"),
        ({"due_on": "2026-12-31"}, "延期"),
        ({"parent_id": "999999"}, "999999"),
    ],
)
def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(
    people: World, entry: Entry, fields: dict[str, str], error: str
) -> None:
    body = {
        "title": "题目",
        "roll_up": "none",
        "starts_on": "2026-01-05",
        "due_on": "2026-06-30",
        "version": "1",
        "place": "柳河镇",
    }

    response = people.client("office").post(reverse("ledgers:edit", args=[entry.pk]), body | fields)

    assert response.status_code == 422
    text = response.content.decode()
    assert "柳河镇" in text
    assert error in text
    assert Entry.objects.get(pk=entry.pk).version == 1


def test_the_lead_unit_fills_money_and_months_by_the_form(
    people: World, campaign: Campaign
) -> None:
    new = NewEntry(title="产业园", leads=(Assigned(unit_id=people.finance.pk),))
    (row,) = insert_entries(campaign, "project", [new])
    client = people.client("approver")
    path = reverse("ledgers:edit", args=[row.pk])
    shown = client.get(path).content.decode()
    wrong = {"field_paid": "2026-13 5", "field_area": "约三亩", "version": "1"}
    right = {"field_paid": "2026-01 1,200.50\n2026-02 80", "field_area": "35.5", "version": "1"}

    assert 'name="title"' not in shown
    assert client.post(path, wrong).status_code == 422
    assert client.post(path, right).status_code == 302
    assert Entry.objects.get(pk=row.pk).fields == {
        "paid": {"2026-01": "1200.50", "2026-02": "80"},
        "area": "35.5",
    }


def test_units_are_written_one_a_line_by_any_of_their_names(people: World, entry: Entry) -> None:
    client = people.client("office")
    path = reverse("ledgers:duties", args=[entry.pk])
    wrong = {"leads": "区住建局\n没有的局", "version": "1"}
    right = {"leads": "区住建局\n区财政局", "supports": "区财政局、柳河镇", "version": "1"}

    refused = client.post(path, wrong)

    assert refused.status_code == 422
    assert "没有的局" in refused.content.decode()
    assert client.post(path, right).status_code == 302
    row = Entry.objects.get(pk=entry.pk)
    assert row.unit_id == people.housing.pk
    assert row.duties.count() == 4


def test_a_stage_is_passed_with_its_file_and_the_file_is_for_who_sees_the_entry(
    people: World, entry: Entry, settings: Any, tmp_path: Any
) -> None:
    settings.EVIDENCE_ROOT = tmp_path
    client = people.client("approver")
    path = reverse("ledgers:stage", args=[entry.pk])
    assert "不得上传涉密材料" in client.get(path).content.decode()
    body = {
        "to_stage": "closing",
        "passed_on": timezone.localdate().isoformat(),
        "note": "直接申请",
        "version": "1",
    }

    without = client.post(path, body)
    upload = SimpleUploadedFile("说明.txt", "完成".encode())
    done = client.post(path, body | {"proof": upload})

    assert without.status_code == 422
    assert "完成情况说明" in without.content.decode()
    assert done.status_code == 302
    passage = StagePassage.objects.get()
    proof = reverse("ledgers:proof", args=[entry.pk, passage.pk])
    served = people.client("supporter").get(proof)
    assert b"".join(served.streaming_content).decode() == "完成"  # type: ignore[attr-defined]
    assert people.client("stranger").get(proof).status_code == 404
    other = insert_entries(entry.campaign, "task", [NewEntry(title="别的")])[0]
    crossed = reverse("ledgers:proof", args=[other.pk, passage.pk])
    assert people.client("office").get(crossed).status_code == 404


def test_the_office_adds_a_line_and_goes_on_to_who_owes_it(
    people: World, campaign: Campaign
) -> None:
    insert_entries(campaign, "project", [NewEntry(title="第一个")])
    path = reverse("ledgers:create", args=[campaign.slug, "project"])
    body = {"title": "第二个", "roll_up": "none", "amount_fen": "12,000.5"}

    response = people.client("office").post(path, body)

    made = Entry.objects.get(title="第二个")
    assert response.headers["Location"] == reverse("ledgers:duties", args=[made.pk])
    assert made.amount_fen == 12_000_500_000
    assert people.client("unit_admin").post(path, body).status_code == 403


@pytest.mark.parametrize("name", ["edit", "duties", "stage"])
def test_who_may_not_write_gets_no_form(people: World, entry: Entry, name: str) -> None:
    path = reverse(f"ledgers:{name}", args=[entry.pk])

    assert people.client("liaison").get(path).status_code == 403
    hidden = 404 if name in {"edit", "stage"} else 403  # the office's own routes refuse first
    assert people.client("housing_approver").get(path).status_code == hidden
    assert Client().get(path).status_code == 302


def test_private_fields_are_for_those_who_work_with_them(people: World, campaign: Campaign) -> None:
    new = NewEntry(
        title="产业园",
        leads=(Assigned(unit_id=people.finance.pk),),
        supports=(Assigned(unit_id=people.housing.pk),),
        fields={"owner": "某公司联系方式"},
    )
    (row,) = insert_entries(campaign, "project", [new])
    definition = row.kind.definition
    for field in definition["fields"]:
        field["private"] = field["key"] == "owner"
    row.kind.save()

    assert "••••••" in page(people.client("liaison"), "entry", row.pk)
    assert "••••••" in page(people.client("office"), "entry", row.pk)
    assert "••••••" not in page(people.client("housing_liaison"), "entry", row.pk)
    assert not any(
        "某公司" in page(people.client(who), "entry", row.pk) for who in ("liaison", "office")
    )


def test_a_campaign_out_of_sight_lends_no_name(people: World) -> None:
    make_campaign(people.town, slug="towns-own", title="镇里的行动")

    response = people.client("liaison").get(reverse("ledgers:sheet", args=["towns-own", "all"]))

    assert response.status_code == 404


def test_milestones_are_written_one_a_line_with_a_day_or_a_month(
    people: World, entry: Entry
) -> None:
    client = people.client("office")
    path = reverse("ledgers:milestones", args=[entry.pk])
    wrong = {"milestones": "六月底 开工", "version": "1"}
    right = {"milestones": "2026-06-30 完成施工图设计\n\n2026-02　主体过半", "version": "1"}

    assert "六月底" in client.post(path, wrong).content.decode()
    assert client.post(path, right).status_code == 302
    assert list(entry.milestones.values_list("kind", "title", "due_on")) == [
        ("month", "主体过半", date(2026, 2, 28)),
        ("node", "完成施工图设计", date(2026, 6, 30)),
    ]
    assert "2026-06-30 完成施工图设计" in client.get(path).content.decode()
    assert people.client("unit_admin").get(path).status_code == 403


def test_an_entry_in_a_stage_that_its_kind_no_longer_has_can_be_moved_on(
    people: World, entry: Entry
) -> None:
    Entry.objects.filter(pk=entry.pk).update(stage="gone")
    client = people.client("office")
    path = reverse("ledgers:stage", args=[entry.pk])
    today = timezone.localdate().isoformat()

    assert client.get(reverse("ledgers:entry", args=[entry.pk])).status_code == 200
    body = {"to_stage": "assigned", "passed_on": today, "version": "1"}
    assert client.post(path, body).status_code == 302
    assert Entry.objects.get(pk=entry.pk).stage == "assigned"
