"""出表 and 收表: each unit its own items; what comes back is compared three ways, confirmed, undone."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.utils import timezone
from scenes import Scene, make_scene
from sheetbooks import Typed, filled, filled_csv, head_at, payload_of, sheet_of, written
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.dispatch.actions import Pick, approve_check_ins
from guatu.dispatch.models import CheckIn, CheckInMove, Round
from guatu.sheets.actions.applying import Confirmed, Outcome, apply_book, drop_book
from guatu.sheets.actions.issuing import Wanted, issue_books
from guatu.sheets.actions.returning import Dropped, read_batch, receive
from guatu.sheets.actions.undoing import can_be_undone, undo_book
from guatu.sheets.faultbooks import fault_book
from guatu.sheets.models import IssuedBook, ReturnedBook
from guatu.shell.errors import InvalidState, NotAllowed

pytestmark = pytest.mark.django_db
TASK, PROJECT = "资金直达", "停车"
SAID: Typed = {TASK: {"本期进展": "已发放两批"}}


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def issued(scene: Scene, one: Round, who: str = "office") -> IssuedBook:
    """Return finance's workbook."""
    issue = issue_books(scene.world.actor(who), one, Wanted())
    return issue.books.get(unit=scene.world.finance)


def returned(
    scene: Scene, one: Round, payload: bytes, who: str = "office", name: str = "表.xlsx"
) -> ReturnedBook:
    actor = scene.world.actor(who)
    batch = receive(actor, one, [Dropped(name=name, payload=payload)])
    read_batch(actor, batch)
    return batch.books.select_related("unit", "issued__issue", "batch__round__campaign__unit").get(
        place=1
    )


def applied(scene: Scene, book: ReturnedBook, who: str = "office", **how: Any) -> Outcome:
    return apply_book(scene.world.actor(who), book, book.version, Confirmed(**how))


def written_faults(scene: Scene, book: ReturnedBook) -> str:
    """Return all words of the workbook that goes back to be corrected."""
    _name, payload = fault_book(scene.world.actor("office"), book)
    return " ".join(cell for row in sheet_of(payload).rows for cell in row)


def comes(book: ReturnedBook) -> dict[str, str]:
    return {line["title"]: line["comes"] for line in book.lines}


def test_each_unit_gets_its_own_open_items(scene: Scene) -> None:
    one = scene.open()
    issue = issue_books(scene.world.actor("office"), one, Wanted(note="周四前交回"))
    books = {book.unit.name: book for book in issue.books.order_by("unit__official_order")}
    finance = sheet_of(payload_of(books["区财政局"]))
    housing = sheet_of(payload_of(books["区住房和城乡建设局"]))
    texts = " ".join(cell for row in finance.rows for cell in row)

    assert list(books) == ["区财政局", "区住房和城乡建设局"]
    assert (books["区财政局"].line_count, books["区住房和城乡建设局"].line_count) == (2, 1)
    assert "智慧停车一期" in texts
    assert "周四前交回" in texts
    assert "另存为 .xls、.et、.csv 也可以" in texts
    assert not any("智慧停车" in cell for row in housing.rows for cell in row)
    assert AuditEvent.objects.order_by("-number").values_list("act", flat=True)[0] == "sheets.issue"


def test_a_liaison_lets_only_its_own_workbook_go_out(scene: Scene) -> None:
    one = scene.open()
    issue = issue_books(scene.world.actor("liaison"), one, Wanted())

    assert [book.unit for book in issue.books.all()] == [scene.world.finance]


def test_only_units_that_owe_something_get_one(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, "housing_liaison")

    issue = issue_books(scene.world.actor("office"), one, Wanted())
    assert [book.unit for book in issue.books.all()] == [scene.world.finance]
    with pytest.raises(InvalidState):
        issue_books(scene.world.actor("office"), one, Wanted(unit_ids=[scene.world.housing.pk]))


