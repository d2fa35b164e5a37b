"""Keeping what papers print of a round besides its states: as spans, written only on change (D6)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.utils import timezone

from guatu.dispatch.models import DetailState, EntryState, Round, UnitState
from guatu.dispatch.pictureparts import readers

BATCH = 500
DIGITS = 32
Spanned = type[EntryState] | type[UnitState] | type[DetailState]


def keep_details(one: Round) -> int:
    """Keep every part as it stands while `one` closes; return how many rows were otherwise before.

    Called within the act of closing, after the states of the entries.
    """
    made = 0
    day = timezone.localdate(one.closed_at) if one.closed_at else one.last_day
    for part, read in readers().items():
        made += keep_part(one, part, read(one.campaign, min(day, one.ends_on)))
    Round.objects.filter(pk=one.pk).update(kept_parts=list(readers()))
    one.kept_parts = list(readers())
    return made


def keep_part(one: Round, part: str, told: Iterable[tuple[int, Any]]) -> int:
    """Write what is otherwise than at the last close, in portions: a first close holds everything."""
    rows = DetailState.objects.filter(
        part=part, to_ordinal__isnull=True, from_round__cadence=one.cadence_id
    ).order_by()
    known = {
        about: (pk, digest) for about, pk, digest in rows.values_list("about_id", "pk", "digest")
    }
    over = {about: pk for about, (pk, _digest) in known.items()}
    waiting: list[DetailState] = []
    made = 0
    for about_id, content in told:
        digest = digest_of(content)
        if about_id in known and known[about_id][1] == digest:
            del over[about_id]
            continue
        row = DetailState(
            part=part, about_id=about_id, from_round=one, from_ordinal=one.ordinal,
            content=content, digest=digest,
        )  # fmt: skip
        waiting.append(row)
        if len(waiting) == BATCH:
            made += write(waiting)
    made += write(waiting)
    end_spans(list(over.values()), DetailState, one)
    return made


def write(waiting: list[DetailState]) -> int:
    count = len(waiting)
    DetailState.objects.bulk_create(waiting)
    waiting.clear()
    return count


def digest_of(content: Any) -> str:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()[:DIGITS]


def end_spans(ids: list[int], model: Spanned, one: Round) -> None:
    """Let old rows end with the round before this one."""
    previous = Round.objects.filter(cadence=one.cadence_id, ordinal=one.ordinal - 1).first()
    for start in range(0, len(ids), BATCH):
        model._default_manager.filter(pk__in=ids[start : start + BATCH]).update(  # noqa: SLF001 Django's way to a manager
            to_round=previous, to_ordinal=one.ordinal - 1
        )
