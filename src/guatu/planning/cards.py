"""What the confirm page shows of a draft: values that templates read as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guatu.campaigns.models import Clause, Plan
from guatu.core.marking import Mark, Paragraph, Run, paragraphs
from guatu.planning import wording
from guatu.planning.fields import (
    CONFIDENT,
    KIND_ORDER,
    Fields,
    Kind,
    day,
    name_of,
    number,
    problems_of,
)
from guatu.planning.models import Draft, DraftItem
from guatu.shell import formatting

SIGNS = {">=": "≥", "<=": "≤", "~": "≈", "=": ""}
DEEPEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One item as the right pane shows it."""

    id: int
    kind: str
    state: str
    version: int
    start: int
    title: str
    lines: tuple[tuple[str, str], ...]
    quote: str
    confidence: int
    is_doubtful: bool
    is_added: bool
    is_edited: bool
    reasons: tuple[str, ...]
    problems: tuple[str, ...]
    both_roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    kind: str
    label: str
    cards: tuple[Card, ...]
    pending: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of the document: `link` is the card it leads to, `kinds` are underlined."""

    start: int
    text: str
    link: int | None
    kinds: tuple[str, ...]
    title: str
    keys: tuple[int, ...]
    opens: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph of the document; `level` is 1 to 3 for a heading, 0 for the text."""

    level: int
    segments: tuple[Segment, ...]


def card_of(item: DraftItem, text: str) -> Card:
    fields = item.fields
    doubtful = item.confidence < CONFIDENT and item.state == DraftItem.State.PENDING
    both = [name for name in fields.get("lead", ()) if name in fields.get("support", ())]
    return Card(
        id=item.pk,
        kind=item.kind,
        state=item.state,
        version=item.version,
        start=item.start,
        title=title_of(item.kind, fields),
        lines=tuple(lines_of(item.kind, fields)),
        quote=text[item.start : item.end],
        confidence=item.confidence,
        is_doubtful=doubtful,
        is_added=item.read_fields is None,
        is_edited=item.read_fields is not None and item.read_fields != fields,
        reasons=tuple(wording.reason(code) for code in item.reasons),
        problems=tuple(wording.problem(code) for code in problems_of(item.kind, fields)),
        both_roles=tuple(both),
    )


def groups_of(items: Iterable[DraftItem], text: str) -> list[Group]:
    """Return the cards by kind, doubtful first, then in the order of the text.

    Kinds that hold doubtful items come before the others; facts, of which nothing is made, last.
    An item stays where it is while it is decided: its place depends on the reading alone.
    """
    by_kind: dict[str, list[DraftItem]] = {kind: [] for kind in KIND_ORDER}
    for item in items:
        by_kind[item.kind].append(item)
    groups = []
    for kind, rows in sorted(by_kind.items(), key=lambda pair: is_sure(*pair)):
        rows.sort(key=lambda item: (item.confidence >= CONFIDENT, item.start, item.pk))
        cards = tuple(card_of(item, text) for item in rows)
        pending = sum(card.state == DraftItem.State.PENDING for card in cards)
        label = str(wording.KINDS[kind])
        groups.append(Group(kind=kind, label=label, cards=cards, pending=pending))
    return [group for group in groups if group.cards]


def is_sure(kind: str, rows: Iterable[DraftItem]) -> bool:
    return kind == Kind.FACT or all(item.confidence >= CONFIDENT for item in rows)


def title_of(kind: str, fields: Fields) -> str:
    name = name_of(kind, fields) or "—"
    return f"{fields['number']} {name}" if kind == Kind.TASK and fields.get("number") else name


