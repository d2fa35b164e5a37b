"""Tying a new draft to a known plan: each item beside its line, earlier decisions carried over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from guatu.campaigns.models import Validity
from guatu.core.planreading.compare.clauses import ClausePair, Outcome, compare_clauses
from guatu.core.planreading.compare.items import LinePair, compare_lines
from guatu.planning.actions.merging_units import carry_units
from guatu.planning.actions.merging_values import (
    Known,
    differences_of,
    full_values,
    is_touched,
    known_of,
    line_of,
    owners_of,
    read_kind,
    standing_values,
    values_of,
)
from guatu.planning.actions.units import refresh_units
from guatu.planning.fields import Kind, name_of, problems_of
from guatu.planning.models import Draft, DraftItem, DraftMatch
from guatu.planning.queries.standing import (
    StandingLine,
    Values,
    lines_of,
    meanings_of,
    parts_of,
)

CARRIED = "carried"  # a reason of an item: something of it was decided for the plan before
PLACES = frozenset({"body_start", "body_end"})
STANDING = frozenset({Validity.DRAFT, Validity.IN_FORCE, Validity.SUSPENDED})
State = DraftItem.State
Choice = DraftMatch.Choice
Row = DraftMatch.Outcome
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """A draft beside the draft of the plan that it corrects or follows."""

    draft: Draft
    before: Draft
    is_correction: bool
    clauses: list[ClausePair]
    old: dict[int, DraftItem]
    new: dict[int, DraftItem]
    old_owners: dict[int, str]
    lines: dict[int, StandingLine]
    known: Known | None
    added: list[DraftItem] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether a person has to say what becomes of a line: there is a campaign to merge into."""
        return self.is_correction and self.known is not None


def versions_of(draft: Draft, before: Draft, *, is_correction: bool) -> Versions:
    old = {item.pk: item for item in before.items.order_by("start", "pk")}
    new = {item.pk: item for item in draft.items.order_by("start", "pk")}
    lines = lines_of(before)
    known = None
    if before.campaign is not None:
        parts = parts_of(line.entry for line in lines.values() if line.entry is not None)
        known = known_of(before.campaign, meanings_of(before), parts)
    return Versions(
        draft=draft,
        before=before,
        is_correction=is_correction,
        clauses=compare_clauses(before.plan.text, draft.plan.text),
        old=old,
        new=new,
        old_owners=owners_of(old.values()),
        lines=lines,
        known=known,
    )


def match_versions(draft: Draft, before: Draft, *, is_correction: bool) -> None:
    """Compare item by item; carry over what was decided, and ask about the rest."""
    versions = versions_of(draft, before, is_correction=is_correction)
    pairs = compare_lines(
        [line_of(item) for item in versions.old.values()],
        [line_of(item) for item in versions.new.values()],
        versions.clauses,
    )
    pairs = [*carry_added(versions, pairs), *pairs]
    for pair in pairs:
        if pair.old is not None and pair.new is not None:
            carry_fields(versions, versions.old[pair.old], versions.new[pair.new])
    owners = owners_of(versions.new.values())
    matches = [row for pair in pairs if (row := match_of(versions, pair, owners)) is not None]
    for place, row in enumerate(matches, start=1):
        row.position = place
    DraftMatch.objects.bulk_create(matches, batch_size=BATCH)
    for item in versions.new.values():
        item.version += 1
    DraftItem.objects.bulk_update(
        versions.new.values(),
        ["kind", "ordinal", "fields", "state", "reasons", "version"],
        batch_size=BATCH,
    )
    refresh_units(draft)
    carry_units(draft, before)


def carry_added(versions: Versions, pairs: Sequence[LinePair]) -> list[LinePair]:
    """Add what a person had added to the plan before, where its words stand in the new one too."""
    lost = [versions.old[p.old] for p in pairs if p.new is None and p.old is not None]
    found = []
    for item in lost:
        if item.read_fields is not None or item.state != State.ACCEPTED:
            continue
        span = span_in_new(versions, item)
        if span is None:
            continue
        made = DraftItem.objects.create(
            draft=versions.draft,
            kind=item.kind,
            ordinal=next_ordinal(versions, item.kind),
            start=span[0],
            end=span[1],
            fields=item.fields,
            read_fields=None,
            confidence=item.confidence,
            reasons=[CARRIED],
        )
        versions.new[made.pk] = made
        found.append(LinePair(outcome=Outcome.SAME, old=item.pk, new=made.pk))
    return found


def span_in_new(versions: Versions, item: DraftItem) -> tuple[int, int] | None:
    """Return where an item's words stand in the new text: in its clause's partner, or once at all."""
    quote = versions.before.plan.text[item.start : item.end]
    text = versions.draft.plan.text
    for pair in versions.clauses:
        if pair.old is None or pair.new is None or not pair.old.start <= item.start < pair.old.end:
            continue
        at = text.find(quote, pair.new.start, pair.new.end + len(quote))
        if at >= 0:
            return at, at + len(quote)
    at = text.find(quote) if text.count(quote) == 1 else -1
    return (at, at + len(quote)) if at >= 0 else None


def next_ordinal(versions: Versions, kind: str) -> int:
    taken = [item.ordinal for item in versions.new.values() if item.kind == kind]
    return max(taken, default=0) + 1


def carry_fields(versions: Versions, old: DraftItem, new: DraftItem) -> None:
    """Let a person's corrections stand where the words that were read did not change."""
    turned = new.kind != old.kind and read_kind(old) == new.kind
    if turned:
        new.ordinal, new.kind = next_ordinal(versions, old.kind), old.kind
        new.fields = {
            **{key: old.fields.get(key) for key in ("op", "growth", "deadline")},
            **new.fields,
        }
    edited = carried_fields(old, new)
    if edited or turned:
        new.fields = {**new.fields, **edited}
        new.reasons = [*new.reasons, CARRIED]


