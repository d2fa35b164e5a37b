"""Who turned to what a rule keeps off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from guatu.audit.models import AuditEvent

SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One refusal of a setting."""

    at: datetime
    who: str
    rule: str
    about: str


def refusals() -> Sequence[Refusal]:
    """Return the last refusals, the latest first."""
    rows = AuditEvent.objects.filter(act="rule.refuse").order_by("-number")[:SHOWN]
    return [
        Refusal(
            at=row.occurred_at,
            who=row.actor_name,
            rule=str(row.details.get("rule", "")),
            about=str(row.details.get("about", "")),
        )
        for row in rows
    ]