def lines_of(kind: str, fields: Fields) -> list[tuple[str, str]]:
    """Return the fields of an item as (label, text), those without a value left out."""
    lines: list[tuple[str, str | None]] = []
    if kind == Kind.TASK:
        lines += [
            (_("Lead"), "、".join(fields.get("lead", ()))),
            (_("Support"), "、".join(fields.get("support", ()))),
            (_("Leaders in charge"), "、".join(fields.get("leaders", ()))),
            (_("Due"), day_text(day(fields.get("deadline")))),
        ]
    elif kind in {Kind.TARGET, Kind.FACT}:
        growth = " · " + _("growth") if fields.get("growth") else ""
        lines += [
            (_("Figure"), figure_text(fields) + growth),
            (_("Due"), day_text(day(fields.get("deadline")))),
        ]
    elif kind == Kind.PROJECT:
        lines += [
            (_("Investment"), with_unit(number(fields.get("investment_yi")), "亿元")),
            (_("Land"), with_unit(number(fields.get("area_mu")), "亩")),
            (_("Wanted"), fields.get("stage")),
        ]
    elif kind == Kind.PHASE:
        first, last = day(fields.get("start")), day(fields.get("end"))
        lines.append((_("Time"), f"{day_text(first) or '?'} — {day_text(last) or '?'}"))
    else:
        lines.append((_("How often"), str(wording.EVERY.get(fields.get("every", ""), "?"))))
    return [(label, value) for label, value in lines if value]


def day_text(value: date | None) -> str:
    return formatting.day(value, year=True) if value else ""


def figure_text(fields: Fields) -> str:
    """Return a figure as it binds: ≥ 72 %, 9–10 %."""
    low, high = number(fields.get("value")), number(fields.get("value_high"))
    value = formatting.number(low)
    if high is not None:
        value += f"–{formatting.number(high)}"
    return f"{SIGNS.get(fields.get('op', '='), '')}{value}{fields.get('unit') or ''}"


def with_unit(value: Decimal | None, unit: str) -> str:
    return "" if value is None else f"{formatting.number(value)}{unit}"


def document_lines(
    text: str, items: Sequence[DraftItem], headings: Sequence[tuple[int, int, int]]
) -> list[Line]:
    """Return the document for the left pane; `headings` are (start, end, depth)."""
    by_key = {item.pk: item for item in items}
    marks = [Mark(key=item.pk, start=item.start, end=item.end) for item in items]
    depth_at = {start: (end, depth) for start, end, depth in headings}
    lines = []
    for number_, paragraph in enumerate(paragraphs(text, marks)):
        lines.append(
            Line(
                level=level_of(paragraph, depth_at, text) if number_ else 1,
                segments=tuple(segment_of(run, by_key) for run in paragraph.runs),
            )
        )
    return lines


def level_of(paragraph: Paragraph, depth_at: dict[int, tuple[int, int]], text: str) -> int:
    """Return the level of a paragraph that is a heading and nothing else; 0 for the text."""
    line = text[paragraph.start : paragraph.end]
    start = paragraph.start + len(line) - len(line.lstrip())
    end, depth = depth_at.get(start, (0, 0))
    is_whole = end and not text[end : paragraph.end].strip(" \t\u3000。")
    return min(depth + 2, DEEPEST) if is_whole else 0


def segment_of(run: Run, items: dict[int, DraftItem]) -> Segment:
    covering = [items[key] for key in run.keys]
    names = [f"{wording.KIND[i.kind]}: {name_of(i.kind, i.fields)}" for i in covering]
    return Segment(
        start=run.start,
        text=run.text,
        link=run.keys[0] if run.keys else None,
        kinds=tuple(dict.fromkeys(item.kind for item in covering)),
        title=" / ".join(names),
        keys=run.keys,
        opens=run.opens,
    )


def headings_of(plan: Plan) -> list[tuple[int, int, int]]:
    rows = Clause.objects.filter(plan=plan, kind=Clause.Kind.HEADING)
    return [
        (start, end, len(path))
        for start, end, path in rows.values_list("start", "end", "heading_path")
    ]


def unused_of(draft: Draft) -> list[dict[str, Any]]:
    """Return the numbers in no record with their reason in words, in the order of the text."""
    return [
        {**one, "why": str(wording.UNUSED.get(one["reason"], one["reason"]))}
        for one in draft.unused
    ]
