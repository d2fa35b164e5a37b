"""What the reading says of words that a person selected: the kind of item, and its fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from guatu.campaigns.models import Plan
from guatu.core.planreading import DraftPlan, read_plan
from guatu.core.text.dates import find_periods
from guatu.core.text.folding import fold
from guatu.core.text.quantities import find_quantities
from guatu.planning.fields import Fields, Kind, fields_of, items_of, text
from guatu.planning.leftover import sentence_around

Span = tuple[int, int]

LONGEST_NAME = 100
LONGEST_STRETCH = 4000  # characters read at once; a whole plan is read when it is loaded
DUTY = re.compile(r"牵头|责任单位|配合单位|责任领导")
NUMBERED = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、]|\d{1,3}[.．、])")
TITLE_END = re.compile(r"[。；;：:（(\n]")


def suggested(plan: Plan, span: Span, *, kind: str = "") -> tuple[Kind, dict[str, Any]]:
    """Return the kind that the selected words are probably of (or `kind`) and what they say.

    Parameters
    ----------
    plan
        The plan; its title and day of issue give the year of 6月底.
    span
        The place of the selected words.
    kind
        The kind that the person chose, if any.
    """
    words = plan.text[span[0] : span[1]][:LONGEST_STRETCH]
    found = overlapping(plan, span)
    chosen = Kind(kind) if kind else likely_kind(words, found)
    plainly = named(chosen, words)
    if chosen == Kind.TASK:
        return chosen, plainly | task_fields(plan, words)
    same = [fields for k, fields in found if k == chosen or {k, chosen} == {Kind.TARGET, Kind.FACT}]
    if same:
        return chosen, plainly | filled(same[0])
    if chosen in {Kind.TARGET, Kind.FACT}:
        return chosen, plainly | quantity_fields(words)
    if chosen == Kind.PHASE:
        return chosen, plainly | days_of(words, year=year_of(plan))
    return chosen, plainly


def likely_kind(words: str, found: Sequence[tuple[Kind, Fields]]) -> Kind:
    """Return what a stretch looks like: units or a number before it make a task, a period a phase."""
    if DUTY.search(words) or NUMBERED.match(words):
        return Kind.TASK
    if "阶段" in words and find_periods(words, year=None):
        return Kind.PHASE
    kinds = [kind for kind, _fields in found]
    for kind in (Kind.PROJECT, Kind.TARGET, Kind.CADENCE, Kind.FACT, Kind.PHASE):
        if kind in kinds:
            return kind
    return Kind.TARGET if find_quantities(words) else Kind.TASK


def overlapping(plan: Plan, span: Span) -> list[tuple[Kind, Fields]]:
    """Return what the sentences around the words hold, as far as the words take part in it."""
    start, end = span
    first, last = sentence_around(plan.text, start, min(end, start + LONGEST_STRETCH))
    context = context_of(plan)
    lead_in = (
        ""
        if NUMBERED.match(plan.text[first:last])
        else "（一）"
        if "阶段" in plan.text[first:last]
        else ""
    )
    read = read_plan(f"{context}{lead_in}{plan.text[first:last]}")
    shift = len(context) + len(lead_in) - first
    return [
        (kind, fields_of(one))
        for kind, one in items_of(read)
        if one.start < end + shift and one.end > start + shift and one.start >= len(context)
    ]


def context_of(plan: Plan) -> str:
    """Return a head in which the reading finds the year."""
    title = " ".join(plan.title.split())
    issued = f"发布日期：{plan.issued_on.isoformat()}\n" if plan.issued_on else ""
    return f"{title}\n\n{issued}\n"


def task_fields(plan: Plan, words: str) -> dict[str, Any]:
    """Return title, units and day of a stretch read as one numbered task."""
    is_numbered = bool(NUMBERED.match(words))
    written = words.strip() if is_numbered else f"1.{words.strip()}"
    read: DraftPlan = read_plan(f"{context_of(plan)}{written}")
    if not read.tasks:
        return {}
    fields = filled(fields_of(read.tasks[0]))
    if not is_numbered:
        fields.pop("number", None)
    return {key: value for key, value in fields.items() if not key.startswith("body_")}


def named(kind: Kind, words: str) -> dict[str, Any]:
    """Return the words themselves as the name, cut at the first end of a clause."""
    key = {
        Kind.TASK: "title",
        Kind.CADENCE: "event",
        Kind.TARGET: "indicator",
        Kind.FACT: "indicator",
    }
    line = " ".join(words.split())
    clause = TITLE_END.split(NUMBERED.sub("", line), maxsplit=1)[0] if kind == Kind.TASK else line
    return {key.get(kind, "name"): (clause or line)[:LONGEST_NAME]}


def quantity_fields(words: str) -> dict[str, Any]:
    """Return the first figure of the words with what stands before it as what is measured."""
    quantities = find_quantities(fold(words).text)
    if not quantities:
        return {}
    one = quantities[0]
    found: dict[str, Any] = {
        "value": text(one.value),
        "value_high": text(one.value_high),
        "unit": one.unit,
        "op": one.op.value,
    }
    before = words[: one.start].strip(" 　，、：:")
    return found | ({"indicator": before[-LONGEST_NAME:]} if before else {})


def days_of(words: str, *, year: int | None) -> dict[str, Any]:
    periods = find_periods(words, year=year)
    if not periods:
        return {}
    return filled({"start": text(periods[0].first), "end": text(periods[-1].last)})


def filled(fields: Fields) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in (None, "", [])}


def year_of(plan: Plan) -> int | None:
    """Return the year a plan is for: its title's, as next year's plan is issued in December."""
    periods = [p for p in find_periods(plan.title, year=None) if p.first]
    if periods and periods[0].first:
        return periods[0].first.year
    return plan.issued_on.year if isinstance(plan.issued_on, date) else None
