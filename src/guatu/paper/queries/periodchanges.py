"""What a paper names of the changes in a period or between two rounds."""

from __future__ import annotations

from typing import Any

from guatu.core.official.facts import LineFact
from guatu.core.official.facttables import SORTS
from guatu.dispatch.queries.changes import Changes
from guatu.dispatch.queries.periodchanges import changes_of
from guatu.dispatch.queries.periodrows import Stretch

NAMED = 40  # of each sort of change, for the annex; the counts have all


def changed(found: Changes) -> dict[str, Any]:
    """Return the lines and counts of changes; a sort that there is nothing to compare for has none."""
    told = [sort for sort in SORTS if sort in found.counts]
    lines = {
        sort: tuple(
            LineFact(
                unit=line.unit, title=line.title,
                before=line.lamp_before.value if line.lamp_before else "", after=line.lamp_after.value,
                due_before=line.due_before, due_after=line.due_after,
            )
            for line in getattr(found, sort)
        )
        for sort in told
    }  # fmt: skip
    return {"changes": lines, "counts": {sort: found.count(sort) for sort in told}}


def changed_in(here: Stretch) -> dict[str, Any]:
    """Return what changed in a period, as its page counts it."""
    return changed(changes_of(here, most=NAMED))