def test_what_a_unit_typed_is_shown_and_written_only_when_confirmed(scene: Scene) -> None:
    one = scene.open()
    typed: Typed = {
        TASK: {"本期进展": "已发放两批", "下一步": "月底前再发一批", "存在问题及需谁协调": "需区人社局提供名单"},
        PROJECT: {"本期无新进展": "是", "完成比例（%）": 35.5},
    }  # fmt: skip
    book = returned(scene, one, filled(payload_of(issued(scene, one)), typed))
    row, project = scene.check_in(one, scene.task), scene.check_in(one, scene.project)

    assert book.state == "staged"
    assert set(comes(book).values()) == {"changed"}
    assert row.said == ""
    done = applied(scene, book)
    row.refresh_from_db()
    project.refresh_from_db()
    assert done == Outcome(written=2)
    assert row.said == "已发放两批\n下一步：月底前再发一批"
    assert (row.problem, row.state, row.version) == ("需区人社局提供名单", "draft", 2)
    assert (project.is_unchanged, project.progress) == (True, 355)


def test_a_formula_that_came_back_is_a_text_and_none_goes_out(scene: Scene) -> None:
    one = scene.open()
    text = '=HYPERLINK("http://x.example","y")'
    scene.write(scene.check_in(one, scene.task), said=text)
    book = issued(scene, one)
    sheet = sheet_of(payload_of(book))
    with zipfile.ZipFile(io.BytesIO(payload_of(book))) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()

    assert any(cell == text for row in sheet.rows for cell in row)
    assert "<f>" not in xml
    assert "sheetProtection" in xml
    assert "dataValidation" in xml


def test_lines_changed_on_both_sides_wait_for_an_answer(scene: Scene) -> None:
    one = scene.open()
    payload = filled(
        payload_of(issued(scene, one)),
        {TASK: {"本期进展": "表里写的", "存在问题及需谁协调": "缺地"}},
    )
    scene.write(scene.check_in(one, scene.task), said="系统里写的")
    book = returned(scene, one, payload)
    row = scene.check_in(one, scene.task)

    assert comes(book)["建立惠企资金直达清单"] == "conflict"
    line = next(line for line in book.lines if line["comes"] == "conflict")
    assert ["said", "", "系统里写的", "表里写的"] in line["differences"]
    assert line["changed_by"] == "区财政局"
    with pytest.raises(InvalidState, match="两边都改过"):
        applied(scene, book)
    applied(scene, book, answers={row.pk: "kept"})
    row.refresh_from_db()
    assert (row.said, row.problem) == ("系统里写的", "缺地")  # what only the sheet changed comes in


def test_a_conflict_can_be_decided_for_the_workbook(scene: Scene) -> None:
    one = scene.open()
    payload = filled(payload_of(issued(scene, one)), SAID)
    scene.write(scene.check_in(one, scene.task), said="系统里写的")
    row = scene.check_in(one, scene.task)
    applied(scene, returned(scene, one, payload), answers={row.pk: "sheet"})
    row.refresh_from_db()

    assert row.said == "已发放两批"


def test_what_changed_elsewhere_is_kept_where_the_sheet_left_it(scene: Scene) -> None:
    one = scene.open()
    payload = filled(payload_of(issued(scene, one)), {TASK: {"存在问题及需谁协调": "缺地"}})
    scene.write(scene.check_in(one, scene.task), said="系统里写的")
    book = returned(scene, one, payload)
    applied(scene, book)
    row = scene.check_in(one, scene.task)

    assert comes(book)["建立惠企资金直达清单"] == "changed"
    assert (row.said, row.problem) == ("系统里写的", "缺地")


def test_a_change_between_looking_and_confirming_is_looked_at_again(scene: Scene) -> None:
    one = scene.open()
    book = returned(scene, one, filled(payload_of(issued(scene, one)), SAID))
    scene.write(scene.check_in(one, scene.task), said="刚刚写的")

    assert applied(scene, book) == Outcome(is_changed=True)
    book.refresh_from_db()
    assert comes(book)["建立惠企资金直达清单"] == "conflict"
    assert scene.check_in(one, scene.task).said == "刚刚写的"


