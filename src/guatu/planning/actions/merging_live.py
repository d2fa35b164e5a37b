"""What the names of the corrected plan mean, to compare a line with it at any later moment."""

from __future__ import annotations

from guatu.planning.actions.merging_values import Known, known_of
from guatu.planning.models import Draft
from guatu.planning.queries.standing import Parts, meanings_of
from guatu.planning.queries.versions import draft_of


def known_for(draft: Draft, parts: Parts) -> Known | None:
    """Return the names of the plan that a draft corrects; None where no campaign was made of it."""
    corrected = draft.plan.corrects
    earlier = draft_of(corrected) if corrected is not None else None
    if earlier is None or earlier.campaign is None:
        return None
    return known_of(earlier.campaign, meanings_of(earlier), parts)
