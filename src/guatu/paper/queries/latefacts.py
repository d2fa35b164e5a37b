"""The late entries of a paper, each with why its lamp is lit, what its lead says is needed, and of whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import override

from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.core.official.facts import LateFact
from guatu.core.official.wording import day
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.dispatch.queries.details import Part, has_kept, kept_of
from guatu.dispatch.queries.pasts import UnitThen, states_at
from guatu.ledgers.models import Duty, Need
from guatu.ledgers.queries import in_force_entries
from guatu.ledgers.queries.lampspells import Lit, lit_on
from guatu.ledgers.queries.needs import worst_first
from guatu.shell.lamps import reason_then, rule_name

LATE = (Lamp.OVERDUE, Lamp.SEVERE, Lamp.BEHIND)
RANK: Mapping[str, int] = {lamp.value: place for place, lamp in enumerate(LATE)}
NAMED = 200  # the worst; the count has all
Line = tuple[int, int, str, str, date | None, str | None]
Asked = tuple[int, str, str, date | None]  # an entry, who clears what by when


def late_in(
    actor: Actor, one: Round, names: Mapping[int, UnitThen], *, is_over: bool, day_of: date
) -> dict[str, Any]:
    """Return the late entries of a round: as they stood at its close once it is over, else as now."""
    lines = [line for line in lines_of(actor, one, is_over=is_over) if line[1] in names]
    lines.sort(key=lambda line: (RANK[line[3]], *place(names[line[1]]), line[0]))
    shown = lines[:NAMED]
    ids = [line[0] for line in shown]
    lit, said, asked = lit_on(ids, day_of), problems_of(actor, one, ids), needs_of(one, ids)
    return {
        "late": tuple(
            LateFact(
                unit=names[unit_id].label, title=title, lamp=lamp, due_on=due_on,
                why=why(lamp, rule, lit.get(pk)), problem=said.get(pk, ""), clears=asked.get(pk, ""),
            )
            for pk, unit_id, title, lamp, due_on, rule in shown
        ),
        "late_count": len(lines),
    }  # fmt: skip


def place(unit: UnitThen) -> tuple[int, str]:
    return unit.official_order, unit.path


def lines_of(actor: Actor, one: Round, *, is_over: bool) -> list[Line]:
    if not is_over:
        entries = in_force_entries(actor, one.campaign).filter(lamp__in=LATE).order_by("pk")
        columns = ("pk", "unit_id", "title", "lamp", "due_on", "lamp_reason__rule")
        return list(entries.values_list(*columns))
    states = states_at(actor, one).filter(lamp__in=LATE)
    rows = states.values_list(
        "entry_id", "unit_id", "title", "entry__title", "lamp", "due_on", "rule"
    )
    return [
        (pk, unit, then or now, lamp, due, rule) for pk, unit, then, now, lamp, due, rule in rows
    ]


def why(lamp: str, rule: str | None, lit: Lit | None) -> str:
    """Say why a lamp is lit, in the language of papers; the rule alone where no more was kept."""
    if not rule:
        return ""
    with override("zh-hans"):
        if lit is not None and (lit.lamp, lit.rule) == (lamp, rule):
            return reason_then(rule, lit.inputs, lit.since)
        return rule_name(rule)


def problems_of(actor: Actor, one: Round, ids: Sequence[int]) -> dict[int, str]:
    """Return what the leads say that is in the way; what was sent back is being rewritten."""
    rows = visible_check_ins(actor, one.campaign).filter(
        round=one, entry__in=ids, role=Duty.Role.LEAD, received_at__isnull=False
    )
    rows = rows.exclude(problem="").exclude(state=CheckIn.State.RETURNED)
    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    ordered = rows.order_by("unit__official_order", "unit__path", "pk")
    for pk, text in ordered.values_list("entry_id", "problem"):
        found[pk].setdefault(" ".join(text.split()).rstrip("。；;"))
    return {pk: "；".join(texts) for pk, texts in found.items()}


def needs_of(one: Round, ids: Sequence[int]) -> dict[int, str]:
    """Return who is asked to clear what by when, of the needs that are open, or were at a close.

    Rounds of before needs were kept have them as they stand.
    """
    rows = kept_needs(one, ids) if has_kept(one, Part.NEEDS) else open_needs(ids)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for pk, solver, title, due_on in rows:
        until = f"{day(due_on)}前" if due_on else ""
        found[pk].append(f"{solver}{until}：{title}")
    return {pk: "；".join(parts) for pk, parts in found.items()}


def open_needs(ids: Sequence[int]) -> Iterator[Asked]:
    rows = worst_first(Need.objects.filter(entry__in=ids, state=Need.State.OPEN))
    columns = ("entry_id", "solver__name", "solver__short_name", "title", "due_on")
    for pk, name, short, title, due_on in rows.values_list(*columns):
        yield pk, short or name or "", title, due_on


def kept_needs(one: Round, ids: Sequence[int]) -> Iterator[Asked]:
    """Yield the open needs of a close in the order in which they were kept, the worst first."""
    for pk, kept in kept_of(one, Part.NEEDS, ids).items():
        for told in kept:
            if told["sort"] in Need.Sort.values and "state" not in told:  # open, and no problem
                due_on = date.fromisoformat(told["due_on"]) if "due_on" in told else None
                yield pk, told.get("solver", ""), told.get("text", ""), due_on
