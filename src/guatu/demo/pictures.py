"""The last frozen rounds as they closed: with all that the year's parts have laid by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import recompute_lamps
from guatu.dispatch.actions.states import keep_states
from guatu.dispatch.actions.sums import keep_sums
from guatu.dispatch.models import DetailState, EntryState, Round, RoundSum, UnitState

if TYPE_CHECKING:
    from guatu.demo.stage import Stage


def lay_pictures(stage: Stage) -> None:
    """Take the picture of the newest frozen round anew: what was laid later stood then too."""
    rows = Round.objects.filter(
        campaign=stage.general, state=Round.State.FROZEN, cadence__asks_check_ins=True
    )
    one = rows.order_by("-ends_on", "-ordinal").first()
    if one is None:
        return
    recompute_lamps(SYSTEM, stage.general, one.ends_on)
    for states in (EntryState, UnitState, DetailState):
        kept = states._default_manager  # noqa: SLF001 Django's way to a manager
        kept.filter(from_round=one).delete()
        ended = kept.filter(to_ordinal=one.ordinal - 1, from_round__cadence=one.cadence_id)
        ended.update(to_round=None, to_ordinal=None)
    keep_states(one)
    RoundSum.objects.filter(round=one).delete()
    keep_sums(one)
    recompute_lamps(SYSTEM, stage.general, stage.today)
