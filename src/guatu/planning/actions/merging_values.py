"""The fields of a draft's items as texts that can be compared, and how a line differs from them today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guatu.campaigns.models import Campaign
from guatu.core.planreading.compare.items import Line, differing
from guatu.planning.actions.entries import body_of
from guatu.planning.actions.leaders import find_leaders, leaders_of
from guatu.planning.fields import Fields, Kind, name_of, number
from guatu.planning.models import DraftItem
from guatu.planning.queries.standing import (
    SEPARATOR,
    Parts,
    StandingLine,
    Values,
    entry_values,
    phase_values,
    plain_text,
    target_values,
)

FAMILIES = {Kind.TARGET: "figure", Kind.FACT: "figure"}
NUMBERS = frozenset({"value", "value_high", "investment_yi", "area_mu"})
NAMES = frozenset({"lead", "support", "leaders"})
COMPARED: dict[str, tuple[str, ...]] = {
    Kind.TASK: ("title", "standard", "lead", "support", "leaders", "deadline", "origin"),
    Kind.TARGET: (
        "indicator",
        "op",
        "value",
        "value_high",
        "unit",
        "growth",
        "deadline",
        "origin",
    ),
    Kind.FACT: ("indicator", "value", "value_high", "unit"),
    Kind.PROJECT: (
        "name",
        "investment_yi",
        "area_mu",
        "stage",
        "support",
        "leaders",
        "origin",
    ),
    Kind.PHASE: ("name", "start", "end"),
    Kind.CADENCE: ("event", "every"),
}
OWNED = frozenset({Kind.TARGET, Kind.PROJECT})


def values_of(kind: str, fields: Fields) -> Values:
    """Return the fields of an item as texts: numbers without trailing zeros, names joined."""
    return {name: as_text(name, fields.get(name)) for name in COMPARED[kind]}


def as_text(name: str, value: Any) -> str:
    if name in NUMBERS:
        return plain_text(number(value))
    if name in NAMES:
        return SEPARATOR.join(value or ())
    if name == "growth":
        return "1" if value else ""
    if name == "origin":
        return "" if value in {None, "own"} else str(value)
    return str(value or "")


def read_kind(item: DraftItem) -> str:
    """Return what an item was read as: a person turns facts and targets into each other."""
    if item.read_fields is None or item.kind not in FAMILIES:
        return item.kind
    return Kind.TARGET if "op" in item.read_fields else Kind.FACT


def line_of(item: DraftItem) -> Line:
    """Return an item as the core compares it: by what was read, not by what a person made of it."""
    fields = item.fields if item.read_fields is None else item.read_fields
    kind = read_kind(item)
    return Line(
        key=item.pk,
        family=FAMILIES.get(Kind(kind), kind),
        name=name_of(kind, fields),
        number=str(fields.get("number") or ""),
        start=item.start,
        end=item.end,
        values=values_of(kind, fields),
    )


def owners_of(items: Iterable[DraftItem]) -> dict[int, str]:
    """Return, for each figure and project, the leads of the task in whose words it stands."""
    items = list(items)
    tasks = [
        item for item in items if item.kind == Kind.TASK and item.state != DraftItem.State.REJECTED
    ]
    return {
        item.pk: SEPARATOR.join(owner_names(item, tasks)) for item in items if item.kind in OWNED
    }


def owner_names(item: DraftItem, tasks: Sequence[DraftItem]) -> list[str]:
    """Return who owes a figure or leads a project: its own units, else those of the task around."""
    if own := leads_of(item):
        return own[:1] if item.kind == Kind.TARGET else own
    around = [
        task for task in tasks if body_of(task)[0] <= item.start and item.end <= body_of(task)[1]
    ]
    if not around:
        return []
    task = min(around, key=lambda one: body_of(one)[1] - body_of(one)[0])
    leads = leads_of(task)
    return leads[:1] if item.kind == Kind.TARGET else leads


def leads_of(item: DraftItem) -> list[str]:
    """Return the units that lead; where none is named, the first responsible one (T1)."""
    return list(item.fields.get("lead", ())) or list(item.fields.get("support", ()))[:1]


def full_values(item: DraftItem, owners: Mapping[int, str]) -> Values:
    """Return all that is compared of an item, its owner included."""
    values = values_of(item.kind, item.fields)
    return values | {"owner": owners[item.pk]} if item.kind in OWNED else values


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the known plan's names mean, to tell a line's hand-made changes from other spellings."""

    campaign: Campaign
    units: Mapping[str, tuple[int, ...]]
    leaders: Mapping[str, int]
    parts: Parts

    def ids(self, written: str) -> list[int]:
        return [one for name in split(written) for one in self.units.get(name[:100], ())]

    def roles(self, before: Values) -> tuple[list[int], list[int]]:
        """Return leads and supports; of support units alone the first that is one unit leads (T1)."""
        leads, names = self.ids(before.get("lead", "")), split(before.get("support", ""))
        first = next((name for name in names if len(self.units.get(name[:100], ())) == 1), None)
        if before.get("lead") or first is None:
            return leads, self.ids(SEPARATOR.join(names))
        names.remove(first)
        return self.ids(first), self.ids(SEPARATOR.join(names))


