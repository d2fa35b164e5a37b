"""The left pane of the confirm page: the document as it looks, with what was read from it marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guatu.campaigns.models import Clause, Plan
from guatu.core.documents import Align, layout_from
from guatu.core.marking import Mark, MarkedTable, Paragraph, Part, Run, laid_out
from guatu.planning import wording
from guatu.planning.fields import name_of
from guatu.planning.models import DraftItem

DEEPEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of the document: `link` is the card it leads to, `kinds` are underlined.

    `anchors` are the ids by which cards and unused numbers lead here.
    """

    start: int
    text: str
    link: int | None
    kinds: tuple[str, ...]
    title: str
    keys: tuple[int, ...]
    anchors: tuple[str, ...]
    is_unused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    segments: tuple[Segment, ...]
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph of the document, or a table by its `rows`; `level` is 1 to 3 for a heading."""

    level: int = 0
    align: str = Align.LEFT
    segments: tuple[Segment, ...] = ()
    rows: tuple[tuple[ShownCell, ...], ...] = ()


def document_lines(
    plan: Plan, items: Sequence[DraftItem], unused: Sequence[tuple[int, int]] = ()
) -> list[Line]:
    """Return the document for the left pane; `unused` are the places of numbers in no record."""
    by_key = {item.pk: item for item in items}
    marks = [Mark(key=item.pk, start=item.start, end=item.end) for item in items]
    marks += [Mark(key=-1 - start, start=start, end=end) for start, end in unused]
    blocks, tables = layout_from(plan.layout)
    depth_at = {start: (end, depth) for start, end, depth in headings_of(plan)}
    lines = []
    titled = title_start(plan) if not blocks else -1
    for piece in laid_out(plan.text, marks, blocks=blocks, tables=tables):
        if isinstance(piece, MarkedTable):
            lines.append(Line(rows=rows_of(piece, by_key)))
            continue
        paragraph, block = piece.paragraph, piece.block
        level = block.level if block and block.level else level_of(paragraph, depth_at, plan.text)
        if paragraph.start <= titled < paragraph.end:
            level = 1
        lines.append(
            Line(
                level=min(level, DEEPEST),
                align=align_of(piece, level),
                segments=tuple(segment_of(run, by_key) for run in paragraph.runs),
            )
        )
    return lines


def title_start(plan: Plan) -> int:
    """Return where the title of a plain text stands: the line that says it, else the first one."""
    head = " ".join(plan.title.split())[:12]
    found = plan.text.find(head) if head else -1
    return found if found >= 0 else len(plan.text) - len(plan.text.lstrip())


def align_of(part: Part, level: int) -> str:
    """Return where a paragraph stands; the title of a plain text in the middle."""
    if part.block is not None:
        return part.block.align
    return Align.CENTRE if level == 1 else Align.LEFT


def rows_of(table: MarkedTable, items: dict[int, DraftItem]) -> tuple[tuple[ShownCell, ...], ...]:
    return tuple(
        tuple(
            ShownCell(
                segments=tuple(segment_of(run, items) for run in cell.runs if run.text),
                row_span=cell.cell.row_span,
                column_span=cell.cell.column_span,
            )
            for cell in row
        )
        for row in table.rows
    )


def level_of(paragraph: Paragraph, depth_at: dict[int, tuple[int, int]], text: str) -> int:
    """Return the level of a paragraph that is a heading and nothing else; 0 for the text."""
    line = text[paragraph.start : paragraph.end]
    start = paragraph.start + len(line) - len(line.lstrip())
    end, depth = depth_at.get(start, (0, 0))
    is_whole = end and not text[end : paragraph.end].strip().strip("。")
    return min(depth + 1, DEEPEST) if is_whole else 0  # the title stands alone at 1


def segment_of(run: Run, items: dict[int, DraftItem]) -> Segment:
    covering = [items[key] for key in run.keys if key in items]
    names = [f"{wording.KIND[i.kind]}: {name_of(i.kind, i.fields)}" for i in covering]
    return Segment(
        start=run.start,
        text=run.text,
        link=covering[0].pk if covering else None,
        kinds=tuple(dict.fromkeys(item.kind for item in covering)),
        title=" / ".join(names),
        keys=tuple(item.pk for item in covering),
        anchors=tuple(f"quote-{key}" if key >= 0 else f"at-{-1 - key}" for key in run.opens),
        is_unused=any(key < 0 for key in run.keys),
    )


def headings_of(plan: Plan) -> list[tuple[int, int, int]]:
    rows = Clause.objects.filter(plan=plan, kind=Clause.Kind.HEADING)
    return [
        (start, end, len(path))
        for start, end, path in rows.values_list("start", "end", "heading_path")
    ]
