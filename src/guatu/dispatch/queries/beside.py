"""What stands beside the reports of an entry: corrections, where they were taken from, its past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guatu.core.actors import Actor
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.policies import can_ask_correction
from guatu.dispatch.queries.below import linked_below
from guatu.dispatch.queries.corrections import Shown, corrections_of
from guatu.dispatch.queries.pastpages import PastEntry, entry_past
from guatu.dispatch.queries.pasts import kept_rounds
from guatu.ledgers.models import Entry

MOST_SILENT = 6
ROUNDS_BACK = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a page of the stream shows beside its reports, by check-in."""

    corrections: Mapping[int, Sequence[Shown]]
    correctable: frozenset[int]
    below: Mapping[int, Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """The rounds that an entry can be looked at as of, the chosen one, and how it stood then."""

    rounds: Sequence[Round]
    chosen: Round | None
    past: PastEntry | None
    silent: Sequence[CheckIn]  # of frozen rounds, that the reader may fill in


def may_correct(actor: Actor, row: CheckIn, campaign_path: str) -> bool:
    return can_ask_correction(actor, row.unit.path, row.unit_id, campaign_path)


def beside(actor: Actor, entry: Entry, rows: Sequence[CheckIn]) -> Beside:
    """Return what stands beside reports of an entry that the reader was found to see."""
    path = entry.campaign.unit.path
    return Beside(
        corrections=corrections_of(actor, [row.pk for row in rows]) if rows else {},
        correctable=frozenset(
            row.pk
            for row in rows
            if row.round.state == Round.State.FROZEN and may_correct(actor, row, path)
        ),
        below=linked_below(actor, rows),
    )


def back(actor: Actor, entry: Entry, chosen: int | None) -> Back:
    """Return the past of an entry as of a round, and what of frozen rounds was never reported."""
    rounds = list(kept_rounds(entry.campaign)[:ROUNDS_BACK])
    one = next((row for row in rounds if row.pk == chosen), None)
    silent = CheckIn.objects.filter(
        entry=entry, received_at__isnull=True, round__state=Round.State.FROZEN
    ).exclude(corrections__state__in=["asked", "approved"])
    found = silent.select_related("unit", "round").order_by("-round__ends_on", "pk")
    path = entry.campaign.unit.path
    return Back(
        rounds=rounds,
        chosen=one,
        past=entry_past(actor, entry, one) if one is not None else None,
        silent=[row for row in found[: 4 * MOST_SILENT] if may_correct(actor, row, path)][
            :MOST_SILENT
        ],
    )