def test_what_was_handed_in_meanwhile_is_left_alone(scene: Scene) -> None:
    one = scene.open()
    payload = filled(payload_of(issued(scene, one)), SAID)
    scene.submit(one, scene.task, said="已经上报")
    book = returned(scene, one, payload)
    applied(scene, book)

    assert comes(book)["建立惠企资金直达清单"] == "closed"
    assert scene.check_in(one, scene.task).said == "已经上报"


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"完成比例（%）": "一半"}, "no_quantity"),
        ({"完成比例（%）": 130}, "no_quantity"),
        ({"目标（节点）": "差不多"}, "not_an_outcome"),
        ({"目标（节点）": "未达成"}, "no_reason"),
        ({"目标（节点）": "未达成", "未达成原因": "雨季", "目标改期至": "雨停后"}, "not_a_day"),
        ({"目标（节点）": "未达成", "未达成原因": "雨季", "目标改期至": "2026-06-01"}, "too_early"),
        ({"本期无新进展": "是", "本期进展": "也有进展"}, "both"),
        ({"本期无新进展": "也许"}, "not_yes"),
        ({"本期进展": "长" * 3000}, "too_long"),
        ({"未达成原因": "雨季"}, "not_missed"),
    ],
    ids=["words", "over", "outcome", "reason", "day", "early", "both", "maybe", "long", "unmissed"],
)
def test_a_cell_that_cannot_be_taken_is_told_and_its_row_left_out(
    scene: Scene, cells: dict[str, str | float], fault: str
) -> None:
    one = scene.open()
    payload = filled(payload_of(issued(scene, one)), {TASK: cells, PROJECT: {"本期进展": "开工"}})
    book = returned(scene, one, payload)
    line = next(line for line in book.lines if line["comes"] == "faulty")
    done = applied(scene, book)

    assert fault in {one[1] for one in line["faults"]}
    assert done.written == 1
    assert scene.check_in(one, scene.project).said == "开工"
    assert scene.check_in(one, scene.task).version == 1


def test_an_outcome_of_a_goal_comes_in_with_its_reason_and_new_day(scene: Scene) -> None:
    one = scene.open()
    cells = {"目标（节点）": "未达成", "未达成原因": "雨季", "目标改期至": "2026年7月15日"}
    applied(scene, returned(scene, one, filled(payload_of(issued(scene, one)), {TASK: cells})))
    row = scene.check_in(one, scene.task)

    assert (row.outcome, row.missed_reason, str(row.goal_moves_to)) == (
        "missed",
        "雨季",
        "2026-07-15",
    )


def test_the_office_hands_in_for_a_unit_and_says_so(scene: Scene) -> None:
    one = scene.open()
    office = scene.world.actor("office")
    book = returned(scene, one, filled(payload_of(issued(scene, one)), SAID))
    done = applied(scene, book, is_handed_in=True)
    row = scene.check_in(one, scene.task)
    move = CheckInMove.objects.get(check_in=row)
    event = AuditEvent.objects.get(act="sheets.apply")

    assert done == Outcome(written=1, handed_in=1)
    assert (row.state, row.submitted_by) == ("submitted", office.person_id)
    assert row.filled_by_unit_id == next(iter(office.unit_ids))
    assert move.post_id in office.post_ids
    assert (event.object_label, event.details["lines"]) == ("表.xlsx", 1)
    assert scene.check_in(one, scene.project).state == "draft"  # the sheet said nothing of it


def test_a_draft_is_handed_in_only_if_it_stands_in_the_sheet(scene: Scene) -> None:
    one = scene.open()
    scene.write(scene.check_in(one, scene.project), said="桩基完成")
    payload = payload_of(issued(scene, one))
    scene.write(scene.check_in(one, scene.task), said="发出以后另存的草稿")
    book = returned(scene, one, payload)
    client = scene.world.client("office")
    pages = [
        client.get(f"/sheets/returns/{part}/").content.decode()
        for part in (book.batch_id, f"books/{book.pk}")
    ]
    client.post(f"/sheets/returns/{book.batch_id}/apply", {"how": "hand-in"})
    states = [scene.check_in(one, entry).state for entry in (scene.task, scene.project)]

    assert book.counts["comes"] == {"same": 2}
    assert all("有 1 行与系统里已存的草稿一致" in page for page in pages)
    assert states == ["draft", "submitted"]