def carried_fields(old: DraftItem, new: DraftItem) -> dict[str, Any]:
    if old.read_fields is None or new.read_fields is None:
        return {}
    return {
        name: value
        for name, value in old.fields.items()
        if name not in PLACES
        and value != old.read_fields.get(name)
        and old.read_fields.get(name) == new.read_fields.get(name)
        and name in {**old.read_fields, **new.read_fields}
    }


def match_of(versions: Versions, pair: LinePair, owners: Mapping[int, str]) -> DraftMatch | None:
    """Return the row of a pair, and settle the item's state; None where nothing stood before."""
    if pair.old is None:
        return None
    old = versions.old[pair.old]
    if pair.new is None:
        return removed(versions, old)
    new = versions.new[pair.new]
    if old.kind == Kind.FACT and new.kind == Kind.FACT:
        return None
    line = versions.lines.get(old.pk, StandingLine())
    if not versions.is_correction:
        carry_standard(line, new)
    before, now = compared_values(old, new, versions.old_owners, owners)
    standing = standing_values(line, before, versions.known) if versions.known is not None else {}
    differences = differences_of(before, now, standing)
    if differences and versions.is_correction and not stands(line):
        differences = [one for one in differences if one["field"] != "owner"]
    row = new_match(versions, old, line, item=new, confidence=pair.confidence)
    row.outcome = Row.CHANGED if differences else Row.SAME
    row.differences = differences
    settle_state(versions, old, new, row)
    return row


def carry_standard(line: StandingLine, new: DraftItem) -> None:
    """Propose last year's standard of completion again."""
    silent = new.kind == Kind.TASK and not new.fields.get("standard")
    if line.entry is not None and line.entry.standard and silent:
        new.fields = {**new.fields, "standard": line.entry.standard}
        new.reasons = list(dict.fromkeys([*new.reasons, CARRIED]))


def compared_values(
    old: DraftItem, new: DraftItem, old_owners: Mapping[int, str], owners: Mapping[int, str]
) -> tuple[Values, Values]:
    """Return both items' values under the new one's kind."""
    if old.kind == new.kind:
        return full_values(old, old_owners), full_values(new, owners)
    return values_of(new.kind, {**old.fields}), values_of(new.kind, new.fields)


def stands(line: StandingLine) -> bool:
    return bool(line.entry or line.target or line.phase)


def settle_state(versions: Versions, old: DraftItem, new: DraftItem, row: DraftMatch) -> None:
    """Take over the state of what did not change; ask for a word on what changed and stands."""
    if not versions.is_correction:
        if old.state == State.REJECTED and row.outcome == Row.SAME:
            new.state = State.REJECTED
        return
    if row.outcome == Row.SAME:
        if old.state != State.ACCEPTED or not problems_of(new.kind, new.fields):
            new.state = old.state
        return
    if versions.asks and stands(versions.lines.get(old.pk, StandingLine())):
        row.choice = Choice.PENDING
        row.taken = [one["field"] for one in row.differences if not is_touched(one)]


def stands_in_force(line: StandingLine | None) -> bool:
    """Say whether a line is there and was not withdrawn, merged or moved out since."""
    if line is None:
        return False
    row = line.entry or line.target
    return line.phase is not None if row is None else row.validity in STANDING


def removed(versions: Versions, old: DraftItem) -> DraftMatch | None:
    """Return the row of a line that the new text does not name any more."""
    line = versions.lines.get(old.pk)
    if line is None or not stands_in_force(line):
        return None
    row = new_match(versions, old, line, item=None, confidence=100)
    row.outcome = Row.REMOVED
    row.choice = Choice.PENDING if versions.asks else Choice.NONE
    return row


def new_match(
    versions: Versions, old: DraftItem, line: StandingLine, *, item: DraftItem | None,
    confidence: int,
) -> DraftMatch:  # fmt: skip
    return DraftMatch(
        draft=versions.draft,
        item=item,
        before=old,
        entry=line.entry,
        target=line.target,
        phase=line.phase,
        kind=(item or old).kind,
        name=name_of(old.kind, old.fields)[:300],
        confidence=confidence,
    )


def unmatch(draft: Draft) -> None:
    """Forget a relation: what it had carried over is again as it was read, unless touched since."""
    DraftMatch.objects.filter(draft=draft).delete()
    added = draft.items.filter(read_fields__isnull=True, decided_by__isnull=True)
    added.filter(reasons=[CARRIED]).delete()
    untouched = [item for item in draft.items.filter(decided_by__isnull=True) if item.read_fields]
    for item in untouched:
        kind = read_kind(item)
        if item.kind != kind:
            item.kind, item.ordinal = kind, free_ordinal(draft, kind)
        item.fields = item.read_fields or {}
        item.reasons = [code for code in item.reasons if code != CARRIED]
        item.state = State.ACCEPTED if kind == Kind.FACT else State.PENDING
        item.version += 1
    DraftItem.objects.bulk_update(
        untouched, ["kind", "ordinal", "fields", "reasons", "state", "version"], batch_size=BATCH
    )
    refresh_units(draft)


def free_ordinal(draft: Draft, kind: str) -> int:
    last = draft.items.filter(kind=kind).order_by("-ordinal").values_list("ordinal", flat=True)
    return (last.first() or 0) + 1


def accept_item(item: DraftItem, person_id: int | None, *, state: str) -> None:
    """Settle an item along with what was said of its line."""
    DraftItem.objects.filter(pk=item.pk).exclude(state=state).update(
        state=state, decided_by=person_id, version=F("version") + 1
    )
