"""What is wrong with an old ledger, or more than one looks for: told, marked, read all the same."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from behind import work_off
from messyledgers import HEADS, Rows, texts, xlsx
from oldledgers import drop, ledger, write
from words import zipped
from worlds import World, install_kinds, make_campaign

from guatu.accounts.models import Unit
from guatu.audit.models import AuditEvent
from guatu.interchange.grids import read_grids
from guatu.ledgers.models import Entry
from guatu.sheets.models import Adoption
from guatu.sheets.views import adopting as adopting_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _campaign(world: World) -> None:
    install_kinds()
    make_campaign(world.district, slug="year")


@pytest.mark.parametrize(("rows", "columns"), [(100_101, 1), (3, 401)], ids=["rows", "columns"])
def test_a_sheet_that_is_too_large_is_told_with_its_name_and_size(
    world: World, rows: int, columns: int
) -> None:
    wide = "\n".join([",".join("甲" * columns)] * rows)
    said = drop(world.client("office"), wide.encode("gb18030"), "台账.csv").content.decode()

    assert f"有 {rows} 行、{columns} 列" in said
    assert "最多能读 100100 行、400 列" in said
    assert "工作表“台账.csv”" in said


def test_a_large_ledger_is_read_behind_the_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand rows take a minute: the page answers at once and says how far it is."""
    monkeypatch.setattr(adopting_page, "LARGE", 100)
    client = world.client("office")

    response = drop(client, ledger())

    assert Adoption.objects.count() == 0
    assert "/jobs/" in response["Location"]

    work_off()
    row = Adoption.objects.get()
    followed = client.get(response["Location"], follow=True)

    assert f"/sheets/ledgers/{row.pk}/" == followed.redirect_chain[-1][0]
    assert "修一条路" in followed.content.decode()


def test_a_large_file_that_cannot_be_read_is_told_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adopting_page, "LARGE", 10)
    client = world.client("office")
    page = "<html><body><p>没有表的网页</p></body></html>".encode()
    response = drop(client, page, "网页.xls")
    work_off()
    told = client.get(response["Location"], follow=True).content.decode()

    assert Adoption.objects.count() == 0
    assert "网页.xls 里没有可读取的表格" in told


def doubtful() -> Rows:
    return [
        ["2026年台账"],
        HEADS,
        ["1", "修一条路", "区路灯所", "", "适时", "已开工"],
        ["2", "种一排树", "区住建局", "", "2026年6月底", ""],
        ["3", "", "区住建局", "", "2026年6月底", "无名"],
    ]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_ledger_comes_back_with_its_doubtful_cells_marked(world: World, form: str) -> None:
    client = world.client("office")
    is_book = form == "xlsx"
    payload = xlsx(doubtful()) if is_book else texts(doubtful()).encode("gb18030")
    drop(client, payload, f"台账.{form}")
    row = Adoption.objects.get()

    response = client.get(f"/sheets/ledgers/{row.pk}/faults")
    made = b"".join(response.streaming_content)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        notes = parts.read("xl/comments1.xml").decode()
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    said = dict(re.findall(r'<comment ref="(\w+)".*?<t[^>]*>(.*?)</t>', notes, re.DOTALL))
    looks = dict(re.findall(r'<c r="(\w+)"[^>]*?\bs="(\d+)"', page))

    assert {"C3", "E3", "B5"} == set(said)
    assert "“区路灯所”：没有" in said["C3"]
    assert "“适时”：" in said["E3"]
    assert "没有事项名称" in said["B5"]
    assert {looks[at] for at in said}.isdisjoint({looks.get("B4"), looks.get("C4")})
    assert "<f>" not in page
    (grid,) = read_grids(made, name="台账.xlsx")

    assert grid.rows[3][1] == "种一排树"

    assert "标出疑问的原表" in client.get(f"/sheets/ledgers/{row.pk}/").content.decode()


def test_the_other_sheets_of_a_file_are_told_and_read_after_one_another(world: World) -> None:
    client = world.client("office")
    rows: Rows = [HEADS, ["1", "修一条路", "区住建局", "", "2026年6月30日", ""]]
    drop(client, xlsx(rows, before=[[*HEADS], ["1", "种一排树", "区住建局", "", "", ""]]))
    first = Adoption.objects.get()

    assert "连同此文件的其他工作表" in client.get(f"/sheets/ledgers/{first.pk}/").content.decode()

    write(client, "apply")
    told = client.get(f"/sheets/ledgers/{first.pk}/").content.decode()

    assert "还有1张工作表没有认领" in told

    write(client, "look", sheet="1" if first.sheet == 0 else "0")
    second = Adoption.objects.latest("pk")

    assert second.pk != first.pk
    assert second.evidence == first.evidence

    write(client, "apply")

    assert {"修一条路", "种一排树"} == set(Entry.objects.values_list("title", flat=True))
    assert "没有认领" not in client.get(f"/sheets/ledgers/{first.pk}/").content.decode()


