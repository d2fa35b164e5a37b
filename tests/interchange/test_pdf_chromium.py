"""Plans printed by Chromium at any width and size: the same paragraphs, the same ledger."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM
from chromium import Printer, printer
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guatu.core.planreading import DraftPlan, read_plan, to_document
from guatu.interchange.pdf.reader import read_pdf

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "src" / "guatu" / "demo" / "plans"
SHARED = ROOT.parent / "shared" / "plans"
KINDS = ("targets", "facts", "tasks", "phases", "projects", "cadence")
HEAD = "<div style='font-size:8px;width:100%;text-align:center'>云溪县人民政府公报</div>"
FOOT = (
    "<div style='font-size:8px;width:100%;text-align:center'>第 <span class=pageNumber></span> 页"
    " 共 <span class=totalPages></span> 页</div>"
)
OFFICIAL = (
    "@page{size:A4;margin:37mm 26mm 35mm 28mm}body{font:16pt/28.5pt 'Noto Serif CJK SC'}"
    "p{margin:0;text-indent:2em;text-align:justify}"
)
COLUMNS = (
    "@page{size:A4;margin:20mm}body{font:11pt/1.6 'Noto Serif CJK SC';columns:2;column-gap:10mm}"
    "p{margin:0;text-indent:2em;text-align:justify}"
)
BLOCKS = "@page{size:A4;margin:20mm}body{font:14px/1.8 'Noto Sans CJK SC'}p{margin:0 0 1em}"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs the system's package `chromium`")


@pytest.fixture(scope="module")
def press() -> Iterator[Printer]:
    with printer() as opened:
        yield opened


def lines_of(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8-sig")
    return [line.strip("　 \u00a0") for line in text.splitlines() if line.strip("　 \u00a0")]


def squeezed(text: str) -> list[str]:
    return [re.sub(r"\s", "", line) for line in text.splitlines()]


def told(draft: DraftPlan) -> dict[str, list[Any]]:
    """Give the records without their places; a quote's blanks may differ."""
    document = to_document(draft, doc="")
    return {kind: [_row(row) for row in document[kind]] for kind in KINDS}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    kept = {
        k: v for k, v in row.items() if not (k.endswith(("start", "end")) and isinstance(v, int))
    }
    return {k: re.sub(r"\s", "", v) if isinstance(v, str) else v for k, v in kept.items()}


@pytest.mark.parametrize("layout", ["official", "columns", "blocks"])
@pytest.mark.parametrize("plan", sorted(path.name for path in DEMO.glob("*-plan.txt")))
def test_a_printed_plan_gives_the_same_ledger(press: Printer, layout: str, plan: str) -> None:
    lines = lines_of(DEMO / plan)
    css = {"official": OFFICIAL, "columns": COLUMNS, "blocks": BLOCKS}[layout]
    options: dict[str, Any] = {}
    if layout == "blocks":
        margin = {"top": "25mm", "bottom": "25mm", "left": "20mm", "right": "20mm"}
        options = {
            "display_header_footer": True,
            "header_template": HEAD,
            "footer_template": FOOT,
            "margin": margin,
        }

    document = read_pdf(press.lines(lines, css, **options), name="plan.pdf")

    assert squeezed(document.text) == [re.sub(r"\s", "", line) for line in lines]
    assert told(read_plan(document.text)) == told(read_plan("\n".join(lines)))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(width=210, size=16.0, leading=1.78, serif=True)
@given(
    width=st.integers(min_value=110, max_value=420),
    size=st.floats(min_value=8, max_value=22).map(lambda size: round(size, 1)),
    leading=st.sampled_from([1.15, 1.5, 1.78, 2.2]),
    serif=st.booleans(),
)
def test_no_width_or_size_changes_a_paragraph(
    press: Printer,
    width: int,
    size: float,
    leading: float,
    serif: bool,  # noqa: FBT001 drawn
) -> None:
    lines = lines_of(DEMO / "linlan-2026-winter-plan.txt")
    font = "Noto Serif CJK SC" if serif else "Noto Sans CJK SC"
    css = (
        f"@page{{size:{width}mm 297mm;margin:20mm}}body{{font:{size}pt/{leading} '{font}'}}"
        "p{margin:0;text-indent:2em;text-align:justify}"
    )

    document = read_pdf(press.lines(lines, css), name="plan.pdf")

    assert squeezed(document.text) == [re.sub(r"\s", "", line) for line in lines]


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the plans in ../shared/plans")
@pytest.mark.parametrize("css", [OFFICIAL, COLUMNS, BLOCKS], ids=["official", "columns", "blocks"])
def test_printed_plans_score_as_their_texts_do(press: Printer, css: str) -> None:
    spec = importlib.util.spec_from_file_location("plan_score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    hits = {"text": [0, 0, 0], "print": [0, 0, 0]}

    for path in sorted(SHARED.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        gold, lines = json.loads(path.read_text("utf-8")), lines_of(SHARED / f"{name}.txt")
        drafts = {
            "text": read_plan("\n".join(lines)),
            "print": read_plan(read_pdf(press.lines(lines, css), name=name).text),
        }
        for way, draft in drafts.items():
            rows = score.count(gold, to_document(draft, doc=name)).values()
            hits[way] = [a + sum(row[k] for row in rows) for k, a in enumerate(hits[way])]

    f1 = {way: score.f1(*row)[2] for way, row in hits.items()}
    assert f1["print"] >= f1["text"] - 0.002
