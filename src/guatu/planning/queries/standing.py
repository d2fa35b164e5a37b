"""The lines that a confirmed draft made, and how each stands today in the words of a draft's fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db.models import QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Phase, Target
from guatu.core.stored import StoredFigure, from_fen
from guatu.ledgers.models import Duty, Entry, PostDuty
from guatu.planning.fields import Kind, number
from guatu.planning.models import Draft, DraftItem, DraftMatch, DraftUnit, LineSource

Values = dict[str, str]
Row = TypeVar("Row", Entry, Target, Phase)
Places = dict[tuple[int, int], list[Row]]
Decision = DraftUnit.Decision
STANDS = DraftMatch.Choice.KEEP, DraftMatch.Choice.TAKE, DraftMatch.Choice.NONE
SEPARATOR = "、"
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLine:
    """A line as it stands: exactly one of the three."""

    entry: Entry | None = None
    target: Target | None = None
    phase: Phase | None = None


def lines_of(draft: Draft) -> dict[int, StandingLine]:
    """Return the line that each accepted item of a confirmed draft became or was found to be."""
    if draft.campaign_id is None:
        return {}
    items = list(draft.items.filter(state=DraftItem.State.ACCEPTED).order_by("start", "pk"))
    found = matched_lines(draft)
    entries, targets = entries_of(draft, found.values()), targets_of(draft, found.values())
    phases = spans(Phase.objects.filter(plan_id=draft.plan_id, campaign_id=draft.campaign_id))
    for item in items:
        place = (item.start, item.end)
        if item.pk in found:
            continue
        if item.kind in {Kind.TASK, Kind.PROJECT}:
            entry = take(
                [e for e in entries.get(place, ()) if e.kind.code == item.kind], entries, place
            )
            if entry is not None:
                found[item.pk] = StandingLine(entry=entry)
        elif item.kind == Kind.TARGET and targets.get(place):
            found[item.pk] = StandingLine(target=targets[place].pop(0))
        elif item.kind == Kind.PHASE and phases.get(place):
            found[item.pk] = StandingLine(phase=phases[place].pop(0))
    return found


def entries_of(draft: Draft, found: Iterable[StandingLine]) -> Places[Entry]:
    """Return a draft's own entries by the place of their words, those with newer words by the old.

    Copies that units beneath took on carry the same words; they are not among them.
    """
    gone = [line.entry.pk for line in found if line.entry is not None]
    rows = Entry.objects.filter(campaign_id=draft.campaign_id or 0).exclude(pk__in=gone)
    rows = rows.select_related("kind", "campaign").order_by("pk")
    moved = {
        (row.quote_start, row.quote_end): row.entry_id for row in earlier(draft) if row.entry_id
    }
    places = spans(rows.filter(plan_id=draft.plan_id))
    return with_moved(places, moved, rows.in_bulk(list(moved.values())))


def targets_of(draft: Draft, found: Iterable[StandingLine]) -> Places[Target]:
    """Return a draft's own targets by the place of their words; parts of a decomposed one are none."""
    gone = [line.target.pk for line in found if line.target is not None]
    rows = Target.objects.filter(campaign_id=draft.campaign_id or 0).exclude(pk__in=gone)
    rows = rows.exclude(parent__campaign_id=draft.campaign_id or 0)
    rows = rows.select_related("indicator").order_by("pk")
    moved = {
        (row.quote_start, row.quote_end): row.target_id for row in earlier(draft) if row.target_id
    }
    places = spans(rows.filter(plan_id=draft.plan_id))
    return with_moved(places, moved, rows.in_bulk(list(moved.values())))


def earlier(draft: Draft) -> QuerySet[LineSource]:
    """Return where lines stood in a draft's plan before a correction gave them newer words."""
    return LineSource.objects.filter(
        plan_id=draft.plan_id, relation=LineSource.Relation.EARLIER
    ).order_by("pk")


def with_moved(
    places: Places[Row], moved: Mapping[tuple[int, int], int], rows: Mapping[int, Row]
) -> Places[Row]:
    for place, key in moved.items():
        if key in rows:
            places.setdefault(place, []).append(rows[key])
    return places


def take(
    fitting: Sequence[Entry], among: dict[tuple[int, int], list[Entry]], place: tuple[int, int]
) -> Entry | None:
    """Return the first that fits and give it to nobody else."""
    if not fitting:
        return None
    among[place].remove(fitting[0])
    return fitting[0]


def spans(rows: Iterable[Row]) -> Places[Row]:
    """Return rows by the place of their words, in the order in which they were made."""
    found: defaultdict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one.pk):
        if row.quote_start is not None and row.quote_end is not None:
            found[row.quote_start, row.quote_end].append(row)
    return found


def matched_lines(draft: Draft) -> dict[int, StandingLine]:
    """Return the lines that were there before this draft and that its items were found to be."""
    rows = draft.matches.filter(item__isnull=False, choice__in=STANDS).select_related(
        "entry__kind", "entry__campaign", "target__indicator", "phase"
    )
    return {
        row.item_id: StandingLine(entry=row.entry, target=row.target, phase=row.phase)
        for row in rows
        if row.item_id is not None and (row.entry or row.target or row.phase)
    }


