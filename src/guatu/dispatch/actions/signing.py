"""As whom a word is given: the post behind it, and whether by a deputy (T4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.audit.models import Evidence
from guatu.core.actors import Actor, Grant, Role
from guatu.core.paths import is_within
from guatu.dispatch.policies import Place, Step

ROLE_OF = {
    Step.UNIT: Role.APPROVER,
    Step.LEAD: Role.APPROVER,
    Step.OFFICE: Role.CAMPAIGN_OFFICE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who gives a word: a post, as its deputy or not; on paper also who signed, when, and the scan."""

    post_id: int | None = None
    is_deputy: bool = False
    signed_by: int | None = None
    signed_on: date | None = None
    evidence: Evidence | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """Return this as the columns of a move."""
        return {name: getattr(self, name) for name in HAND}


HAND = ("post_id", "is_deputy", "signed_by", "signed_on", "evidence")
NOBODY = Hand()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """The appointments of a day under which `actor` acts."""

    actor: Actor
    deputy_posts: Collection[int]

    @classmethod
    def of(cls, actor: Actor, today: date) -> Hands:
        rows = Appointment.objects.filter(in_force(today), person_id=actor.person_id or 0)
        held = list(rows.order_by("pk").values_list("post_id", "is_deputy"))
        own = {post for post, is_deputy in held if not is_deputy}
        return cls(actor=actor, deputy_posts={post for post, _deputy in held} - own)

    def hand(self, role: Role, units: Collection[Place]) -> Hand:
        """Return under which post `actor` speaks for one of `units`, its own posts before deputyships."""
        held = self.actor.grants
        grants = [one for one in held if one.role is role] or [
            one for one in held if one.role is Role.APPROVER
        ]
        fitting = [one for one in grants if reaches(one, units)] or grants
        chosen = min(fitting, key=lambda one: one.post_id in self.deputy_posts, default=None)
        if chosen is None:
            return NOBODY
        return Hand(post_id=chosen.post_id, is_deputy=chosen.post_id in self.deputy_posts)


def reaches(grant: Grant, units: Collection[Place]) -> bool:
    return any(is_within(unit.path, grant.scope_path) for unit in units)
