"""What will be made of a draft, and what a person should look at before it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guatu.planning.fields import Kind, name_of
from guatu.planning.models import Draft, DraftItem, DraftUnit

SHOWN = 5  # of each warning, with the count of all


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One item or unit name that a warning speaks of; `anchor` is its id on the confirm page."""

    anchor: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One thing to look at, by its code, with the first few it is true of."""

    code: str
    count: int
    first: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How much of each kind will be made, which units, and the warnings."""

    counts: tuple[tuple[str, int], ...]
    units_created: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...]
    warnings: tuple[Warned, ...]


def making_of(draft: Draft) -> Making:
    """Return what a confirmation now would make, in the order of the text."""
    accepted = list(draft.items.filter(state=DraftItem.State.ACCEPTED).order_by("start", "pk"))
    rows = list(
        draft.units.select_related("unit", "same_as__unit")
        .prefetch_related("expands")
        .order_by("pk")
    )
    makes = (Kind.PHASE, Kind.TARGET, Kind.TASK, Kind.PROJECT, Kind.CADENCE)
    kinds = [item.kind for item in accepted]
    return Making(
        counts=tuple((kind.value, kinds.count(kind)) for kind in makes),
        units_created=tuple(dict.fromkeys(name for row in rows for name in created_by(row))),
        aliases=tuple(learnt(row) for row in rows if is_learnt(row)),
        warnings=tuple(warnings_of(accepted, rows)),
    )


def created_by(row: DraftUnit) -> list[str]:
    if row.decision == DraftUnit.Decision.CREATE:
        return [row.name]
    return list(row.new_members) if row.decision == DraftUnit.Decision.EXPAND else []


def is_learnt(row: DraftUnit) -> bool:
    own = row.match in {DraftUnit.Match.SIMILAR, DraftUnit.Match.NONE}
    said = row.decision == DraftUnit.Decision.USE and own and row.unit is not None
    return row.keeps_alias and (said or row.decision == DraftUnit.Decision.SAME)


def learnt(row: DraftUnit) -> tuple[str, str]:
    meant = row.unit.name if row.unit else row.same_as.name if row.same_as else ""
    return row.name, meant


def warnings_of(accepted: list[DraftItem], rows: list[DraftUnit]) -> Iterable[Warned]:
    """Yield what is worth a look, the gravest first; nothing here keeps a campaign from being made."""
    tasks = [item for item in accepted if item.kind == Kind.TASK]
    targets = [item for item in accepted if item.kind == Kind.TARGET]
    by_name = {row.name: row for row in rows}
    left = {name for name, row in by_name.items() if row.decision == DraftUnit.Decision.LEAVE}
    checks = (
        ("no-unit", [t for t in tasks if not set(names(t)) - left]),
        ("no-lead", [t for t in tasks if set(names(t)) - left and not t.fields.get("lead")]),
        ("both-roles", [t for t in tasks if both_roles(t, by_name)]),
        ("no-owner", [t for t in targets if not is_owned(t, tasks)]),
        ("double", doubles(accepted)),
        ("no-deadline", [t for t in tasks if not t.fields.get("deadline")]),
    )
    for code, items in checks:
        if items:
            yield warned(code, [(f"item-{i.pk}", name_of(i.kind, i.fields)) for i in items])
    if left:
        rows_left = [row for row in rows if row.name in left]
        yield warned("left-out", [(f"unit-{row.pk}", row.name) for row in rows_left])


def warned(code: str, found: list[tuple[str, str]]) -> Warned:
    first = tuple(Named(anchor=anchor, name=name) for anchor, name in found[:SHOWN])
    return Warned(code=code, count=len(found), first=first)


def is_owned(target: DraftItem, tasks: list[DraftItem]) -> bool:
    return bool(target.fields.get("lead")) or any(holds(task, target) for task in tasks)


def names(task: DraftItem) -> list[str]:
    return [*task.fields.get("lead", ()), *task.fields.get("support", ())]


def both_roles(task: DraftItem, by_name: dict[str, DraftUnit]) -> bool:
    """Say whether a unit leads and supports, by whatever spelling."""
    lead = {meaning(name, by_name) for name in task.fields.get("lead", ())}
    return any(meaning(name, by_name) in lead for name in task.fields.get("support", ()))


def meaning(name: str, by_name: dict[str, DraftUnit]) -> object:
    row = by_name.get(name[:100])
    if row is not None and row.decision == DraftUnit.Decision.SAME and row.same_as is not None:
        row = row.same_as
    if row is not None and row.decision == DraftUnit.Decision.USE:
        return row.unit_id
    return row.name if row is not None else name


def holds(task: DraftItem, target: DraftItem) -> bool:
    start = task.fields.get("body_start") or task.start
    end = task.fields.get("body_end") or task.end
    return bool(start <= target.start < end)


def doubles(accepted: list[DraftItem]) -> list[DraftItem]:
    """Return the items that say what another one of their kind says already."""
    seen: set[tuple[object, ...]] = set()
    found = []
    for item in accepted:
        fields = item.fields
        said = (
            item.kind,
            name_of(item.kind, fields),
            fields.get("value"),
            fields.get("unit"),
            fields.get("deadline"),
            fields.get("start"),
        )
        if item.kind != Kind.FACT and said in seen:
            found.append(item)
        seen.add(said)
    return found
