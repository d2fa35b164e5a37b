"""Changing an issued target, and making tied ones: building blocks without policy and audit row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guatu.audit.actions import Change, plain
from guatu.campaigns.models import Campaign, Target, Validity
from guatu.shell.versions import update_at_version


def adjust_target(target: Target, *, columns: Mapping[str, Any]) -> Change:
    """Set columns of a target at the version that it has."""
    before = plain(target, *columns)
    update_at_version(target, target.version, **columns)
    return Change.of(target, before=before, after=plain(target, *columns))


COPIED = (
    "indicator_id", "op", "is_growth", "amount_fen", "mantissa", "scale", "high_amount_fen",
    "high_mantissa", "high_scale", "measure", "written", "due_on", "plan_id", "quote_start",
    "quote_end",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TiedTarget:
    """A target beneath another: whose it is, and what differs from the one above."""

    above: Target
    unit_id: int
    columns: Mapping[str, Any] = field(default_factory=dict)


def insert_tied_targets(campaign: Campaign, new: Sequence[TiedTarget]) -> list[Target]:
    """Write targets beneath others, of the same indicators: a figure reported once answers both."""
    return Target.objects.bulk_create(
        [
            Target(
                campaign=campaign,
                unit_id=one.unit_id,
                parent=one.above,
                parent_version=one.above.version,
                origin=Target.Origin.ASSIGNED,
                validity=Validity.IN_FORCE,
                **{name: getattr(one.above, name) for name in COPIED} | dict(one.columns),
            )
            for one in new
        ],
        batch_size=500,
    )
