"""Several sheets of one old ledger: read beside each other, asked once for all, taken over and back as one."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from behind import work_off
from django.db import connection
from django.test.utils import CaptureQueriesContext
from messyledgers import HEADS, Rows, fill
from oldledgers import drop, write
from worlds import World, install_kinds, make_campaign

from guatu.audit.models import AuditEvent
from guatu.ledgers.models import Entry
from guatu.sheets.models import AdoptedLine, Adoption
from guatu.sheets.queries import meant as meaning
from guatu.sheets.views import adopting as adopting_page

pytestmark = pytest.mark.django_db
ROADS: Rows = [HEADS, *([at, f"修路{at}", "城投", "", "6月底", "开工"] for at in range(1, 4))]
TREES: Rows = [["种树台账"], HEADS, [1, "种树", "城投", "", "6月底", ""]]
PARKS: Rows = [
    ["项目", "牵头", "时限"],
    ["修公园", "区财政局", "9月30日"],
    ["修路1", "区财政局", ""],
]
COVER: Rows = [["封面"], ["督查室"]]


@pytest.fixture(autouse=True)
def _campaign(world: World) -> None:
    install_kinds()
    make_campaign(world.district, slug="year")


def book(**pages: Rows) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        for title, rows in pages.items():
            fill(made.add_worksheet(title), rows)
    return buffer.getvalue()


def staged() -> list[Adoption]:
    return list(Adoption.objects.filter(state=Adoption.State.STAGED).order_by("sheet"))


def send(world: World, part: str, **data: object) -> str:
    """Act on the first sheet that stands, as its page does with the others beside it."""
    first, *others = Adoption.objects.order_by("sheet")
    sent = {"version": first.version, "others": [f"{one.pk}:{one.version}" for one in others]}
    path = f"/sheets/ledgers/{first.pk}/{part}"
    return str(world.client("office").post(path, sent | data, follow=True).content.decode())


def laid(world: World, **pages: Rows) -> str:
    client = world.client("office")
    drop(client, book(**pages))
    others = [at for at in range(len(pages)) if at != Adoption.objects.get().sheet]
    return str(write(client, "look", also=others).content.decode())


def answered(world: World) -> None:
    """Say on the page of the first sheet which unit 城投 is."""
    send(world, "answer", about="unit", text="城投", answer=str(world.finance.pk))


def test_all_sheets_of_a_file_are_taken_over_and_back_as_one(world: World) -> None:
    html = laid(world, 道路=ROADS, 绿化=TREES, 封面=COVER)

    assert "又读取了1张工作表" in html
    assert "封面没有找到表头" in html
    assert "一并认领2张工作表" not in html  # 城投 is no unit yet

    answered(world)

    assert [one.answers["unit"] for one in staged()] == [{"城投": str(world.finance.pk)}] * 2

    page = world.client("office").get(f"/sheets/ledgers/{staged()[1].pk}/").content.decode()

    assert "一并认领2张工作表，共4个事项" in page

    send(world, "apply", as_of="2026-03-31")

    assert Entry.objects.count() == 4
    assert {one.adoption.sheet for one in AdoptedLine.objects.all()} == {0, 1}
    assert AuditEvent.objects.filter(act="ledger.adopt").count() == 2

    send(world, "undo")

    assert Entry.objects.count() == 0


def test_one_sheet_that_does_not_fit_keeps_all_out(world: World) -> None:
    laid(world, 道路=ROADS, 绿化=TREES)
    answered(world)
    later = staged()[1]
    later.answers = {}
    later.save()

    said = send(world, "apply")

    assert "绿化：" in said
    assert Entry.objects.count() == 0


def test_a_title_on_two_sheets_is_asked_before_both_are_taken(world: World) -> None:
    html = laid(world, 道路=ROADS, 公园=PARKS)
    first = staged()[0]
    pages = [world.client("office").get(f"/sheets/ledgers/{one.pk}/") for one in staged()]

    assert "又读取了1张工作表" in html
    assert [b"\xe4\xbf\xae\xe8\xb7\xaf1" in page.content for page in pages] == [True, True]
    assert ["已有同名事项" in page.content.decode() for page in pages] == [False, True]
    assert first.sheet == 0


def test_columns_of_the_same_heads_hold_the_same_on_each_sheet(world: World) -> None:
    client = world.client("office")
    drop(client, book(一月=ROADS, 二月=TREES[1:], 公园=PARKS))
    meanings = Adoption.objects.get().meanings
    write(client, "columns", meaning=[*meanings[:-1], "keep"], kind="task")
    write(client, "look", also=[1, 2])

    told = [one.meanings[-1] for one in staged()]

    assert told == ["keep", "keep", "due"]


def test_many_lines_of_several_sheets_are_taken_over_behind_the_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adopting_page, "MANY", 5)
    laid(world, 道路=ROADS, 绿化=TREES)
    answered(world)

    send(world, "apply")

    assert Entry.objects.count() == 0

    work_off()

    assert Entry.objects.count() == 4


@pytest.mark.parametrize("part", ["page", "apply"])
def test_each_sheet_of_a_file_is_read_once_whatever_stands_beside_it(
    world: World, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr(adopting_page, "MANY", 0)
    once: list[int] = []
    read = meaning.reading_of
    monkeypatch.setattr(meaning, "reading_of", lambda one: once.append(one.sheet) or read(one))
    asked = []
    for count in (2, 6):
        Adoption.objects.all().delete()
        pages = {f"第{at}张": [HEADS, [1, f"修路{at}", "城投"]] for at in range(count)}
        laid(world, **pages)
        answered(world)
        once.clear()
        with CaptureQueriesContext(connection) as queries:
            if part == "apply":
                send(world, "apply")
            else:
                world.client("office").get(f"/sheets/ledgers/{staged()[-1].pk}/")
        asked.append(len(queries))

        assert once == list(range(count))

    assert asked[0] == asked[1]