def test_an_unfilled_sheet_hands_nothing_in(scene: Scene) -> None:
    one = scene.open()
    payload = payload_of(issued(scene, one))
    scene.write(scene.check_in(one, scene.task), said="发出以后另存的草稿")
    book = returned(scene, one, filled(payload, {PROJECT: {"存在问题及需谁协调": "缺地"}}))
    done = applied(scene, book, is_handed_in=True)

    assert done == Outcome(written=1, held=1)
    assert scene.check_in(one, scene.task).state == "draft"


def test_who_handed_in_for_a_unit_does_not_give_the_next_words(scene: Scene) -> None:
    one = scene.open()
    book = returned(scene, one, filled(payload_of(issued(scene, one)), SAID))
    applied(scene, book, is_handed_in=True)
    row = scene.check_in(one, scene.task)
    CheckIn.objects.filter(pk=row.pk).update(state="unit_approved")
    row.refresh_from_db()

    with pytest.raises(NotAllowed):
        approve_check_ins(scene.world.actor("office"), [Pick(id=row.pk, version=row.version)],
                          timezone.localdate())  # fmt: skip
    row.refresh_from_db()
    assert row.state == "unit_approved"


def test_a_liaison_hands_in_its_own(scene: Scene) -> None:
    one = scene.open()
    payload = filled(payload_of(issued(scene, one, "liaison")), SAID)
    applied(scene, returned(scene, one, payload, "liaison"), "liaison", is_handed_in=True)
    row = scene.check_in(one, scene.task)

    assert (row.state, row.filled_by_unit_id) == ("submitted", None)


@pytest.mark.parametrize("is_handed_in", [False, True], ids=["drafts", "handed-in"])
def test_a_workbook_is_undone_to_what_stood(scene: Scene, *, is_handed_in: bool) -> None:
    one = scene.open()
    scene.write(scene.check_in(one, scene.task), said="原来的草稿")
    before = CheckIn.objects.filter(round=one).order_by("pk").values(
        "pk", "said", "state", "received_at", "submitted_by", "is_late", "filled_by_unit"
    )  # fmt: skip
    stood = list(before)
    payload = filled(
        payload_of(issued(scene, one)),
        {TASK: {"本期进展": "改过的"}, PROJECT: {"本期进展": "开工"}},
    )
    book = returned(scene, one, payload)
    applied(scene, book, is_handed_in=is_handed_in)
    changed = list(before.all())
    office = scene.world.actor("office")

    assert changed != stood
    assert can_be_undone(office, book)
    assert undo_book(office, book, book.version) == 2
    assert list(before.all()) == stood
    assert AuditEvent.objects.order_by("-number").values_list("act", flat=True)[0] == "sheets.undo"
    with pytest.raises(InvalidState):
        undo_book(office, book, book.version)


def test_nothing_is_undone_that_was_built_on(scene: Scene) -> None:
    one = scene.open()
    book = returned(scene, one, filled(payload_of(issued(scene, one)), SAID))
    applied(scene, book)
    scene.write(scene.check_in(one, scene.task), said="接着写的")

    assert not can_be_undone(scene.world.actor("office"), book)
    with pytest.raises(InvalidState, match=r"继续办理.*“建立惠企资金直达清单”：此后改过"):
        undo_book(scene.world.actor("office"), book, book.version)
    assert scene.check_in(one, scene.task).said == "接着写的"


def test_nothing_is_undone_that_a_summary_was_drawn_from(scene: Scene) -> None:
    one = scene.open()
    issue = issue_books(scene.world.actor("office"), one, Wanted())
    payload = filled(payload_of(issue.books.get(unit=scene.world.housing)), SAID)
    book = returned(scene, one, payload)
    applied(scene, book, is_handed_in=True)
    scene.submit(one, scene.task, said="汇总：住建局已发两批")

    assert not can_be_undone(scene.world.actor("office"), book)


