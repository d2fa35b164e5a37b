"""What the ledger of projects keeps beside the stages: 纳统, the year's money, what was spent by month."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from guatu.demo.fates import Fate
from guatu.demo.laying import month_end, month_ends
from guatu.demo.lines import BATCH, Line, drawn
from guatu.ledgers.actions.values import checked, write_values
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import definition_of

FEN_PER_WAN = 10_000 * 100
# Works of the government; all else is an enterprise's.
GOVERNMENT = (
    "路",
    "桥",
    "小区",
    "片区",
    "城中村",
    "滨水",
    "水厂",
    "小学",
    "幼儿园",
    "医院",
    "保健院",
    "福利中心",
    "水库",
    "市场",
    "S217",
)
SPENT_BY_NOW = (0.72, 1.02)  # of what the progress would ask for
EVEN = (0.86, 0.97)  # planned for each yuan paid: ahead of the plan, if barely
SHORT = (1.08, 1.45)  # planned for each yuan paid by those that lag
UNSTATED = (3_000, 16_000)  # 万元, where the plan names no investment


def fill_projects(lines: Sequence[Line], *, seed: int, today: date) -> int:
    """Fill the fields of the projects and return how many there are."""
    projects = [line for line in lines if line.is_project]
    for line in projects:
        draw = drawn(seed, line.course.dealt.brief.key, "fields")
        fields = {**line.entry.fields, **fields_of(draw, line, today)}
        line.entry.fields = checked(definition_of(line.entry.kind), fields)
    Entry.objects.bulk_update([line.entry for line in projects], ["fields"], batch_size=BATCH)
    if projects:
        write_values(definition_of(projects[0].entry.kind), [line.entry for line in projects])
    return len(projects)


def fields_of(draw: random.Random, line: Line, today: date) -> dict[str, Any]:
    year_amount = year_money(draw, line)
    is_public = any(sign in line.title for sign in GOVERNMENT)
    found: dict[str, Any] = {
        "investor": "government" if is_public else "enterprise",
        "inclusion": inclusion(draw, line),
        "year_amount": year_amount * FEN_PER_WAN,
    }
    paid = paid_by_month(draw, line, year_amount, today)
    planned = planned_by_month(draw, line, year_amount, paid)
    return found | {key: rows for key, rows in (("paid", paid), ("planned", planned)) if rows}


def year_money(draw: random.Random, line: Line) -> int:
    """Return the year's planned money in 万元, whole hundreds."""
    if line.entry.amount_fen is None:
        return draw.randrange(*UNSTATED, 100)
    total = line.entry.amount_fen // FEN_PER_WAN
    return max(int(total * draw.uniform(0.3, 0.6)) // 100 * 100, 100)


def inclusion(draw: random.Random, line: Line) -> str:
    """Return where the project stands in the statistics' own track (T7)."""
    if line.course.dealt.fate is Fate.NOT_STARTED:
        return "not_ready"
    if line.course.dealt.closed_on:
        return "included"
    return draw.choices(
        ["included", "applied", "ready", "returned", "not_ready"], [62, 12, 12, 6, 8]
    )[0]


def paid_by_month(draw: random.Random, line: Line, year_amount: int, today: date) -> dict[str, str]:
    """Return what was spent in each month that is over, in 万元: as the progress grew, unevenly."""
    dealt = line.course.dealt
    if dealt.fate is Fate.NOT_STARTED:
        return {}
    found: dict[str, str] = {}
    before = 0
    for day in month_ends(dealt.starts_on, min(today, dealt.due_on)):
        if day > today:
            break
        progress = line.course.progress(day)
        grown = max(progress - before, 0)
        before = progress
        money = Decimal(year_amount * grown) / 1000 * Decimal(f"{draw.uniform(*SPENT_BY_NOW):.3f}")
        found[f"{day:%Y-%m}"] = f"{money:.2f}"
    return found


def planned_by_month(
    draw: random.Random, line: Line, year_amount: int, paid: dict[str, str]
) -> dict[str, str]:
    """Return the plan by month: what was paid lies about it, and what is left is due by the end.

    One project in four planned clearly more than it paid.
    """
    dealt = line.course.dealt
    months = [f"{day:%Y-%m}" for day in month_ends(dealt.starts_on, month_end(dealt.due_on))]
    ratio = draw.uniform(*SHORT) if draw.randrange(4) == 0 else draw.uniform(*EVEN)
    found = {
        month: cents(Decimal(paid[month]) * Decimal(f"{ratio * draw.uniform(0.86, 1.14):.3f}"))
        for month in months
        if month in paid
    }
    ahead = [month for month in months if month not in found]
    left = max(year_amount - sum(found.values(), Decimal(0)), Decimal(0))
    if ahead:
        even = cents(left / len(ahead))
        found |= dict.fromkeys(ahead, even)
        found[ahead[-1]] = left - even * (len(ahead) - 1)  # the months sum to the year
    return {month: f"{value:.2f}" for month, value in sorted(found.items()) if value}


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
