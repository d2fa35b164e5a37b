"""Ways in which units send workbooks back: sorted, copied, columns renamed, formulas; nothing goes unsaid."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from scenes import Scene, make_scene
from sheetbooks import Typed, grid_of, head_at, payload_of, sheet_of, written
from sheetways import WAYS, Grid, head_of, rows_under_head, sorted_but_for_hidden, with_own_column
from worlds import World

from guatu.dispatch.models import Round
from guatu.sheets.actions.applying import Confirmed, apply_book
from guatu.sheets.actions.issuing import Wanted, issue_books
from guatu.sheets.actions.returning import Dropped, read_batch, receive
from guatu.sheets.faultbooks import fault_book
from guatu.sheets.models import ReturnedBook

# How a workbook is read; what is written of it, test_exchange writes on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
TASK, PROJECT = "资金直达", "停车"
BOTH: Typed = {TASK: {"本期进展": "已发放两批"}, PROJECT: {"本期进展": "桩基完成"}}


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def sent(scene: Scene, one: Round) -> bytes:
    issue = issue_books(scene.world.actor("office"), one, Wanted())
    return payload_of(issue.books.get(unit=scene.world.finance))


def dropped(scene: Scene, one: Round, *files: tuple[str, bytes]) -> list[ReturnedBook]:
    actor = scene.world.actor("office")
    batch = receive(actor, one, [Dropped(name=name, payload=payload) for name, payload in files])
    read_batch(actor, batch)
    rows = batch.books.select_related("unit", "issued__issue", "batch__round__campaign__unit")
    return list(rows.order_by("place"))


def back(scene: Scene, one: Round, grid: Grid) -> ReturnedBook:
    return dropped(scene, one, ("表.xlsx", written(grid)))[0]


def take_over(scene: Scene, book: ReturnedBook) -> None:
    apply_book(scene.world.actor("office"), book, book.version, Confirmed())


def said(scene: Scene, one: Round) -> tuple[str, str]:
    return scene.check_in(one, scene.task).said, scene.check_in(one, scene.project).said


def shown(scene: Scene, book: ReturnedBook) -> str:
    page = scene.world.client("office").get(f"/sheets/returns/books/{book.pk}/")
    return str(page.content.decode())


@pytest.mark.parametrize("way", WAYS, ids=[name.replace(" ", "-") for name in WAYS])
def test_words_reach_their_items_whatever_became_of_the_sheet(scene: Scene, way: str) -> None:
    one = scene.open()
    book = back(scene, one, WAYS[way](grid_of(sent(scene, one), BOTH)))
    take_over(scene, book)

    assert said(scene, one) == ("已发放两批", "桩基完成")


def test_rows_sorted_without_their_keys_are_said_to_be_so(scene: Scene) -> None:
    one = scene.open()
    book = back(scene, one, sorted_but_for_hidden(grid_of(sent(scene, one), BOTH)))

    assert "有 2 行与隐藏编号错位" in shown(scene, book)


def test_a_row_that_names_another_item_is_marked_and_not_written(scene: Scene) -> None:
    one = scene.open()
    grid = grid_of(sent(scene, one), BOTH)
    first, rows = rows_under_head(grid)
    grid[first][3] = rows[1][3]  # both rows show the name of the second
    book = back(scene, one, grid)
    _name, payload = fault_book(scene.world.actor("office"), book)
    marked = " ".join(cell for row in sheet_of(payload).rows for cell in row)
    take_over(scene, book)

    assert "事项名称与隐藏编号对不上" in shown(scene, book)
    assert "事项名称与隐藏编号对不上" in marked
    assert sorted(said(scene, one)) == ["", "桩基完成"]


@pytest.mark.parametrize("new_head", ["本期工作进展情况", ""], ids=["renamed", "emptied"])
def test_a_column_that_is_not_found_is_named(scene: Scene, new_head: str) -> None:
    one = scene.open()
    grid = grid_of(sent(scene, one), BOTH)
    head_of(grid)[head_of(grid).index("本期进展")] = new_head
    book = back(scene, one, grid)
    batch = scene.world.client("office").get(f"/sheets/returns/{book.batch_id}/").content.decode()

    assert "未找到这些列，其内容没有读取：本期进展" in shown(scene, book)
    assert "未找到列：本期进展" in batch
    assert (f"不入库：{new_head}" in shown(scene, book)) is bool(new_head)


def test_a_workbook_without_a_column_to_fill_in_is_confirmed_by_itself(scene: Scene) -> None:
    one = scene.open()
    typed: Typed = {TASK: {"本期进展": "已发放两批", "下一步": "再发一批"}}
    grid = grid_of(sent(scene, one), typed)
    head_of(grid)[head_of(grid).index("本期进展")] = "工作进展"
    book = back(scene, one, grid)
    client = scene.world.client("office")
    there = f"/sheets/returns/{book.batch_id}/"
    page = client.get(there).content.decode()
    client.post(f"{there}apply", {"how": "hand-in"})
    book.refresh_from_db()
    unseen = (book.state, said(scene, one))
    apply_book(scene.world.actor("office"), book, book.version, Confirmed(is_handed_in=True))

    assert "可一并入库" not in page
    assert unseen == ("staged", ("", ""))
    assert scene.check_in(one, scene.task).state == "draft"  # a next step alone, the rest unread


def test_what_is_no_column_of_ours_is_named_where_something_stands_in_it(scene: Scene) -> None:
    one = scene.open()
    book = back(scene, one, with_own_column(grid_of(sent(scene, one), BOTH)))

    assert "自行增加或改名的列不入库：备注" in shown(scene, book)
    batch = scene.world.client("office").get(f"/sheets/returns/{book.batch_id}/").content.decode()
    assert "自行增加的行或列不入库" in batch
    assert "未找到" not in shown(scene, book)


@pytest.mark.parametrize("is_filled_copy", [False, True], ids=["as-sent", "half-filled"])
def test_a_copy_that_says_nothing_of_its_own_does_not_count(
    scene: Scene, *, is_filled_copy: bool
) -> None:
    one = scene.open()
    payload = sent(scene, one)
    some: Typed = {PROJECT: BOTH[PROJECT]} if is_filled_copy else {}
    _first, copied = rows_under_head(grid_of(payload, some))
    book = back(scene, one, [*grid_of(payload, BOTH), *copied])
    take_over(scene, book)

    assert said(scene, one) == ("已发放两批", "桩基完成")


def test_rows_of_one_item_that_say_different_things_wait_for_the_unit(scene: Scene) -> None:
    one = scene.open()
    payload = sent(scene, one)
    _first, copied = rows_under_head(grid_of(payload, {TASK: {"本期进展": "另一种说法"}}))
    book = back(scene, one, [*grid_of(payload, BOTH), *copied])
    take_over(scene, book)

    assert book.counts["comes"]["twice"] == 2
    assert said(scene, one) == ("", "桩基完成")


def test_lines_that_a_unit_wrote_stay_lines(scene: Scene) -> None:
    one = scene.open()
    words: Typed = {TASK: {"本期进展": "一、发放两批\n二、走访十户", "下一步": "1. 核对\n2. 再发"}}
    take_over(scene, back(scene, one, grid_of(sent(scene, one), words)))

    assert said(scene, one)[0] == "一、发放两批\n二、走访十户\n下一步：1. 核对\n2. 再发"


@pytest.mark.parametrize(
    ("cell", "text", "told"),
    [
        ("完成比例（%）", 0.35, "不到 1%，还是按 1 为全部填的"),
        ("完成比例（%）", 0.5, "不到 1%，还是按 1 为全部填的"),
        ("完成比例（%）", "一半", "请填0到100之间的数"),
        ("完成比例（%）", 130, "请填0到100之间的数"),
        ("本期进展", "#REF!", "公式没有结果"),
    ],
    ids=["third", "half", "words", "over", "formula"],
)
def test_a_figure_in_doubt_is_asked_back(
    scene: Scene, cell: str, text: str | float, told: str
) -> None:
    one = scene.open()
    book = back(scene, one, grid_of(sent(scene, one), {PROJECT: {cell: text}}))
    take_over(scene, book)

    assert book.counts["comes"]["faulty"] == 1
    assert told in shown(scene, book)
    assert scene.check_in(one, scene.project).version == 1


def test_a_share_below_one_that_went_out_so_is_no_doubt(scene: Scene) -> None:
    one = scene.open()
    row = scene.check_in(one, scene.project)
    type(row).objects.filter(pk=row.pk).update(progress=5)
    book = back(scene, one, grid_of(sent(scene, one), BOTH))

    assert book.counts["comes"] == {"changed": 2}


def test_cells_merged_down_the_rows_stand_in_each(scene: Scene) -> None:
    one = scene.open()
    grid = grid_of(sent(scene, one), {})
    first, _rows = rows_under_head(grid)
    place = head_of(grid).index("本期进展")
    out = io.BytesIO()
    import xlsxwriter  # noqa: PLC0415

    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet("表")
        for at, row in enumerate(grid):
            page.write_row(at, 0, row)
        page.merge_range(first, place, first + 1, place, "两项一并推进")
    book = dropped(scene, one, ("表.xlsx", out.getvalue()))[0]
    take_over(scene, book)

    assert said(scene, one) == ("两项一并推进", "两项一并推进")


def test_an_archive_within_an_archive_is_unpacked_and_its_litter_left(scene: Scene) -> None:
    one = scene.open()
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("各局/财政局.xlsx", written(grid_of(sent(scene, one), BOTH)))
        archive.writestr("各局/~$财政局.xlsx", b"\x05lock")
        archive.writestr("各局/Thumbs.db", b"x")
        archive.writestr("__MACOSX/._财政局.xlsx", b"x")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("内.zip", inner.getvalue())
    books = dropped(scene, one, ("外.zip", outer.getvalue()))

    assert [(book.file_name, book.state) for book in books] == [("财政局.xlsx", "staged")]


def test_one_broken_archive_does_not_hold_up_the_others(scene: Scene) -> None:
    one = scene.open()
    good = written(grid_of(sent(scene, one), BOTH))
    locked = io.BytesIO()
    with zipfile.ZipFile(locked, "w") as archive:
        archive.writestr("表.xlsx", good)
    guarded = locked.getvalue().replace(b"\x14\x00\x00\x00", b"\x14\x00\x01\x00")
    books = dropped(scene, one, ("坏.zip", guarded), ("锁.rar", b"Rar!\x1a\x07\x01"),
                    ("好.xlsx", good), ("报告.pdf", b"%PDF-1.4\n"))  # fmt: skip
    shown = scene.world.client("office").get(f"/sheets/returns/{books[0].batch_id}/")
    page = shown.content.decode()

    assert [book.state for book in books] == ["refused", "refused", "staged", "refused"]
    assert page.count("是压缩包：请解压后再交") == 2
    assert "不是表格文件" in page
    assert head_at(sheet_of(good)) > 0


def test_all_that_is_wrong_with_a_row_is_said_at_once(scene: Scene) -> None:
    one = scene.open()
    cells: dict[str, str | float] = {
        "本期无新进展": "也许", "目标（节点）": "未达成", "完成比例（%）": "约一半"
    }  # fmt: skip
    book = back(scene, one, grid_of(sent(scene, one), {TASK: cells}))
    line = next(line for line in book.lines if line["comes"] == "faulty")

    assert {(cell, fault) for cell, fault, _text, _place in line["faults"]} == {
        ("unchanged", "not_yes"), ("reason", "no_reason"), ("progress", "no_quantity"),
    }  # fmt: skip


def test_words_of_a_fault_are_the_sheets_own(scene: Scene) -> None:
    one = scene.open()
    book = back(scene, one, grid_of(sent(scene, one), {PROJECT: {"目标（节点）": "达成"}}))

    assert "“达成”" in shown(scene, book)
    assert "met" not in shown(scene, book).split("<main", 1)[1].split("</main", 1)[0].split()


def test_what_has_to_be_corrected_is_seen_and_the_workbook_comes_back_again(scene: Scene) -> None:
    one = scene.open()
    issue = issue_books(scene.world.actor("office"), one, Wanted())
    payload = payload_of(
        issue.books.get(unit=scene.world.housing)
    )  # its column of shares is hidden
    task: Typed = {TASK: {"本期进展": "已核对", "完成比例（%）": 30}}
    book = back(scene, one, grid_of(payload, task))
    _name, marked = fault_book(scene.world.actor("office"), book)
    with zipfile.ZipFile(io.BytesIO(marked)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
        texts = parts.read("xl/sharedStrings.xml").decode()
    grid = grid_of(marked, {TASK: {"完成比例（%）": ""}})
    place = head_of(grid).index("完成比例（%）") + 1
    hidden = re.findall(r'<col min="(\d+)" max="\d+"[^>]* hidden="1"', page)
    take_over(scene, back(scene, one, grid))

    assert str(place) not in hidden
    assert len(hidden) > 2
    assert "完成比例（%）：这一类事项不填完成比例：请留空。" in texts
    assert one.check_ins.get(unit=scene.world.housing).said == "已核对"


def test_a_workbook_of_which_nothing_can_be_taken_stays_to_be_confirmed(scene: Scene) -> None:
    one = scene.open()
    client = scene.world.client("office")
    wrong: Typed = {TASK: {"完成比例（%）": 30}, PROJECT: {"完成比例（%）": "一半"}}
    book = back(scene, one, grid_of(sent(scene, one), wrong))
    client.post(f"/sheets/returns/{book.batch_id}/apply", {"how": "draft"})
    book.refresh_from_db()

    assert book.state == "staged"


def test_what_has_to_be_corrected_is_still_told_once_the_rest_is_taken(scene: Scene) -> None:
    one = scene.open()
    client = scene.world.client("office")
    cells: Typed = {TASK: {"完成比例（%）": 30}, PROJECT: {"本期进展": "桩基完成"}}
    book = back(scene, one, grid_of(sent(scene, one), cells))
    client.post(f"/sheets/returns/{book.batch_id}/apply", {"how": "draft"})
    book.refresh_from_db()

    assert book.state == "applied"
    assert "下载标出问题的原表" in shown(scene, book)


def test_what_was_written_and_does_not_answer_is_said_to_be_a_draft(scene: Scene) -> None:
    one = scene.open()
    cells: Typed = {TASK: {"本期进展": "已发放"}, PROJECT: {"存在问题及需谁协调": "缺地"}}
    book = back(scene, one, grid_of(sent(scene, one), cells))
    client = scene.world.client("office")
    answer = client.post(f"/sheets/returns/{book.batch_id}/apply", {"how": "hand-in"}, follow=True)

    page = answer.content.decode()
    assert "已上报 1 条。 另有 1 条只存为草稿" in page
    assert scene.check_in(one, scene.project).state == "draft"


def without_keys(grid: Grid) -> Grid:
    return [row[2:] for row in grid]


def with_empty_keys(grid: Grid) -> Grid:
    head = head_place(grid)
    return [row if at == head else ["", *row[1:]] for at, row in enumerate(grid)]


@pytest.mark.parametrize("way", [without_keys, with_empty_keys], ids=["deleted", "emptied"])
def test_a_workbook_without_its_keys_is_told_by_unit_and_names(
    scene: Scene, way: Callable[[Grid], Grid]
) -> None:
    one = scene.open()
    book = back(scene, one, way(grid_of(sent(scene, one), BOTH)))
    client = scene.world.client("office")
    client.post(f"/sheets/returns/{book.batch_id}/apply", {"how": "draft"})
    unseen = said(scene, one)
    take_over(scene, book)

    assert unseen == ("", "")  # it is looked at by itself first
    assert book.unit == scene.world.finance
    assert "隐藏编号不在了" in shown(scene, book)
    assert said(scene, one) == ("已发放两批", "桩基完成")


def head_place(grid: Grid) -> int:
    return rows_under_head(grid)[0] - 1


@pytest.mark.parametrize("over", ["", "区财政局、区住建局"], ids=["nobody", "several"])
def test_a_workbook_without_keys_that_names_no_unit_is_refused(scene: Scene, over: str) -> None:
    one = scene.open()
    grid = without_keys(grid_of(sent(scene, one), BOTH))
    first = next(at for at, row in enumerate(grid) if "事项" in row)
    book = back(scene, one, [[over], *grid[first:]])

    assert (book.state, book.fault) == ("refused", "no_head")


def test_a_liaison_takes_no_others_workbook_for_its_own(scene: Scene) -> None:
    one = scene.open()
    grid = without_keys(grid_of(sent(scene, one), BOTH))
    grid[0][0] = "进展填报表（区住建局）"
    liaison = scene.world.actor("liaison")
    batch = receive(liaison, one, [Dropped(name="表.xlsx", payload=written(grid))])
    read_batch(liaison, batch)

    assert batch.books.get().fault == "no_head"


def test_a_row_without_key_whose_name_is_no_item_is_told(scene: Scene) -> None:
    one = scene.open()
    grid = without_keys(grid_of(sent(scene, one), BOTH))
    grid[-1][1] = "改了名的事项"
    book = back(scene, one, grid)

    assert len(book.counts["strangers"]) == 1
    assert "自行添加的行不入库" in shown(scene, book)


@pytest.mark.parametrize("is_last", [False, True], ids=["first-columns", "last-columns"])
def test_one_row_whose_key_was_emptied_is_told_by_its_name(scene: Scene, *, is_last: bool) -> None:
    one = scene.open()
    grid = grid_of(sent(scene, one), BOTH)
    first, _rows = rows_under_head(grid)
    grid[first][0] = grid[first][1] = ""
    if is_last:  # a row is as long as its last filled cell
        width = max(map(len, grid))
        grid = [[*row[2:], *[""] * (width - len(row)), *row[:2]] for row in grid]
    book = back(scene, one, [*grid, ["", "", "", "", "以上情况属实"]])

    assert "有 1 行的隐藏编号不在了" in shown(scene, book)

    take_over(scene, book)

    assert book.counts["unkeyed"] == 1
    assert said(scene, one) == ("已发放两批", "桩基完成")