def test_what_hinders_an_undo_is_named_with_the_workbook_to_undo_first(scene: Scene) -> None:
    one = scene.open()
    issue = issue_books(scene.world.actor("office"), one, Wanted())
    files = {
        unit: filled(payload_of(issue.books.get(unit=unit)), SAID)
        for unit in (scene.world.housing, scene.world.finance)
    }
    support, lead = (returned(scene, one, payload) for payload in files.values())
    for book in (support, lead):
        applied(scene, book, is_handed_in=True)
    page = scene.world.client("office").get(f"/sheets/returns/books/{support.pk}/")
    office = scene.world.actor("office")

    assert "“建立惠企资金直达清单”：已写入区财政局的汇总进展" in page.content.decode()
    assert f'href="/sheets/returns/books/{lead.pk}/">请先撤销区财政局的表' in page.content.decode()
    with pytest.raises(InvalidState, match="请先撤销区财政局的表"):
        undo_book(office, support, support.version)
    undo_book(office, lead, lead.version)
    assert undo_book(office, support, support.version) == 1


def test_a_workbook_of_another_unit_is_told_without_its_contents(scene: Scene) -> None:
    one = scene.open()
    issue = issue_books(scene.world.actor("office"), one, Wanted())
    payload = payload_of(issue.books.get(unit=scene.world.housing))
    book = returned(scene, one, payload, "liaison")

    assert (book.state, book.fault, book.lines) == ("refused", "other_unit", [])


def test_a_workbook_of_another_round_or_campaign_is_told(scene: Scene) -> None:
    one = scene.open()
    payload = payload_of(issued(scene, one))
    later = other_round(one)

    assert returned(scene, later, payload).fault == "other_round"
    other = make_scene(scene.world)
    assert returned(scene, other.open(), payload).fault == "other_campaign"


def other_round(one: Round) -> Round:
    """Return another round of the same campaign that asks the same units."""
    asked = list(one.check_ins.all())
    later = Round.objects.create(
        cadence=one.cadence, campaign=one.campaign, ordinal=one.ordinal + 50, slug="later",
        starts_on=one.ends_on.replace(month=9), ends_on=one.ends_on.replace(month=9),
        opened_at=timezone.now(),
    )  # fmt: skip
    for row in asked:
        CheckIn.objects.create(
            round=later, entry=row.entry, unit=row.unit, role=row.role, saved_at=timezone.now()
        )
    return later


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        (written([["序号", "事项"], ["1", "别的表"]]), "no_head"),
        (written([["编号（勿改）", "本期进展"], ["", "没有编号"]]), "no_keys"),
        (written([["编号（勿改）", "本期进展"], ["FFFFFFFFFFFF-1", "别处的"]]), "unknown"),
        (b"%PDF-1.4\n%%EOF\n", "unreadable"),
        (b"PK\x03\x04broken", "unreadable"),
    ],
    ids=["head", "keys", "unknown", "pdf", "broken"],
)
def test_a_file_that_is_none_of_ours_is_told(scene: Scene, payload: bytes, fault: str) -> None:
    book = returned(scene, scene.open(), payload)

    assert (book.state, book.fault) == ("refused", fault)


def test_a_workbook_of_a_thousand_columns_is_told_with_its_size(scene: Scene) -> None:
    one = scene.open()
    book = returned(scene, one, written([["编号"], ["甲"] * 1000]))
    shown = scene.world.client("office").get(f"/sheets/returns/{book.batch_id}/").content.decode()

    assert book.state == "refused"
    assert "工作表“Sheet1”有 2 行、1000 列，最多能读 100100 行、400 列" in shown


def test_an_older_issue_is_said_to_be_so_and_compared_with_its_own(scene: Scene) -> None:
    one = scene.open()
    old = payload_of(issued(scene, one))
    issued(scene, one)
    book = returned(scene, one, filled(old, SAID))

    assert (book.counts["issue"], book.counts["newer"]) == (1, 2)
    assert comes(book)["建立惠企资金直达清单"] == "changed"


def test_a_table_of_commas_in_gbk_comes_back_like_the_workbook(scene: Scene) -> None:
    one = scene.open()
    payload = filled_csv(payload_of(issued(scene, one)), SAID)
    book = returned(scene, one, payload, name="表.csv")
    applied(scene, book)

    assert scene.check_in(one, scene.task).said == "已发放两批"


