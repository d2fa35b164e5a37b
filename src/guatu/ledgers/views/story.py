"""What the page of an entry tells from its kind's declarations: tracks, nodes, money by month, needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.core.kinds import Field, KindDefinition
from guatu.core.spending import Month, compare_months
from guatu.ledgers.models import Entry
from guatu.ledgers.policies import can_ask_need, can_name_keeper
from guatu.ledgers.queries import (
    needs_of,
    node_steps,
    recorders_of,
    spoken,
    track_lines,
)
from guatu.ledgers.trackforms import state_word
from guatu.ledgers.views.folding import folded
from guatu.ledgers.wording import NEED_SORTS, NEED_STATES, OUTCOMES, need_figure
from guatu.shell.charts import ChartSpec, Look, Point, Series
from guatu.shell.formatting import number, percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A series of months beside its plan: the table, and the chart of the same figures."""

    field: Field
    name: str
    months: tuple[Month, ...]
    chart: ChartSpec

    @property
    def bad_count(self) -> int:
        return sum(month.is_bad for month in self.months)


def story_context(
    actor: Actor, entry: Entry, kind: KindDefinition, *, leads: frozenset[int], today: date
) -> dict[str, Any]:
    """Return the parts of the page; each is empty where the kind declares nothing of the sort."""
    lines = track_lines(actor, entry, kind)
    nodes = node_steps(entry, kind, list(entry.milestones.all()))
    return {
        "tracks": [(line, field) for line in lines if (field := kind.field(line.track.field))],
        "track_names": recorders_of(lines),
        "may_name_keeper": bool(lines) and can_name_keeper(actor, entry.ledger),
        "state_word": state_word,
        "nodes": nodes,
        "node_line": folded(nodes, lambda step: step.milestone),
        "node_outcomes": {code: str(word) for code, word in OUTCOMES.items()},
        "moneys": moneys_of(entry, kind, today),
        "needs": needs_of(actor, entry),
        "may_ask_need": can_ask_need(actor, entry, leads),
        "need_figure": need_figure,
        "need_sorts": {code: str(word) for code, word in NEED_SORTS.items()},
        "need_states": {code: str(word) for code, word in NEED_STATES.items()},
        "days_in_stage": days_in_stage(entry, today),
    }


def days_in_stage(entry: Entry, today: date) -> int | None:
    """Return for how many days the entry stands in its stage; None while nothing says since when."""
    if entry.closed_on is not None:
        return None
    passed = entry.passages.filter(to_stage=entry.stage).order_by("-pk")
    since = passed.values_list("passed_on", flat=True).first() or entry.starts_on
    return max((today - since).days, 0) if since else None


def moneys_of(entry: Entry, kind: KindDefinition, today: date) -> list[Money]:
    """Return every series that has a plan beside it, as far as the entry states either."""
    found = []
    for field in kind.fields:
        plan = kind.field(field.against or "")
        if plan is None or plan.is_private or field.is_private:
            continue
        planned, paid = entry.fields.get(plan.key, {}), entry.fields.get(field.key, {})
        months = compare_months(planned, paid, today)
        if months:
            chart = chart_of(field, plan, months)
            found.append(Money(field=field, name=spoken(field.name), months=months, chart=chart))
    return found


def chart_of(field: Field, plan: Field, months: Sequence[Month]) -> ChartSpec:
    """Return bars of both series by month, and the share of the plan that is paid in all."""
    measure = field.measure or ""
    return ChartSpec(
        label=_("%(series)s against %(plan)s")
        % {"series": spoken(field.name), "plan": spoken(plan.name)},
        measure=measure,
        categories=tuple(f"{month.first:%Y-%m}" for month in months),
        series=(
            Series(
                name=spoken(plan.name),
                look=Look.PLANNED,
                kind="bar",
                points=tuple(
                    bar(field, month, month.planned, spoken(plan.name)) for month in months
                ),
            ),
            Series(
                name=spoken(field.name),
                look=Look.ACTUAL,
                kind="bar",
                points=tuple(
                    bar(field, month, month.paid, spoken(field.name))
                    for month in months
                    if month.paid is not None
                ),
            ),
            Series(
                name=_("Share of the plan in all"),
                look=Look.SHARE,
                is_share=True,
                points=tuple(
                    share(field, month)
                    for month in months
                    if month.share is not None and not month.is_to_come
                ),
            ),
        ),
    )


def bar(field: Field, month: Month, value: Decimal | None, word: str) -> Point:
    name = f"{month.first:%Y-%m}"
    tip = f"{name} {word}: {number(value)}{field.measure or ''}"
    return Point(x=name, y=value, tip=tip, anchor=anchor(field, month))


def share(field: Field, month: Month) -> Point:
    name, whole = f"{month.first:%Y-%m}", Decimal(month.share or 0) / 10
    tip = _("Paid in all by the end of %(month)s: %(share)s of the plan") % {
        "month": name,
        "share": percent(month.share),
    }
    return Point(x=name, y=whole, tip=tip, anchor=anchor(field, month), is_bad=month.is_bad)


def anchor(field: Field, month: Month) -> str:
    """Return the id of a month's row in the table."""
    return f"{field.key}-{month.first:%Y-%m}"


def told_apart(story: dict[str, Any]) -> set[str]:
    """Return the fields that a part of the page of their own shows: series with a plan, and tracks."""
    drawn = {key for money in story["moneys"] for key in (money.field.key, money.field.against)}
    return drawn | {field.key for _line, field in story["tracks"]}
