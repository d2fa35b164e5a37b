"""What the tabs of the room need on each of its pages."""

from __future__ import annotations

from guatu.burden.policies import can_read_box, can_see_burden
from guatu.burden.queries.box import new_count
from guatu.campaigns.queries import any_simulated
from guatu.core.actors import Actor


def tabs_of(actor: Actor) -> dict[str, object]:
    return {
        "sees_burden": can_see_burden(actor),
        "reads_box": can_read_box(actor),
        "sample": {"is_simulated": any_simulated(actor)},
        "box_count": new_count(actor),
    }