def meanings_of(draft: Draft) -> dict[str, tuple[int, ...]]:
    """Return which units the names of a confirmed draft stand for, by its decisions."""
    rows = list(draft.units.prefetch_related("expands").order_by("pk"))
    names = {name for row in rows for name in (row.name, *row.new_members)}
    known = {
        (unit.parent_id, unit.name): unit.pk
        for unit in Unit.objects.filter(name__in=names).order_by("-valid_to", "pk")
    }
    found: dict[str, tuple[int, ...]] = {}
    for row in rows:
        parent = row.create_parent_id or draft.plan.unit_id
        if row.decision == Decision.USE and row.unit_id is not None:
            found[row.name] = (row.unit_id,)
        elif row.decision == Decision.CREATE and (parent, row.name) in known:
            found[row.name] = (known[parent, row.name],)
        elif row.decision == Decision.EXPAND:
            new = [known[parent, n] for n in row.new_members if (parent, n) in known]
            found[row.name] = (*(unit.pk for unit in row.expands.all()), *new)
    by_key = {row.pk: row.name for row in rows}
    for row in rows:
        if row.decision == Decision.SAME and row.same_as_id in by_key:
            found[row.name] = found.get(by_key[row.same_as_id], ())
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The units and leaders' posts of entries, by entry, read at once."""

    leads: Mapping[int, list[int]]
    supports: Mapping[int, list[int]]
    leaders: Mapping[int, list[int]]
    names: Mapping[int, str]
    posts: Mapping[int, str]

    def written(self, entry_id: int) -> tuple[list[str], list[str]]:
        leads, supports = self.leads.get(entry_id, []), self.supports.get(entry_id, [])
        return [self.names[one] for one in leads], [self.names[one] for one in supports]


def parts_of(entries: Iterable[Entry]) -> Parts:
    ids = [entry.pk for entry in entries]
    by_role: dict[str, defaultdict[int, list[int]]] = {
        role: defaultdict(list) for role in (Duty.Role.LEAD, Duty.Role.SUPPORT)
    }
    leaders: defaultdict[int, list[int]] = defaultdict(list)
    units: dict[int, str] = {}
    posts: dict[int, str] = {}
    for at in range(0, len(ids), BATCH):
        batch = ids[at : at + BATCH]
        duties = Duty.objects.filter(entry_id__in=batch, role__in=by_role).order_by("ordinal")
        for row in duties.select_related("unit"):
            by_role[row.role][row.entry_id].append(row.unit_id)
            units[row.unit_id] = row.unit.label
        named = PostDuty.objects.filter(entry_id__in=batch, level=PostDuty.Level.LEADER)
        for one in named.select_related("post").order_by("post__official_order", "pk"):
            leaders[one.entry_id].append(one.post_id)
            posts[one.post_id] = one.post.title
    return Parts(
        leads=by_role[Duty.Role.LEAD],
        supports=by_role[Duty.Role.SUPPORT],
        leaders=leaders,
        names=units,
        posts=posts,
    )


def target_values(target: Target) -> Values:
    """Return a target as the fields of a draft write it."""
    return {
        "indicator": target.indicator.name,
        "op": target.op,
        "value": figure_text(target),
        "value_high": figure_text(target, "high_"),
        "unit": target.measure or "",
        "growth": "1" if target.is_growth else "",
        "deadline": target.due_on.isoformat() if target.due_on else "",
    }


def figure_text(target: Target, prefix: str = "") -> str:
    figure = StoredFigure(
        amount_fen=getattr(target, f"{prefix}amount_fen"),
        mantissa=getattr(target, f"{prefix}mantissa"),
        scale=getattr(target, f"{prefix}scale"),
        measure=target.measure,
    )
    return plain_text(figure.value)


def entry_values(entry: Entry, parts: Parts) -> Values:
    """Return an entry as the fields of a draft write it."""
    leads, supports = parts.written(entry.pk)
    leaders = SEPARATOR.join(parts.posts[one] for one in parts.leaders.get(entry.pk, []))
    if entry.kind.code == Kind.PROJECT:
        amount = entry.amount_fen
        return {
            "name": entry.title,
            "investment_yi": "" if amount is None else plain_text(from_fen(amount, "亿元")),
            "area_mu": plain_text(number(entry.fields.get("area"))),
            "stage": entry.standard,
            "support": SEPARATOR.join(supports),
            "leaders": leaders,
            "owner": SEPARATOR.join(leads),
        }
    return {
        "title": entry.title,
        "number": entry.number,
        "standard": entry.standard,
        "lead": SEPARATOR.join(leads),
        "support": SEPARATOR.join(supports),
        "leaders": leaders,
        "deadline": entry.due_on.isoformat() if entry.due_on else "",
    }


def plain_text(value: Decimal | None) -> str:
    """Return a number without trailing zeros; nothing where there is none."""
    return "" if value is None else format(value.normalize(), "f")


def phase_values(phase: Phase) -> Values:
    return {
        "name": phase.name,
        "start": phase.starts_on.isoformat(),
        "end": phase.ends_on.isoformat(),
    }