def test_another_table_beneath_is_told_and_not_read_in_the_wrong_columns(world: World) -> None:
    client = world.client("office")
    rows: Rows = [
        [*HEADS],
        ["1", "修一条路", "区住建局", "", "2026年6月30日", ""],
        ["表二", "", "", "", "", ""],
        ["序号", "项目名称", "责任单位", "总投资", "开工时间", "备注"],
        ["1", "一座桥", "区住建局", "300", "2026年3月", ""],
    ]
    page = drop(client, xlsx(rows))
    html = client.get(page["Location"]).content.decode()

    assert "另一张表从这里开始" in html

    write(client, "apply")

    assert list(Entry.objects.values_list("title", flat=True)) == ["修一条路"]


def test_a_clear_ledger_has_nothing_to_mark(world: World) -> None:
    client = world.client("office")
    drop(client, ledger())
    row = Adoption.objects.get()

    assert client.get(f"/sheets/ledgers/{row.pk}/faults").status_code == 422
    assert "标出疑问的原表" not in client.get(f"/sheets/ledgers/{row.pk}/").content.decode()


def test_a_name_that_is_no_unit_becomes_one_where_one_may_make_units(world: World) -> None:
    client = world.client("office")
    page = drop(client, ledger(lead="区路灯所"))

    assert 'value="new:department"' in client.get(page["Location"]).content.decode()

    write(client, "answer", about="unit", text="区路灯所", answer="new:department")
    write(client, "apply")
    made = Unit.objects.get(name="区路灯所")

    assert made == Entry.objects.get().unit
    assert made.parent == world.district
    assert AuditEvent.objects.filter(act="unit.create").count() == 1


def test_a_unit_of_no_known_kind_is_refused(world: World) -> None:
    client = world.client("office")
    drop(client, ledger(lead="区路灯所"))

    response = write(client, "answer", about="unit", text="区路灯所", answer="new:government")

    assert response.status_code == 422
    assert not Unit.objects.filter(name="区路灯所").exists()


NO_PROBLEM = ("无", "暂无。", "目前无问题", "没有困难", "未发现明显问题；", "—")


def test_a_formula_without_a_result_and_words_for_nothing_tell_nothing(world: World) -> None:
    heads = [*HEADS, "存在问题"]
    first = ["1", "修一条路", "区住建局", "", "2026年6月30日", "#VALUE!", "缺土方"]
    rows: Rows = [heads, first]
    rows += [
        ["", f"种树{at}", "区住建局", "", "2026年6月30日", "", text]
        for at, text in enumerate(NO_PROBLEM)
    ]
    client = world.client("office")
    said = drop(client, xlsx([*rows, ["9", "#REF!", "区住建局", "", "", "", ""]]))
    page = client.get(said["Location"]).content.decode()
    write(client, "apply", as_of="2026-03-31")
    entries = list(Entry.objects.order_by("position"))

    assert "公式没有结果，不写入，进展情况：#VALUE!" in re.sub(r"<[^>]+>|\s", "", page)
    assert [one.title for one in entries] == ["修一条路", *(f"种树{at}" for at in range(6))]
    assert [one.last_said for one in entries] == ["存在问题：缺土方", *[""] * 6]


@pytest.mark.parametrize(
    "parts", [{"内.zip": zipped({"甲.csv": "a"})}, {"甲.csv": "a", "乙.csv": "b"}],
    ids=["archive-within", "two-files"],
)  # fmt: skip
def test_an_archive_that_is_not_of_one_file_is_told_as_it_is(
    world: World, parts: dict[str, bytes | str]
) -> None:
    client = world.client("office")
    page = client.get("/sheets/ledgers/").content.decode()
    response = drop(client, zipped(parts), "台账.zip")

    assert "或只装着其中一个的 .zip" in page
    assert response.status_code == 422
    assert "台账.zip 是压缩包，里面不是一个可读的文件" in response.content.decode()
