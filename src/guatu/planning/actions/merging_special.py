"""专项方案 under a 总方案 (1+N): which of its items are lines that the general plan has already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guatu.campaigns.models import Campaign, Plan, Target, Validity
from guatu.core.planreading.compare.clauses import Outcome
from guatu.core.planreading.compare.items import Line, compare_lines
from guatu.ledgers.models import Entry
from guatu.planning.actions.merging_values import differences_of, line_of, values_of
from guatu.planning.fields import Kind
from guatu.planning.models import Draft, DraftItem, DraftMatch
from guatu.planning.queries.standing import (
    Parts,
    StandingLine,
    Values,
    entry_values,
    parts_of,
    target_values,
)

NAMED = {Kind.TARGET: "indicator", Kind.TASK: "title", Kind.PROJECT: "name"}
TOLD_BY = {  # what makes an item the same line: units and days may be told more closely
    Kind.TARGET: frozenset({"op", "value", "value_high", "unit", "growth"}),
    Kind.TASK: frozenset(),
    Kind.PROJECT: frozenset(),
}
SURE = 55  # percent of likeness; without the words of one text to align, the name decides
GONE = (Validity.WITHDRAWN, Validity.MERGED, Validity.MOVED_OUT)
State = DraftItem.State
Choice = DraftMatch.Choice
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """A line of the campaign above, as the core compares it."""

    line: StandingLine
    kind: str
    values: Values


def match_special(draft: Draft, parent: Plan) -> None:
    """Set the items of a special plan beside the lines of the general one; a person says what they are."""
    if parent.campaign is None:
        return
    above = lines_above(parent.campaign)
    items = {
        item.pk: item
        for item in draft.items.filter(kind__in=NAMED).order_by("start", "pk")
        if item.state != State.REJECTED
    }
    pairs = compare_lines(
        [as_line(key, one) for key, one in above.items()],
        [line_of(item) for item in items.values() if item.kind in NAMED],
        [],
    )
    matches = [
        match
        for pair in pairs
        if pair.new is not None and pair.old is not None and pair.confidence >= SURE
        and (match := match_of(draft, items[pair.new], above[pair.old], pair.confidence))
    ]  # fmt: skip
    for place, row in enumerate(matches, start=1):
        row.position = place
    DraftMatch.objects.bulk_create(matches, batch_size=BATCH)


def lines_above(campaign: Campaign) -> dict[int, Above]:
    """Return the lines of a campaign that are asked or will be, by a number of their own."""
    entries = list(
        Entry.objects.filter(campaign=campaign, kind__code__in=NAMED)
        .exclude(validity__in=GONE)
        .select_related("kind")
        .order_by("pk")
    )
    parts: Parts = parts_of(entries)
    rows = [
        Above(
            line=StandingLine(entry=entry),
            kind=entry.kind.code,
            values=entry_values(entry, parts),
        )
        for entry in entries
    ]
    targets = Target.objects.filter(campaign=campaign).exclude(validity__in=GONE)
    rows += [
        Above(line=StandingLine(target=one), kind=Kind.TARGET, values=target_values(one))
        for one in targets.select_related("indicator").order_by("pk")
    ]
    return dict(enumerate(rows))


def as_line(key: int, one: Above) -> Line:
    family = "figure" if one.kind == Kind.TARGET else one.kind
    told = TOLD_BY[Kind(one.kind)]
    return Line(
        key=key,
        family=family,
        name=one.values[NAMED[Kind(one.kind)]],
        start=0,
        end=0,
        values={name: value for name, value in one.values.items() if name in told},
    )


def match_of(draft: Draft, item: DraftItem, above: Above, confidence: int) -> DraftMatch:
    """Return an item beside a line: the same where all that makes it a line is the same."""
    now = values_of(item.kind, item.fields)
    told = TOLD_BY[Kind(item.kind)]
    differences = [
        {**one, "standing": one["before"]}
        for one in differences_of(shared(above.values, now), now, {})
        if one["before"]
    ]
    is_same = not any(one["field"] in told for one in differences)
    return DraftMatch(
        draft=draft,
        item=item,
        entry=above.line.entry,
        target=above.line.target,
        kind=item.kind,
        name=above.values[NAMED[Kind(above.kind)]][:300],
        outcome=Outcome.SAME.value if is_same else Outcome.CHANGED.value,
        confidence=confidence,
        differences=differences,
        choice=Choice.PENDING,
    )


def shared(values: Mapping[str, str], names: Mapping[str, str]) -> Values:
    return {name: values.get(name, "") for name in names}


def proposal_of(match: DraftMatch) -> str:
    """Return what a special plan's item seems to be: that line, or a part of it."""
    return Choice.SAME_LINE if match.outcome == DraftMatch.Outcome.SAME else Choice.PART
