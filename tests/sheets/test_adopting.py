"""台账认领: dropped, understood, asked about, taken over in one act, taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from behind import work_off
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from messyledgers import HEADS, TASKS, Rows, body, cases, texts, xlsx
from oldledgers import drop, ledger, write
from worlds import KeyedClient, World, install_kinds, make_campaign, make_unit

from guatu.accounts.models import Post
from guatu.audit.models import AuditEvent
from guatu.campaigns.models import Campaign
from guatu.dispatch.models import CheckIn
from guatu.ledgers.actions.reports import Report, apply_report
from guatu.ledgers.models import Duty, Entry, EntryTarget, Need, PostDuty
from guatu.meetings.models import AgendaItem, Decision
from guatu.sheets.models import AdoptedLine, Adoption
from guatu.sheets.queries.adopted import OWN, relations
from guatu.supervision.models import Directive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def campaign(world: World) -> Campaign:
    install_kinds()
    return make_campaign(world.district, slug="year")


def answer_all(client: KeyedClient, **given: str) -> None:
    """Confirm what the page proposes, but for the names and days in `given`."""
    from guatu.sheets.queries.meant import meant  # noqa: PLC0415 models are loaded by now

    questions = meant(Adoption.objects.latest("pk")).questions
    write(
        client,
        "answer",
        about=[one.about.value for one in questions],
        text=[one.text for one in questions],
        answer=[given.get(one.text, one.answer) for one in questions],
    )


def test_a_messy_ledger_becomes_entries(world: World, campaign: Campaign) -> None:
    client = world.client("office")
    case = next(case for case in cases() if case.name == "titled-two-row-head")

    response = drop(client, case.payload)

    assert response.status_code == 302
    assert Entry.objects.count() == 0  # nothing before it is taken over

    html = client.get(response["Location"]).content.decode()

    assert "改造老旧小区二十个" in html
    assert "区住建局" in html

    write(client, "apply")

    entries = list(Entry.objects.order_by("position"))

    assert [task[0] for task in TASKS] == [entry.title for entry in entries]
    assert [task[4] for task in TASKS] == [entry.due_on for entry in entries]
    assert world.housing == entries[0].unit
    assert [world.finance.pk] == list(
        entries[0].duties.filter(role=Duty.Role.SUPPORT).values_list("unit_id", flat=True)
    )
    assert entries[0].reported_at is None
    assert AuditEvent.objects.filter(act="ledger.adopt").count() == 1
    assert campaign == entries[0].campaign


def test_progress_becomes_a_report_of_the_day_that_is_told(world: World) -> None:
    client = world.client("office")
    drop(client, ledger())

    write(client, "apply", as_of="2026-03-31")

    entry = Entry.objects.get()

    assert entry.last_said == "已开工"
    assert entry.reported_at is not None
    assert date(2026, 3, 31) == entry.reported_at.astimezone().date()


def test_adopted_progress_stands_in_the_stream_until_a_report_comes(world: World) -> None:
    client = world.client("office")
    drop(client, ledger())
    write(client, "apply", as_of="2026-03-31")
    entry = Entry.objects.get()
    stream = reverse("dispatch:entry-stream", args=[entry.pk])
    html = client.get(stream).content.decode()

    assert "原台账所载进展（截至" in html
    assert "3月31日）" in html
    assert "已开工" in html
    assert "还没有填报" not in html

    apply_report(entry, Report(reported_at=timezone.now() + timedelta(days=7), said="完工"))

    assert "原台账所载进展" not in client.get(stream).content.decode()


def test_a_ledger_taken_over_without_a_day_tells_no_progress(world: World) -> None:
    client = world.client("office")
    drop(client, ledger())
    write(client, "apply")

    stream = reverse("dispatch:entry-stream", args=[Entry.objects.get().pk])

    assert "还没有填报" in client.get(stream).content.decode()


FULL = [*HEADS, "存在问题", "下一步措施", "联系人"]
FULL_ROW = ["1", "修一条路", "区住建局", "", "2026年6月30日", "已开工", "缺土方", "月底前运到",
            "王小明 138 0000 0000"]  # fmt: skip


def test_problems_and_next_steps_are_told_with_the_progress(world: World) -> None:
    client = world.client("office")
    drop(client, xlsx([FULL, FULL_ROW, ["2", "种树", "区住建局", "", "", "", "无", "", ""]]))
    write(client, "apply", as_of="2026-03-31")
    road, trees = Entry.objects.order_by("position")

    assert road.last_said == "已开工 存在问题：缺土方 下一步：月底前运到"
    assert trees.last_said == ""


def test_a_column_with_numbers_of_persons_is_left_out_unless_wished(world: World) -> None:
    client = world.client("office")
    page = drop(client, xlsx([FULL, FULL_ROW]))
    html = client.get(page["Location"]).content.decode()
    meanings = Adoption.objects.get().meanings
    write(client, "apply")
    kept = " ".join(text for row in AdoptedLine.objects.get().texts for text in row)

    assert meanings[-3:] == ["problem", "next", "leave"]
    assert "默认不取：联系人。" in html
    assert "138" not in kept
    assert "缺土方" in kept


def test_the_number_of_a_person_is_masked_wherever_it_stands(world: World) -> None:
    client = world.client("office")
    rows: Rows = [
        [*HEADS, "备注"],
        [
            "1",
            "修一条路",
            "区住建局：张明 13800000001",
            "",
            "",
            "联系李强13800000002",
            "转13800000003",
        ],
        ["2", "种一排树", "区住建局", "", "", "已开工12345678901次", ""],
        ["3", "挖一口井", "区住建局", "", "", "", "编号20260101"],
    ]
    drop(client, xlsx(rows))
    write(client, "apply", as_of="2026-03-31")
    said = " ".join(text for one in AdoptedLine.objects.order_by("row") for _h, text in one.texts)
    road = Entry.objects.get(title="修一条路")

    assert road.unit == world.housing
    assert "1380000" not in said + road.last_said
    assert "138****0002" in said
    assert "138****0002" in road.last_said
    assert "12345678901" in said  # a figure is none


def test_the_old_row_stands_beside_the_entry(world: World) -> None:
    client = world.client("office")
    drop(client, ledger())
    write(client, "apply")

    html = client.get(f"/sheets/entries/{Entry.objects.get().pk}/adopted").content.decode()

    assert "进展情况" in html
    assert "已开工" in html


def test_an_unknown_unit_is_asked_about_first(world: World) -> None:
    client = world.client("office")
    drop(client, ledger(lead="区城市建设指挥中心"))

    refused = write(client, "apply")

    assert refused.status_code == 422
    assert "区城市建设指挥中心" in refused.content.decode()
    assert Entry.objects.count() == 0

    answer_all(client, 区城市建设指挥中心=str(world.finance.pk))
    write(client, "apply")

    entry = Entry.objects.get()

    assert world.finance == entry.unit
    assert entry.duties.get().written == "区城市建设指挥中心"


def test_a_group_of_units_is_taken_apart_on_confirmation(world: World) -> None:
    other = make_unit("青山镇", kind="township", parent=world.district)
    client = world.client("office")
    drop(client, ledger(lead="区住建局牵头，各镇街配合"))
    answer_all(client)
    write(client, "apply")

    duties = Entry.objects.get().duties.filter(role=Duty.Role.SUPPORT)

    assert {world.town.pk, other.pk} == set(duties.values_list("unit_id", flat=True))


def test_a_day_that_is_not_quite_said_is_asked(world: World) -> None:
    client = world.client("office")
    drop(client, ledger(due="长期坚持"))

    assert write(client, "apply").status_code == 422

    answer_all(client, 长期坚持="2026-10-31")
    write(client, "apply")

    assert date(2026, 10, 31) == Entry.objects.get().due_on


def test_a_street_without_a_name_is_not_one_street(world: World) -> None:
    streets = [
        make_unit(name, kind="township", parent=world.district) for name in ("东街道", "西街道")
    ]
    client = world.client("office")
    drop(client, ledger(lead="区住建局牵头，街道、部门配合"))

    assert write(client, "apply").status_code == 422

    answer_all(client, 部门="nobody")
    write(client, "apply")
    duties = Entry.objects.get().duties.filter(role=Duty.Role.SUPPORT)

    assert {one.pk for one in streets} == set(duties.values_list("unit_id", flat=True))


def test_a_start_is_the_first_day_and_shown(world: World, campaign: Campaign) -> None:
    client = world.client("office")
    rows: Rows = [["序号", "任务名称", "牵头单位", "启动时间", "完成时限"]]
    for number, (starts, due) in enumerate(
        [("3月", "6月"), ("二季度", "二季度"), ("2026.1", "2026.1"), ("长期", "长期")], start=1
    ):
        rows.append([str(number), f"办成第{number}件事", "区住建局", starts, due])
    page = drop(client, xlsx(rows))["Location"]

    assert "建议取行动第一天" in client.get(page).content.decode()

    answer_all(client)

    assert "3月1日" in client.get(page).content.decode()

    write(client, "apply")
    days = Entry.objects.order_by("position").values_list("starts_on", "due_on")

    assert [
        (date(2026, 3, 1), date(2026, 6, 30)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 1, 1), date(2026, 1, 31)),
        (campaign.starts_on, campaign.ends_on),
    ] == list(days)


def test_a_day_may_be_left_open(world: World) -> None:
    client = world.client("office")
    drop(client, ledger(due="长期坚持"))
    answer_all(client, 长期坚持="")
    write(client, "apply")

    assert Entry.objects.get().due_on is None


def test_the_same_ledger_again_makes_nothing_twice_unless_wished(world: World) -> None:
    client = world.client("office")
    drop(client, ledger())
    write(client, "apply")
    drop(client, ledger())
    answer_all(client)

    refused = write(client, "apply")

    assert refused.status_code == 422  # every line stands already, so nothing is left
    assert Entry.objects.count() == 1

    answer_all(client, 修一条路="take")
    write(client, "apply")

    assert Entry.objects.count() == 2


def test_columns_can_be_told_otherwise(world: World) -> None:
    client = world.client("office")
    drop(client, xlsx([["序号", "甲栏", "乙栏"], ["1", "修一条很长很长的路", "区住建局"]]))

    write(client, "columns", kind="task", meaning=["number", "title", "lead"])
    answer_all(client)
    write(client, "apply")

    entry = Entry.objects.get()

    assert (entry.title, entry.unit) == ("修一条很长很长的路", world.housing)


def test_doubtful_columns_are_counted_beside_what_is_asked(world: World) -> None:
    client = world.client("office")
    clear = client.get(drop(client, xlsx([HEADS, FULL_ROW[: len(HEADS)]]))["Location"])

    assert "列存疑，请先看一眼" not in clear.content.decode()

    heads = ["任务名称", "牵头单位", "启动时限", "完成时限", "目前情况"]
    row = ["修一条路", "区住建局", "2026年3月1日", "2026年6月30日", "已开工"]
    page = client.get(drop(client, xlsx([heads, row]))["Location"]).content.decode()

    assert "没有待确认的" not in page
    assert "2 列存疑，请先看一眼" in page


def test_two_titles_are_refused(world: World) -> None:
    client = world.client("office")
    drop(client, ledger())

    response = write(client, "columns", kind="task", meaning=["title", "title", "lead"])

    assert response.status_code == 422


def test_a_sheet_without_a_head_asks_for_it(world: World) -> None:
    client = world.client("office")
    rows: Rows = [["甲", "乙"], ["修一条路", "区住建局"], ["修两条路", "区住建局"]]
    response = drop(client, xlsx(rows))

    assert "notice-error" in client.get(response["Location"]).content.decode()

    write(client, "head", first="1", last="1")
    write(client, "columns", kind="task", meaning=["title", "lead"])
    write(client, "apply")

    assert list(Entry.objects.order_by("pk").values_list("title", flat=True)) == [
        "修一条路",
        "修两条路",
    ]


def test_another_sheet_of_the_file_can_be_chosen(world: World) -> None:
    client = world.client("office")
    drop(client, xlsx([HEADS, *body()], before=[HEADS, ["9", "另一件事", "区财政局", "", "", ""]]))

    write(client, "look", sheet="0")
    write(client, "apply")

    assert Entry.objects.get().title == "另一件事"


def test_it_can_be_taken_back_while_nothing_hangs_on_it(world: World) -> None:
    client = world.client("office")
    drop(client, ledger())
    write(client, "apply")

    write(client, "undo")

    assert Entry.objects.count() == 0
    assert Adoption.objects.get().state == Adoption.State.UNDONE
    assert AuditEvent.objects.filter(act="ledger.adopt_undo").count() == 1


def test_it_is_not_taken_back_once_somebody_worked_on_it(world: World) -> None:
    from guatu.ledgers.actions import EntryEdit, edit_entry  # noqa: PLC0415

    client = world.client("office")
    drop(client, ledger())
    write(client, "apply")
    entry = Entry.objects.get()
    edit_entry(
        world.actor("office"), entry, version=entry.version, edit=EntryEdit(columns={"number": "7"})
    )

    assert write(client, "undo").status_code == 422
    assert Entry.objects.count() == 1


def test_it_is_not_taken_back_once_a_round_asked_about_it(world: World, campaign: Campaign) -> None:
    from guatu.core.actors import SYSTEM  # noqa: PLC0415
    from guatu.dispatch.actions import ensure_cadence, open_round  # noqa: PLC0415

    client = world.client("office")
    drop(client, ledger())
    write(client, "apply")
    open_round(SYSTEM, ensure_cadence(SYSTEM, campaign), date(2026, 6, 15))

    assert write(client, "undo").status_code == 422
    assert Entry.objects.count() == 1


def test_an_old_version_of_the_page_is_refused(world: World) -> None:
    client = world.client("office")
    drop(client, ledger())
    row = Adoption.objects.get()
    write(
        client,
        "columns",
        kind="task",
        meaning=["number", "title", "lead", "support", "due", "keep"],
    )

    assert write(client, "apply", version=row.version).status_code == 412
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("who", ["liaison", "approver", "leader"])
def test_only_the_office_adopts(world: World, who: str) -> None:
    assert drop(world.client(who), ledger()).status_code == 403


def test_nobody_sees_what_another_loaded(world: World) -> None:
    from guatu.core.actors import Role  # noqa: PLC0415

    drop(world.client("office"), ledger())
    world.add("office-too", world.district, Role.CAMPAIGN_OFFICE)

    row = Adoption.objects.get()

    assert world.client("office-too").get(f"/sheets/ledgers/{row.pk}/").status_code == 404


def test_what_cannot_be_read_is_told(world: World) -> None:
    client = world.client("office")

    for payload, name in ((b"", "a.xlsx"), (b"PK\x03\x04broken", "a.xlsx"), (b"\x00\x01", "a.bin")):
        response = drop(client, payload, name)

        assert response.status_code == 422
        assert Adoption.objects.count() == 0


def test_a_ledger_in_gbk_with_money_and_fields(world: World) -> None:
    rows: Rows = [
        ["序号", "项目名称", "牵头单位", "总投资（亿元）", "建设地点", "完成时限"],
        ["1", "智慧停车二期", "区住建局", "1.25", "柳河镇", "2026年12月"],
    ]
    client = world.client("office")
    drop(client, texts(rows).encode("gb18030"), "项目.csv", kind="project")
    write(client, "apply")

    entry = Entry.objects.get()

    assert (125_000_000_00, "柳河镇", date(2026, 12, 31)) == (
        entry.amount_fen,
        entry.place,
        entry.due_on,
    )


def test_words_that_begin_like_formulas_stay_words(world: World) -> None:
    client = world.client("office")
    rows: Rows = [HEADS, ["1", "@SUM(1+1)|修路", "区住建局", "", "2026年6月", "-已开工"]]
    drop(client, texts(rows).encode(), "台账.csv")
    write(client, "apply")

    assert Entry.objects.get().title == "@SUM(1+1)|修路"


def many(count: int) -> bytes:
    rows: Rows = [[*HEADS, "责任领导"]]
    for at in range(count):
        lead = ("区住建局", "区财政局", "区住建局、柳河镇")[at % 3]
        rows.append([str(at + 1), f"第{at + 1}件事", lead, "", "2026年6月底", "正常", "查无此人"])
    return xlsx(rows)


@pytest.mark.parametrize("part", ["page", "apply"])
def test_more_lines_take_no_more_reads(world: World, part: str) -> None:
    client = world.client("office")
    counts = []
    for number in (3, 40):
        Entry.objects.all().delete()
        drop(client, many(number))
        row = Adoption.objects.latest("pk")
        with CaptureQueriesContext(connection) as seen:
            if part == "page":
                client.get(f"/sheets/ledgers/{row.pk}/")
            else:
                write(client, "apply")
        counts.append(len(seen))

    assert counts[0] >= counts[1] - 2  # a batch of rows more, never a read a line


def test_a_leader_whom_nobody_knows_is_told(world: World) -> None:
    client = world.client("office")
    response = drop(client, many(1))

    assert "查无此人" in client.get(response["Location"]).content.decode()


def leader_post(world: World, title: str) -> Post:
    post = Post.objects.get(grade=Post.Grade.LEADER, unit=world.district)
    Post.objects.filter(pk=post.pk).update(title=title)
    return post


@pytest.mark.parametrize("title", ["区委书记", "常务副区长", "区委常委、组织部部长"])
def test_a_leader_in_the_column_of_leads_is_matched(world: World, title: str) -> None:
    post = leader_post(world, title)
    client = world.client("office")
    page = client.get(
        drop(client, xlsx([HEADS, ["1", "修一条路", title, "", "2026年6月30日", ""]]))["Location"]
    ).content.decode()

    assert f"牵头栏没有写明单位，先归行动所属单位： {title}" in page
    assert "未写牵头单位" not in page

    write(client, "apply")
    entry = Entry.objects.get()

    assert entry.unit == world.district
    assert list(PostDuty.objects.values_list("entry_id", "post_id")) == [(entry.pk, post.pk)]


@pytest.mark.parametrize("name", ["城投", "张三", "区委书记", "区委主要领导", "另行通知"])
@pytest.mark.parametrize("column", [2, 3], ids=["lead", "support"])
def test_a_cell_that_names_no_unit_is_asked_about(world: World, name: str, column: int) -> None:
    client = world.client("office")
    row = ["1", "修一条路", "区住建局", "", "2026年6月30日", ""]
    row[column] = name
    html = client.get(drop(client, xlsx([HEADS, row]))["Location"]).content.decode()

    assert "1 处待您确认" in html
    assert f'name="text" value="{name}"' in html
    assert "未写牵头单位" not in html

    answer_all(client, **{name: "nobody"})
    html = client.get(f"/sheets/ledgers/{Adoption.objects.get().pk}/").content.decode()

    assert (f"牵头栏没有写明单位，先归行动所属单位： {name}" in html) == (column == 2)


def test_persons_beside_a_unit_are_not_asked_about(world: World) -> None:
    client = world.client("office")
    row = ["1", "修一条路", "区住建局 张三", "", "2026年6月30日", ""]
    html = client.get(drop(client, xlsx([HEADS, row]))["Location"]).content.decode()

    assert "没有待确认的" in html


def test_a_long_ledger_is_taken_over_behind_the_page(world: World) -> None:
    client = world.client("office")
    drop(client, many(400))
    response = write(client, "apply")

    assert response.redirect_chain[0][0].startswith("/jobs/")
    assert Entry.objects.count() == 0

    work_off()

    assert Entry.objects.count() == 400


def test_nothing_that_points_to_an_entry_is_overlooked() -> None:
    """Every sort of row but those that stand with an entry by themselves keeps it from going."""
    pointing = {relation.related_model for relation in relations()}

    assert {Decision, AgendaItem, Directive, CheckIn, Need, EntryTarget} <= pointing
    assert pointing >= OWN
