"""Wall charts stay as reviewed: their drawing as SVG, their PDF as its size, pages and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from sheetwords import WORDS

from guatu.core.chart import (
    FORMATS,
    PRINT,
    Frame,
    Item,
    Line,
    Look,
    Node,
    Order,
    Paper,
    Phase,
    Sheet,
    Span,
    Texts,
    Want,
    Zoom,
    printed_sheets,
    securing_sheets,
    svg_of,
)
from guatu.core.lamps import Lamp, Outcome
from guatu.overview.charttyping import printed_pdf

FOLDER = Path(__file__).with_name("charts")
A3 = FORMATS["A3"]
LAMPS = (Lamp.OVERDUE, Lamp.SEVERE, Lamp.BEHIND, Lamp.DUE_SOON, Lamp.ON_PACE, Lamp.DONE)
MM = 25.4 / 72


def line(number: int, lamp: Lamp) -> Line:
    return Line(
        pk=number,
        number=str(number),
        title="新建标准厂房及配套道路" * (number % 3 + 1),
        lamp=lamp,
        lamp_until=date(2026, 7, 31) if lamp is Lamp.DUE_SOON else None,
        unit="镕喆新区管理委员会招商引资和项目服务中心" if number == 3 else "区发展改革局",
        owner="周某、诸葛某某、王某",
        standard="通过竣工验收，手续齐备",
        measures="专班每周现场调度" if number % 2 else "",
        standing="在建 45%",
        starts_on=date(2026, 1, 10 + number),
        due_on=None if number == 5 else date(2026, 6 + number, 15),
        first_due_on=date(2026, 6, 15) if number == 2 else None,
        closed_on=date(2026, 5, 20) if lamp is Lamp.DONE else None,
        progress=450,
        nodes=(
            Node(title="开工", due_on=date(2026, 2, 20), outcome=Outcome.MET),
            Node(title="主体封顶", due_on=date(2026, 5, 31), outcome=Outcome.MISSED),
            Node(title="竣工验收", due_on=date(2026, 9, 30)),
        ),
    )


def progress(texts: Texts) -> list[Sheet]:
    frame = Frame(
        span=Span(first=date(2026, 1, 1), last=date(2026, 12, 31)),
        today=date(2026, 6, 18),
        phases=(
            Phase(name="攻坚推进", starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30)),
            Phase(name="冲刺决胜", starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31)),
        ),
        deadlines=(("攻坚推进", date(2026, 6, 30)),),
    )
    lines = [line(number, lamp) for number, lamp in enumerate(LAMPS, 1)]
    groups = [("一、产业登高", lines[:4]), ("二、城乡登高", lines[4:])]
    return printed_sheets(groups, frame, look, words=WORDS, order=Order(form=A3, texts=texts))


def look(paper: Paper) -> Look:
    return Look(
        zoom=Zoom.WHOLE, tick=lambda _step, first: f"{first.month}月", undated="未定时限",
        narrowest=paper.track_width, size=paper.size,
    )  # fmt: skip


def securing() -> list[Sheet]:
    wants = {
        "land": (
            Want(text="新增建设用地 120亩", by="→ 区自然资源分局 6月11日 超期7天", is_late=True),
        ),
        "problem": tuple(Want(text=f"第{n}批管线迁改未完成，请协调。") for n in range(1, 6)),
    }
    settled = Want(text="用地", by="✓ 已落实", is_settled=True)
    items = [
        Item(title="新建标准厂房", number="1", unit="区发改局", lamp=Lamp.BEHIND, wants=wants),
        Item(title="标准厂房二期", wants={"land": (settled,)}),
    ]
    words = replace(
        WORDS, heads={**WORDS.heads, "land": "用地", "problem": "上报的问题"}, totals={}
    )
    return securing_sheets(
        [("区发改局", items)], A3, words=words, sorts=("land", "problem"), more=lambda n: f"另{n}条"
    )


CHARTS = {
    "full": lambda: progress(Texts.WHOLE),
    "short": lambda: progress(Texts.ONE),
    "needs": securing,
}


def compared(path: Path, found: str, *, is_updated: bool) -> None:
    if is_updated:
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == found


@pytest.mark.parametrize("name", list(CHARTS))
def test_the_drawing_is_as_it_was_reviewed(name: str, *, update_golden: bool) -> None:
    (sheet,) = CHARTS[name]()
    drawn = svg_of(sheet, PRINT, title=WORDS.title)

    compared(FOLDER / f"{name}.svg", drawn, is_updated=update_golden)


@pytest.mark.parametrize("name", list(CHARTS))
def test_the_pdf_is_as_it_was_reviewed(name: str, *, update_golden: bool) -> None:
    found = facts(printed_pdf(CHARTS[name](), A3, WORDS.title))

    compared(FOLDER / f"{name}.pdf.txt", found, is_updated=update_golden)


@pytest.mark.parametrize("name", list(CHARTS))
def test_the_pdf_holds_shapes_and_letters_and_no_picture_of_points(name: str) -> None:
    page = pypdfium2.PdfDocument(printed_pdf(CHARTS[name](), A3, WORDS.title))[0]
    kinds = {thing.type for thing in page.get_objects(max_depth=9)}

    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds
    assert {pypdfium2.raw.FPDF_PAGEOBJ_PATH, pypdfium2.raw.FPDF_PAGEOBJ_TEXT} <= kinds


def facts(payload: bytes) -> str:
    """Return what a reader of a PDF sees of it: sizes in millimetres, and its words."""
    said: list[str] = []
    pages: Sequence[pypdfium2.PdfPage] = list(pypdfium2.PdfDocument(payload))
    for page in pages:
        width, height = (round(edge * MM) for edge in page.get_size())
        text = page.get_textpage().get_text_range().replace("\r\n", "\n")
        said += [f"{width} × {height} mm", *text.splitlines()]
    return "\n".join(said) + "\n"
