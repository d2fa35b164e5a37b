"""What guatu holds for the rows of a form: entries, target figures, and sums by unit, as texts and figures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import SequenceMatcher

from django.db.models import Count, Q
from django.utils import timezone

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import target_states
from guatu.campaigns.queries.figures import TargetState
from guatu.core.actors import Actor
from guatu.core.adopting.columns import bare
from guatu.core.adopting.grids import Grid
from guatu.core.adopting.layouts import MOST_ROWS, Layout, Record, Source, Subject
from guatu.core.lamps import Lamp
from guatu.core.pace import Standing
from guatu.core.pastwords import says_nothing_new
from guatu.core.stored import from_fen
from guatu.core.unitnames import MatchKind, match_unit_names
from guatu.dispatch.models import CheckIn
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.ledgers.models import Duty, Kind, Milestone
from guatu.ledgers.queries import batches, definition_of, in_force_entries
from guatu.ledgers.queries.sheets import SheetRow, UnitLabel, rows_of
from guatu.ledgers.queries.visibility import sees_whole
from guatu.sheets.queries.common import names_around
from guatu.shell.lamps import word_in

CHINESE = "zh-hans"  # an office above asks in Chinese, whatever the page's language
LATE = (Lamp.BEHIND, Lamp.SEVERE, Lamp.OVERDUE)
LIKE_ENOUGH = 0.72
UNFIT = "—"  # a share of nothing, or of a figure that is no total (T5)
SAID = (CheckIn.State.UNIT_APPROVED, CheckIn.State.LEAD_APPROVED, CheckIn.State.VERIFIED)
STANDINGS: Mapping[Standing, Lamp] = {
    Standing.MET: Lamp.DONE,
    Standing.ON_PACE: Lamp.ON_PACE,
    Standing.BEHIND: Lamp.BEHIND,
    Standing.PENDING: Lamp.PENDING,
    Standing.UNREPORTED: Lamp.UNREPORTED,
}
THOUSAND = Decimal(1000)
_OF_A_MONTH = re.compile(r"^\d{1,2}月(?:份|底)?[:：、]")  # with which goals of a month begin


def records_for(actor: Actor, campaign: Campaign, layout: Layout, as_of: date) -> list[Record]:
    """Return what a form may tell of, in the order in which it is listed; only what the actor sees."""
    if layout.subject is Subject.TARGETS:
        return [of_target(one, as_of) for one in target_states(actor, campaign, as_of)]
    if layout.subject is Subject.UNITS:
        return of_units(actor, campaign, layout, as_of)
    return of_entries(actor, campaign, layout, as_of)


def day_of(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def percent_of(thousandths: int | None) -> str:
    return "" if thousandths is None else f"{Decimal(thousandths) / 10:f}%"


def entry_condition(filters: Mapping[str, str]) -> Q:
    """Return which entries a listing form lists; what is not said does not narrow."""
    condition = Q()
    if kind := filters.get("kind"):
        condition &= Q(kind__code=kind)
    if unit := filters.get("unit"):
        led = Duty.objects.filter(unit_id=int(unit), role=Duty.Role.LEAD).order_by()
        condition &= Q(unit_id=int(unit)) | Q(pk__in=led.values("entry_id"))
    if words := filters.get("words"):
        condition &= Q(title__icontains=words) | Q(heading__icontains=words)
    if filters.get("late"):
        condition &= Q(lamp__in=LATE)
    return condition


def of_entries(actor: Actor, campaign: Campaign, layout: Layout, as_of: date) -> list[Record]:
    entries = in_force_entries(actor, campaign)
    if layout.ties:
        entries = entries.filter(pk__in=layout.ties.values())
    else:
        entries = entries.filter(entry_condition(layout.filters))
    order = ("kind__official_order", "position", "pk")
    ids = list(entries.order_by(*order).values_list("pk", flat=True)[:MOST_ROWS])
    rows = [row for some in batches(ids) for row in rows_of(some)]
    said = said_of(actor, campaign, ids, as_of)
    coming = coming_of(ids, as_of)
    stages = stage_names()
    return [of_entry(row, said.get(row.pk), coming.get(row.pk, ""), stages, as_of) for row in rows]


def said_of(
    actor: Actor, campaign: Campaign, ids: Sequence[int], as_of: date
) -> dict[int, tuple[str, str, date]]:
    """Return what was said last of entries and approved: words, problem, and the day it came.

    That there is no news is no progress to tell upward: the words before it still stand.
    """
    zone = timezone.get_default_timezone()
    end = datetime.combine(as_of + timedelta(days=1), time.min, tzinfo=zone)
    found: dict[int, tuple[str, str, date]] = {}
    for some in batches(list(ids)):
        rows = visible_check_ins(actor, campaign).filter(
            entry_id__in=some, state__in=SAID, role=Duty.Role.LEAD, received_at__lt=end
        )
        told = rows.order_by("round__ends_on", "pk").values_list(
            "entry_id", "said", "problem", "received_at"
        )
        for entry_id, said, problem, received_at in told:
            words = said if not says_nothing_new(said) else ""
            before, *_others = found.get(entry_id, ("",))
            if received_at is not None:
                found[entry_id] = (words or before, problem, timezone.localdate(received_at))
    return found


def coming_of(ids: Sequence[int], as_of: date) -> dict[int, str]:
    """Return the next node or goal of each entry with its day: what it does next."""
    found: dict[int, str] = {}
    for some in batches(list(ids)):
        rows = Milestone.objects.filter(
            entry_id__in=some, outcome=Milestone.Outcome.OPEN, due_on__gte=as_of
        )
        for entry_id, title, due_on in rows.order_by("-due_on", "-pk").values_list(
            "entry_id", "title", "due_on"
        ):
            words = _OF_A_MONTH.sub("", title)
            found[entry_id] = f"{due_on.month}月{due_on.day}日前{words}"
    return found


def stage_names() -> dict[tuple[str, str], str]:
    return {
        (kind.code, stage.code): stage.name.zh
        for kind in Kind.objects.all()
        for stage in definition_of(kind).stages
    }


def named(labels: Iterable[UnitLabel]) -> str:
    return "、".join(label.name for label in labels)


def of_entry(
    row: SheetRow,
    said: tuple[str, str, date] | None,
    coming: str,
    stages: Mapping[tuple[str, str], str],
    as_of: date,
) -> Record:
    held = "" if says_nothing_new(row.last_said) else row.last_said
    words, problem, told_on = said or (held, "", None)
    values: dict[str, str | Decimal] = {
        Source.NAME: row.title,
        Source.HEADING: row.heading,
        Source.STANDARD: row.standard,
        Source.LEADS: named(row.leads),
        Source.SUPPORTS: named(row.supports),
        Source.START: day_of(row.starts_on),
        Source.DUE: day_of(row.due_on),
        Source.STAGE: stages.get((row.kind_code, row.stage), ""),
        Source.LAMP: word_in(row.lamp, CHINESE),
        Source.PROGRESS: percent_of(row.progress),
        Source.SAID: words,
        Source.PROBLEM: problem or ("无" if said else ""),
        Source.NEXT: coming,
        Source.PLACE: row.place,
        Source.AS_OF: day_of(told_on or as_of),
    }
    if row.amount_fen is not None:
        values[Source.AMOUNT_WAN] = from_fen(row.amount_fen, "万元")
        values[Source.AMOUNT_YI] = from_fen(row.amount_fen, "亿元")
    for key, value in row.fields.items():
        if isinstance(value, str | int) and not isinstance(value, bool):
            values[f"field:{key}"] = str(value)
    return Record(pk=row.pk, name=row.title, values=values)


def of_target(state: TargetState, as_of: date) -> Record:
    progress = state.progress
    values: dict[str, str | Decimal] = {
        Source.NAME: state.indicator,
        Source.MEASURE: state.measure or "",
        Source.TARGET: state.low,
        Source.LEADS: state.unit,
        Source.DUE: day_of(state.due_on),
        Source.LAMP: word_in(STANDINGS[state.standing], CHINESE),
        Source.AS_OF: day_of(progress.as_of or as_of),
    }
    if progress.actual is not None:
        values[Source.ACTUAL] = progress.actual
        values[Source.DONE] = percent_of(state.done) or UNFIT
    if progress.expected is not None:
        values[Source.DEMANDED] = progress.expected.quantize(Decimal("0.01"))
    return Record(pk=state.target_id, name=state.indicator, values=values)


def of_units(actor: Actor, campaign: Campaign, layout: Layout, as_of: date) -> list[Record]:
    """Return the units that lead entries in force with their counts, in 建制顺序 (T13).

    A unit that a form asks about and that leads none has none: so says only who sees all of them.
    """
    rows = in_force_entries(actor, campaign).filter(entry_condition(layout.filters))
    counted = (
        rows.order_by()
        .values("unit_id")
        .annotate(
            count=Count("pk"),
            closed=Count("pk", filter=Q(closed_on__isnull=False)),
            late=Count("pk", filter=Q(lamp__in=LATE)),
        )
    )
    counts = {
        unit_id: (count, closed, late)
        for unit_id, count, closed, late in counted.values_list(
            "unit_id", "count", "closed", "late"
        )
    }
    asked = set(layout.ties.values()) if sees_whole(actor, campaign) else set()
    units = Unit.objects.filter(pk__in=asked | set(counts)).order_by("official_order", "path")
    return [of_unit(unit, counts.get(unit.pk, (0, 0, 0)), as_of) for unit in units]


def of_unit(unit: Unit, counts: tuple[int, int, int], as_of: date) -> Record:
    count, closed, late = counts
    return Record(
        pk=unit.pk,
        name=unit.label,
        values={
            Source.NAME: unit.label,
            Source.COUNT: Decimal(count),
            Source.CLOSED: Decimal(closed),
            Source.LATE: Decimal(late),
            Source.SHARE: percent_of(round(THOUSAND * closed / count)) if count else UNFIT,
            Source.AS_OF: day_of(as_of),
        },
    )


def ties_at_first(
    actor: Actor, campaign: Campaign, layout: Layout, grid: Grid, as_of: date
) -> dict[int, int]:
    """Return the objects that the fixed rows of a form are tied to before a person says anything."""
    everything = replace(layout, ties={}, filters={})
    records = records_for(actor, campaign, everything, as_of)
    return suggested_ties(grid, layout, records, campaign.unit)


def suggested_ties(
    grid: Grid, layout: Layout, records: Sequence[Record], home: Unit
) -> dict[int, int]:
    """Return which object each fixed row of a form probably is, by its name; doubtful ones are left open."""
    rows = {
        row: text
        for row in range(layout.first_row, min(layout.last_row + 1, len(grid.rows)))
        if (text := grid.own(row, layout.key).strip())
    }
    if layout.subject is Subject.UNITS:
        found = match_unit_names(list(rows.values()), names_around(home))
        sure = {MatchKind.EXACT, MatchKind.ALIAS, MatchKind.SIMILAR}
        return {
            row: found[text].unit_ids[0]
            for row, text in rows.items()
            if found[text].kind in sure and len(found[text].unit_ids) == 1
        }
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for one in records:
        by_name[bare(one.name)].append(one.pk)
    return {row: pk for row, text in rows.items() if (pk := likeliest(bare(text), by_name))}


def likeliest(text: str, by_name: Mapping[str, Sequence[int]]) -> int | None:
    """Return the one object whose name is the text, or is by far the likest to it."""
    if text in by_name:
        return by_name[text][0] if len(by_name[text]) == 1 else None
    scores = sorted(
        (
            (SequenceMatcher(None, text, name).ratio() + (name in text or text in name) / 4, name)
            for name in by_name
        ),
        reverse=True,
    )[:2]
    if not scores or scores[0][0] < LIKE_ENOUGH:
        return None
    if len(scores) > 1 and scores[1][0] > scores[0][0] - 0.05:
        return None
    pks = by_name[scores[0][1]]
    return pks[0] if len(pks) == 1 else None