def test_an_archive_of_many_is_unpacked_with_its_gbk_names(scene: Scene) -> None:
    one = scene.open()
    issue = issue_books(scene.world.actor("office"), one, Wanted())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for book in issue.books.order_by("pk"):
            info = zipfile.ZipInfo(book.evidence.file_name.encode("gbk").decode("cp437"))
            info.flag_bits = 0
            archive.writestr(info, filled(payload_of(book), SAID))
    actor = scene.world.actor("office")
    batch = receive(actor, one, [Dropped(name="全部.zip", payload=packed.getvalue())])
    read_batch(actor, batch)

    assert {b.unit for b in batch.books.all()} == {scene.world.finance, scene.world.housing}
    assert {b.state for b in batch.books.all()} == {"staged"}


def test_rows_of_two_units_in_one_file_become_two_workbooks(scene: Scene) -> None:
    one = scene.open()
    issue = issue_books(scene.world.actor("office"), one, Wanted())
    rows: list[list[str | float]] = []
    for book in issue.books.order_by("pk"):
        sheet = sheet_of(filled(payload_of(book), SAID))
        rows += [
            list(row) for row in sheet.rows[head_at(sheet) if not rows else head_at(sheet) + 1 :]
        ]
    actor = scene.world.actor("office")
    batch = receive(actor, one, [Dropped(name="合并.xlsx", payload=written(rows))])
    read_batch(actor, batch)

    assert sorted(b.unit.name for b in batch.books.all() if b.unit) == [
        "区住房和城乡建设局",
        "区财政局",
    ]


def test_a_row_copied_twice_is_written_from_neither(scene: Scene) -> None:
    one = scene.open()
    sheet = sheet_of(filled(payload_of(issued(scene, one)), SAID))
    rows: list[list[str | float]] = [list(row) for row in sheet.rows]
    first = next(row for row in rows if TASK in "".join(map(str, row[2:4])))
    twice = ["已发放三批" if cell == "已发放两批" else cell for cell in first]
    book = returned(
        scene, one, written([*rows, twice, ["", "", "9", "自己加的", *[""] * 7, "", "新的"]])
    )

    both = [line for line in book.lines if line["comes"] == "twice"]
    marked = written_faults(scene, book)
    shown = scene.world.client("office").get(f"/sheets/returns/books/{book.pk}/").content.decode()

    assert len(both) == 2
    assert book.counts["comes"] == {"twice": 2, "empty": 1}
    assert len(book.counts["strangers"]) == 1
    assert shown.count(">同一事项出现两次</strong>") == 2
    assert "不是发给本单位的事项" not in shown
    told = zip(both, ("已发放两批", "已发放三批"), strict=True)
    assert all(f"第 {line['row']} 行：{text}" in marked for line, text in told)
    assert applied(scene, book, is_handed_in=True) == Outcome()


def test_a_frozen_round_takes_nothing(scene: Scene) -> None:
    one = scene.open()
    book = returned(scene, one, filled(payload_of(issued(scene, one)), SAID))
    Round.objects.filter(pk=one.pk).update(state=Round.State.FROZEN)
    one.refresh_from_db()

    with pytest.raises(InvalidState):
        applied(scene, book)
    with pytest.raises(InvalidState):
        receive(scene.world.actor("office"), one, [Dropped(name="表.xlsx", payload=b"PK")])
    with pytest.raises(InvalidState):
        issue_books(scene.world.actor("office"), one, Wanted())


def test_a_workbook_laid_aside_writes_nothing(scene: Scene) -> None:
    one = scene.open()
    book = returned(scene, one, filled(payload_of(issued(scene, one)), SAID))
    drop_book(scene.world.actor("office"), book, book.version)

    with pytest.raises(InvalidState):
        applied(scene, book)
    assert scene.check_in(one, scene.task).said == ""


def test_nobody_reads_what_another_dropped(scene: Scene) -> None:
    one = scene.open()
    book = returned(scene, one, payload_of(issued(scene, one)))
    client = scene.world.client("liaison")

    assert client.get(f"/sheets/returns/{book.batch_id}/").status_code == 404
    assert client.get(f"/sheets/returns/books/{book.pk}/").status_code == 404
