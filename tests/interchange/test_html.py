"""Web pages: nothing of the plan is lost, menus and links are, whatever the site's maker."""

import re
from pathlib import Path
from typing import Any

import pytest
from webpages import ENCODINGS, MENU, NEWS, PAGES, TITLE, mhtml, page_bytes

from guatu.core.documents import Align, BlockKind, Format, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.core.planreading import read_plan, to_document
from guatu.interchange.html.reader import read_html

PLANS = Path(__file__).resolve().parents[2] / "src" / "guatu" / "demo" / "plans"
LINES = (
    "为推动全县项目建设提速提质，制定本方案。",
    "一、主要目标",
    "2026年，全县新开工亿元以上项目32个，完成固定资产投资86.5亿元以上，增长9%。",
    "二、重点任务",
    "（一）推进临港新材料园三期建设。6月底前完成标准厂房12万平方米。（牵头单位：县发展改革局；责任单位：县住建局、临港镇）",
    "（二）新增规上工业企业18家，技改投资增长15%。（牵头单位：县经信局；完成时限：11月底前）",
    "云溪县人民政府",
    "2026年1月16日",
)
TABLE = """<table border=1><thead><tr><th rowspan=2>类别</th><th rowspan=2>序号</th><th colspan=2>责任分工</th></tr>
<tr><th>牵头单位</th><th>配合单位</th></tr></thead>
<tr><td rowspan=2>产业<br>发展</td><td>1</td><td>县经信局</td><td><p>县财政局</p><p>临港镇</p></td></tr>
<tr><td>2</td><td>县商务局</td><td>各镇</td></tr></table>"""


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def plan_lines(path: Path) -> list[str]:
    text = path.read_text("utf-8")
    return [line.strip("　 ") for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("maker", sorted(PAGES))
def test_a_page_gives_all_lines_of_its_plan_in_order_and_no_menu(maker: str) -> None:
    document = read_html(page_bytes(maker, LINES), name="plan.html")

    read = [squeezed(line) for line in document.text.splitlines()]
    wanted = [squeezed(line) for line in LINES]
    assert [line for line in read if line in wanted] == wanted
    assert not [word for word in (*MENU, *NEWS, "脚本", "隐藏", "主办") if word in document.text]
    assert document.format is Format.HTML


@pytest.mark.parametrize("maker", sorted(set(PAGES) - {"word"}))
def test_the_headline_and_the_line_of_origin_stay_above_the_text(maker: str) -> None:
    lines = read_html(page_bytes(maker, LINES), name="plan.html").text.splitlines()

    above = lines[: lines.index(LINES[0])]
    assert TITLE in above
    assert any(re.search(r"2026[年-]0?1[月-]16", line) for line in above)
    assert not any("浏览" in line or "字体" in line or "打印" in line for line in above)


@pytest.mark.parametrize("maker", sorted(PAGES))
@pytest.mark.parametrize("plan", sorted(path.name for path in PLANS.glob("*-plan.txt")))
def test_a_page_gives_the_same_ledger_as_the_text(maker: str, plan: str) -> None:
    lines = plan_lines(PLANS / plan)
    alone = to_document(read_plan("\n".join(lines)), doc="")

    paged = to_document(read_plan(read_html(page_bytes(maker, lines), name=plan).text), doc="")

    for kind in ("targets", "facts", "tasks", "phases", "projects", "cadence"):
        assert [told(row) for row in paged[kind]] == [told(row) for row in alone[kind]]


def told(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out the places of a record in the text."""
    return {
        k: v for k, v in row.items() if not (k.endswith(("start", "end")) and isinstance(v, int))
    }


def test_a_table_of_data_keeps_its_merged_cells() -> None:
    document = read_html(page_bytes("trs", LINES, TABLE), name="plan.html")

    (table,) = document.tables
    spans = {
        document.text[c.start : c.end]: (c.row, c.column, c.row_span, c.column_span)
        for c in table.cells
    }
    assert (table.rows, table.columns) == (4, 4)
    assert spans["类别"] == (0, 0, 2, 1)
    assert spans["责任分工"] == (0, 2, 1, 2)
    assert spans["产业 发展"] == (2, 0, 2, 1)
    assert spans["县财政局 临港镇"] == (2, 3, 1, 1)
    assert document.text[table.start : table.end].count("\n") == 3


def test_tables_that_lay_out_the_page_are_no_tables() -> None:
    document = read_html(page_bytes("layout-tables", LINES, TABLE), name="plan.html")

    assert len(document.tables) == 1
    assert "产业 发展" in document.text


def test_numbers_that_a_browser_puts_before_items_are_written() -> None:
    markup = (
        "<p>现将任务分解如下，请认真落实。</p>"
        "<ol style='list-style-type: simp-chinese-informal'><li>主要目标</li><li>重点任务"
        "<ol start=3><li>新增企业18家。</li><li value=7>新建厂房12万平方米。</li></ol></li></ol>"
        "<ol type=a><li>甲项。</li></ol><ul><li>乙项。</li></ul><ol><li>1.已有编号。</li></ol>"
    )

    document = read_html(f"<html><body>{markup}</body></html>".encode(), name="plan.html")

    assert document.text.splitlines()[1:] == [
        "一、主要目标",
        "二、重点任务",
        "3.新增企业18家。",
        "7.新建厂房12万平方米。",
        "a.甲项。",
        "乙项。",
        "1.已有编号。",
    ]
    assert NoteCode.NUMBERING_REBUILT in {note.code for note in document.notes}


def test_headings_and_places_of_lines_are_told() -> None:
    markup = (
        "<h1>云溪县行动方案</h1><p style='text-align:center'><strong>2026年度</strong></p>"
        "<p>一、主要目标</p><p>新增企业18家，力争更多。</p><p align=right>云溪县人民政府</p>"
    )

    document = read_html(f"<html><body>{markup}</body></html>".encode(), name="plan.html")

    found = [(b.kind, b.level, b.align) for b in document.blocks]
    assert found == [
        (BlockKind.HEADING, 1, Align.LEFT),
        (BlockKind.HEADING, 1, Align.CENTRE),
        (BlockKind.HEADING, 2, Align.LEFT),
        (BlockKind.PARAGRAPH, 0, Align.LEFT),
        (BlockKind.PARAGRAPH, 0, Align.RIGHT),
    ]
    assert all("\n" not in document.text[b.start : b.end] for b in document.blocks)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_the_encoding_is_found_whatever_the_page_says(encoding: str) -> None:
    payload = f"<html><body><p>{LINES[2]}</p></body></html>".encode(encoding)

    assert read_html(payload, name="plan.html").text == f"{LINES[2]}\n"


def test_a_wrong_declaration_does_no_harm() -> None:
    page = f"<html><head><meta charset=utf-8></head><body><p>{LINES[2]}</p></body></html>"

    assert read_html(page.encode("gbk"), name="plan.html").text == f"{LINES[2]}\n"


@pytest.mark.parametrize("maker", sorted(set(PAGES) - set(ENCODINGS)))
def test_a_page_saved_as_one_file_reads_the_same(maker: str) -> None:
    markup = PAGES[maker](LINES)

    assert (
        read_html(mhtml(markup), name="plan.mhtml").text
        == read_html(markup.encode(), name="plan.html").text
    )


@pytest.mark.parametrize(
    "payload",
    [
        b"<html></html>",
        b"<html><body><script>var a='\xe4\xb8\x80';</script></body></html>",
        b"  \n",
    ],
)
def test_a_page_without_text_is_refused_in_one_sentence(payload: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^plan\.html is a web page without text: ") as caught:
        read_html(payload, name="plan.html")

    assert caught.value.reason is UnreadableReason.EMPTY


def test_an_unknown_encoding_is_refused() -> None:
    payload = b"<html><body>" + bytes(range(0x80, 0x100)) * 20 + b"</body></html>"

    with pytest.raises(UnreadableFile) as caught:
        read_html(payload, name="plan.html")

    assert caught.value.reason is UnreadableReason.UNKNOWN_ENCODING


@pytest.mark.parametrize("tag", ["div", "span", "table><tr><td", "ol><li", "b"])
def test_deep_nesting_is_read(tag: str) -> None:
    payload = f"<html><body>{f'<{tag}>' * 400}{LINES[2]}</body></html>".encode()

    assert LINES[2] in read_html(payload, name="plan.html").text


def test_nesting_without_end_is_refused_whole() -> None:
    payload = f"<html><body><p>{LINES[0]}</p>{'<div>' * 50_000}{LINES[2]}</body></html>".encode()

    with pytest.raises(UnreadableFile, match=r"^plan\.html is damaged"):
        read_html(payload, name="plan.html")


ROWS = "".join(
    f"<tr><td>{n}</td><td>新建道路{n}公里，改造管网{n}公里</td><td>县住建局</td></tr>"
    for n in range(1, 90)
)


@pytest.mark.parametrize("wrapped", ["{}", "<div class=scroll>{}</div>", "<center><p>{}</center>"])
def test_a_table_longer_than_the_page_keeps_the_text_around_it(wrapped: str) -> None:
    table = wrapped.format(f"<table border=1><tr><td>序号<td>任务<td>单位</tr>{ROWS}</table>")
    for before in (LINES[:4], ("云溪县2026年重点任务分解表",)):
        shown = "".join(f"<p>{line}</p>" for line in before)
        page = (
            f"<html><body><ul>{'<li><a href=x>政务公开</a></li>' * 6}</ul>"
            f"<div><div>{shown}{table}<p>注：由县督查室解释</p></div></div></body></html>"
        )

        text = read_html(page.encode(), name="plan.html").text

        assert [line for line in before if line not in text] == []
        assert "县督查室" in text
        assert "政务公开" not in text


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_page_that_was_cut_off_is_refused_and_not_half_read(share: float) -> None:
    payload = page_bytes("trs", LINES)
    with pytest.raises(UnreadableFile) as caught:
        read_html(payload[: int(share * len(payload))], name="plan.html")

    assert caught.value.reason is UnreadableReason.BROKEN


def test_a_page_without_its_outer_elements_is_read() -> None:
    payload = "".join(f"<p>{line}" for line in LINES).encode()

    assert LINES[-1] in read_html(payload, name="plan.html").text


def test_a_table_of_huge_spans_stays_small() -> None:
    row = "<tr><td colspan=65534 rowspan=65534>指标</td><td>数值</td></tr>" * 50

    document = read_html(f"<html><body><table>{row}</table></body></html>".encode(), name="x.html")

    assert len(document.text) < 100_000


def test_entities_stand_for_themselves() -> None:
    payload = (
        '<!DOCTYPE html [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        "<html><body><p>新增企业18家，&amp;&nbsp;&b;&f;完毕。</p></body></html>"
    ).encode()

    text = read_html(payload, name="plan.html").text

    assert "哈哈" not in text
    assert "root:" not in text
    assert "新增企业18家" in text