def known_of(campaign: Campaign, units: Mapping[str, tuple[int, ...]], parts: Parts) -> Known:
    return Known(campaign=campaign, units=units, leaders=leaders_of(campaign), parts=parts)


def standing_values(line: StandingLine, before: Values, known: Known) -> Values:
    """Return how a line stands; where that is only another spelling of `before`, as it is there."""
    if line.entry is not None:
        values = entry_values(line.entry, known.parts)
        same = same_parts(line.entry.pk, before, known)
    elif line.target is not None:
        target = line.target
        values = target_values(target)
        owner = known.ids(before.get("owner", ""))[:1] or [known.campaign.unit_id]
        is_same = owner == [target.unit_id]
        values["owner"] = before.get("owner", "") if is_same else target.unit.label
        same = set()
    elif line.phase is not None:
        return phase_values(line.phase)
    else:
        return {}
    end = known.campaign.ends_on.isoformat()
    if values.get("deadline") == end and before.get("deadline", "") in {"", end}:
        same.add("deadline")
    values["origin"] = before.get("origin", "")
    return values | {name: before[name] for name in same if name in before}


def same_parts(entry_id: int, before: Values, known: Known) -> set[str]:
    """Return which of units and leaders are today what the plan's names meant."""
    parts = known.parts
    is_project = "owner" in before
    leads, supports = (
        (known.ids(before["owner"]), known.ids(before.get("support", "")))
        if is_project
        else known.roles(before)
    )
    same = set()
    are_leads = once(leads) == parts.leads.get(entry_id, [])
    are_supports = set(supports) - set(leads) == set(parts.supports.get(entry_id, [])) - set(leads)
    if is_project:
        same |= {"owner"} if are_leads else set()
        same |= {"support"} if are_supports else set()
    elif are_leads and are_supports:
        same |= {"lead", "support"}
    written = before.get("leaders", "")
    found = find_leaders(split(written), known.leaders)[0]
    if sorted(found) == sorted(parts.leaders.get(entry_id, [])):
        same.add("leaders")
    return same


def split(written: str) -> list[str]:
    return written.split(SEPARATOR) if written else []


def once(ids: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(ids))


def differences_of(before: Values, now: Values, standing: Values) -> list[dict[str, str]]:
    """Return the fields in which the texts differ and the line is not yet as the new one says."""
    found = []
    for name in differing(before, now):
        if (
            standing
            and name in standing
            and not differing({name: standing[name]}, {name: now.get(name, "")})
        ):
            continue
        found.append(
            {
                "field": name,
                "before": before.get(name, ""),
                "now": now.get(name, ""),
                "standing": standing.get(name, "") if standing else "",
            }
        )
    return found


def is_touched(difference: Mapping[str, str]) -> bool:
    """Say whether the line's field was changed by hand since the known plan was confirmed."""
    name = difference["field"]
    return bool(differing({name: difference["before"]}, {name: difference["standing"]}))
