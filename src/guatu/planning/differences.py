"""What the pages of versions show: clauses in blocks, lines in rows, as values for templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from guatu.core.planreading.compare.clauses import ClausePair, Outcome, PieceKind
from guatu.planning import versionwords, wording
from guatu.planning.actions.merging_choices import choices_for, live_all
from guatu.planning.actions.merging_values import is_touched
from guatu.planning.fields import Kind, name_of
from guatu.planning.models import Draft, DraftItem, DraftMatch

CONTEXT = 1  # unchanged clauses shown before and after a changed one


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRow:
    """One clause in both texts; the runs say (kind, words)."""

    outcome: str
    old: tuple[tuple[str, str], ...]
    new: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseBlock:
    """Clauses that follow one another; `hidden` unchanged ones were left out before them."""

    hidden: int
    rows: tuple[ClauseRow, ...]


def blocks_of(
    pairs: Sequence[ClausePair], old: str, new: str, *, is_all: bool
) -> list[ClauseBlock]:
    """Return what differs with a little of what stands around it; all of it where asked for."""
    near = {
        at + step
        for at, pair in enumerate(pairs)
        if pair.outcome is not Outcome.SAME
        for step in range(-CONTEXT, CONTEXT + 1)
    }
    blocks: list[ClauseBlock] = []
    rows: list[ClauseRow] = []
    hidden = 0
    for at, pair in enumerate(pairs):
        if is_all or at in near:
            rows.append(row_of(pair, old, new))
            continue
        if rows:
            blocks.append(ClauseBlock(hidden=hidden, rows=tuple(rows)))
            rows, hidden = [], 0
        hidden += 1
    if rows:
        blocks.append(ClauseBlock(hidden=hidden, rows=tuple(rows)))
        hidden = 0
    return [*blocks, ClauseBlock(hidden=hidden, rows=())] if hidden else blocks


def row_of(pair: ClausePair, old: str, new: str) -> ClauseRow:
    before = old[pair.old.start : pair.old.end] if pair.old else ""
    after = new[pair.new.start : pair.new.end] if pair.new else ""
    if pair.outcome is Outcome.CHANGED:
        runs = [(piece.kind.value, piece.text) for piece in pair.pieces]
        return ClauseRow(
            outcome=pair.outcome.value,
            old=tuple(run for run in runs if run[0] != PieceKind.ADDED),
            new=tuple(run for run in runs if run[0] != PieceKind.REMOVED),
        )
    kind = {Outcome.ADDED: "added", Outcome.REMOVED: "removed"}.get(pair.outcome, "same")
    return ClauseRow(
        outcome=pair.outcome.value,
        old=((kind, before),) if before else (),
        new=((kind, after),) if after else (),
    )


def counts_of(pairs: Sequence[ClausePair]) -> dict[str, int]:
    found = Counter(pair.outcome.value for pair in pairs)
    return {outcome.value: found[outcome.value] for outcome in Outcome if found[outcome.value]}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field that differs: in the known plan, today, and in the new one."""

    field: str
    label: str
    before: str
    standing: str
    now: str
    is_touched: bool
    is_taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line of the known plan beside what the new one says of it."""

    match: DraftMatch
    kind: str
    name: str
    outcome: str
    choice: str
    fields: tuple[FieldRow, ...]
    acts: tuple[tuple[str, str], ...]
    done: str = ""

    @property
    def is_open(self) -> bool:
        match = self.match
        is_rejected = match.item is not None and match.item.state == DraftItem.State.REJECTED
        return match.choice == DraftMatch.Choice.PENDING and not is_rejected


def rows_of(
    draft: Draft, matches: Sequence[DraftMatch], done: dict[int, str] | None = None
) -> list[LineRow]:
    """Return the lines with how they stand at this moment."""
    live = live_all(draft, matches)
    return [
        line_row(row, live[row.pk], (done or {}).get(row.target_id or 0, "")) for row in matches
    ]


def line_row(match: DraftMatch, live: Sequence[dict[str, str]], done: str = "") -> LineRow:
    shown = live if match.draft.state == Draft.State.OPEN else match.differences
    may = choices_for(match)
    return LineRow(
        match=match,
        kind=str(wording.KIND[match.kind]),
        name=match.name,
        outcome=str(versionwords.OUTCOMES[match.outcome]),
        choice=str(versionwords.CHOICES[match.choice]),
        fields=tuple(field_row(match, one) for one in shown),
        acts=tuple(
            (code, str(versionwords.ACTS[code])) for code in versionwords.ORDER if code in may
        ),
        done=done,
    )


def field_row(match: DraftMatch, one: dict[str, str]) -> FieldRow:
    name = one["field"]
    touched = is_touched(one) and match.draft.plan.corrects_id is not None
    is_open = match.choice == DraftMatch.Choice.PENDING
    return FieldRow(
        field=name,
        label=str(versionwords.FIELDS.get(name, name)),
        before=versionwords.value(name, one["before"]),
        standing=versionwords.value(name, one["standing"]),
        now=versionwords.value(name, one["now"]),
        is_touched=touched,
        is_taken=not touched if is_open else name in match.taken,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedRow:
    """An item that the known plan does not have."""

    id: int
    kind: str
    name: str
    state: str


def added_of(draft: Draft) -> list[AddedRow]:
    items = draft.items.exclude(kind=Kind.FACT).filter(match_row__isnull=True)
    return [
        AddedRow(
            id=item.pk,
            kind=str(wording.KIND[item.kind]),
            name=name_of(item.kind, item.fields),
            state=item.state,
        )
        for item in items.order_by("start", "pk")
    ]
