"""What the confirm page shows of a draft's items: values that templates read as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from guatu.core.planreading.model import Origin
from guatu.core.shapes import Shape, is_fall
from guatu.planning import wording
from guatu.planning.fields import (
    CONFIDENT,
    KIND_ORDER,
    Fields,
    Kind,
    day,
    name_of,
    number,
    origin_of,
    problems_of,
)
from guatu.planning.models import DraftItem
from guatu.shell import formatting

SIGNS = {">=": "≥", "<=": "≤", "~": "≈", "=": ""}
TWINS = frozenset({Kind.TASK, Kind.PROJECT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """What a card is looked at with: the text, who else decided, items from the same words."""

    text: str
    names: Mapping[int, str] = field(default_factory=dict)
    twins: Mapping[int, DraftItem] = field(default_factory=dict)


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
    by: str
    twin: str
    twin_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cards under one heading; `unders` are those that stand beneath the card before them."""

    kind: str
    label: str
    cards: tuple[Card, ...]
    unders: frozenset[int] = frozenset()


def card_of(item: DraftItem, looking: Looking) -> Card:
    fields = item.fields
    doubtful = item.confidence < CONFIDENT and item.state == DraftItem.State.PENDING
    both = [name for name in fields.get("lead", ()) if name in fields.get("support", ())]
    twin = looking.twins.get(item.pk)
    return Card(
        id=item.pk,
        kind=item.kind,
        state=item.state,
        version=item.version,
        start=item.start,
        title=title_of(item.kind, fields),
        lines=tuple(lines_of(item.kind, fields)),
        quote=looking.text[item.start : item.end],
        confidence=item.confidence,
        is_doubtful=doubtful,
        is_added=item.read_fields is None,
        is_edited=item.read_fields is not None and item.read_fields != fields,
        reasons=tuple(wording.reason(code) for code in item.reasons),
        problems=tuple(wording.problem(code) for code in problems_of(item.kind, fields)),
        both_roles=tuple(both),
        by=looking.names.get(item.decided_by or 0, ""),
        twin=f"{wording.KIND[twin.kind]} “{title_of(twin.kind, twin.fields)}”" if twin else "",
        twin_id=twin.pk if twin else None,
    )


def groups_of(items: Iterable[DraftItem], looking: Looking) -> list[Group]:
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
        cards = tuple(card_of(item, looking) for item in rows)
        groups.append(Group(kind=kind, label=str(wording.KINDS[kind]), cards=cards))
    return groups


def in_text_order(items: Iterable[DraftItem], looking: Looking) -> list[Group]:
    """Return all cards in one group by the text, each task's figures and projects beneath it."""
    rows = sorted(items, key=lambda item: (item.start, item.kind != Kind.TASK, item.pk))
    tasks = [item for item in rows if item.kind == Kind.TASK]
    ends = [(task.start, int(task.fields.get("body_end") or task.end), task.pk) for task in tasks]
    unders = {
        item.pk
        for item in rows
        if item.kind != Kind.TASK and any(start <= item.start < end for start, end, _pk in ends)
    }
    cards = tuple(card_of(item, looking) for item in rows)
    return [Group(kind="all", label=_("By the text"), cards=cards, unders=frozenset(unders))]


def is_sure(kind: str, rows: Iterable[DraftItem]) -> bool:
    return kind == Kind.FACT or all(item.confidence >= CONFIDENT for item in rows)


def twins_of(items: Sequence[DraftItem]) -> dict[int, DraftItem]:
    """Return, for each task that was read as a project too and the other way, its twin.

    Only what still stands counts, and only if both say the same: a task's heading may well name a
    project that is one of its parts.
    """
    standing = [i for i in items if i.kind in TWINS and i.state != DraftItem.State.REJECTED]
    standing.sort(key=lambda item: item.start)
    found: dict[int, DraftItem] = {}
    projects = [item for item in standing if item.kind == Kind.PROJECT]
    for task in standing:
        if task.kind != Kind.TASK:
            continue
        for project in projects:
            if project.start < task.end and task.start < project.end and same_name(task, project):
                found[task.pk], found[project.pk] = project, task
    return found


def same_name(task: DraftItem, project: DraftItem) -> bool:
    title, name = name_of(task.kind, task.fields), name_of(project.kind, project.fields)
    return bool(name) and (name == title or (title.endswith(name) and len(name) * 2 > len(title)))


def title_of(kind: str, fields: Fields) -> str:
    name = name_of(kind, fields) or "—"
    return f"{fields['number']} {name}" if kind == Kind.TASK and fields.get("number") else name


def duty_lines(fields: Fields) -> list[tuple[str, str | None]]:
    return [
        (_("Lead"), "、".join(fields.get("lead", ()))),
        (_("Support"), "、".join(fields.get("support", ()))),
        (_("Leaders in charge"), "、".join(fields.get("leaders", ()))),
    ]


def rate_word(fields: Fields) -> str:
    """Return what a rate of change is called: 下降3.2% is no growth."""
    falls = is_fall(str(fields.get("indicator") or ""), Shape.GROWTH)
    return _("fall") if falls else _("growth")


def lines_of(kind: str, fields: Fields) -> list[tuple[str, str]]:
    """Return the fields of an item as (label, text), those without a value left out."""
    lines: list[tuple[str, str | None]] = []
    if kind == Kind.TASK:
        lines += [
            *duty_lines(fields),
            (_("Standard of completion"), fields.get("standard")),
            (_("Due"), day_text(day(fields.get("deadline")))),
        ]
    elif kind in {Kind.TARGET, Kind.FACT}:
        growth = " · " + rate_word(fields) if fields.get("growth") else ""
        lines += [
            (_("Figure"), figure_text(fields) + growth),
            (_("Unit that owes it"), "、".join(fields.get("lead", ()))),
            (_("Due"), day_text(day(fields.get("deadline")))),
        ]
    elif kind == Kind.PROJECT:
        lines += [
            (_("Investment"), with_unit(number(fields.get("investment_yi")), "亿元")),
            (_("Land"), with_unit(number(fields.get("area_mu")), "亩")),
            (_("Wanted"), fields.get("stage")),
            *duty_lines(fields),
        ]
    elif kind == Kind.PHASE:
        first, last = day(fields.get("start")), day(fields.get("end"))
        lines.append((_("Time"), f"{day_text(first) or '?'} — {day_text(last) or '?'}"))
    else:
        lines.append((_("How often"), str(wording.EVERY.get(fields.get("every", ""), "?"))))
    if origin_of(fields) is not Origin.OWN:
        lines.append((_("Origin"), str(wording.ORIGINS[origin_of(fields)])))
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
