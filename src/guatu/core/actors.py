"""Who acts, as a value that every policy, query and act takes first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a post lets its holder do."""

    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"
    CAMPAIGN_OFFICE = "campaign_office"
    UNIT_ADMINISTRATOR = "unit_administrator"
    LIAISON = "liaison"
    APPROVER = "approver"
    LEADER = "leader"
    ASSESSOR = "assessor"
    DISCIPLINE = "discipline"  # 纪检监察: reads what it has put under watch (T11)


ADMINISTRATORS = frozenset(
    {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
)
# Roles whose posts open nothing of what campaigns hold: what a watch shows, its own page shows.
APART = ADMINISTRATORS | {Role.DISCIPLINE}


class ActorKind(StrEnum):
    PERSON = "person"
    ANONYMOUS = "anonymous"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One appointment in force: a role, held at a unit, reaching over a subtree of units.

    `unit_path` and `scope_path` are materialised paths: digits, four to a level.
    """

    role: Role
    post_id: int
    unit_id: int
    unit_path: str
    scope_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person signed in with an account, nobody (`ANONYMOUS`), or guatu itself (`SYSTEM`)."""

    kind: ActorKind
    account_id: int | None = None
    person_id: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    task_force_ids: tuple[int, ...] = ()
    deputy_for: tuple[str, ...] = ()  # posts held as a deputy today, as the record names them

    @property
    def is_person(self) -> bool:
        return self.kind is ActorKind.PERSON

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def unit_ids(self) -> frozenset[int]:
        return frozenset(grant.unit_id for grant in self.grants)

    @property
    def post_ids(self) -> frozenset[int]:
        return frozenset(grant.post_id for grant in self.grants)

    def holds(self, *roles: Role) -> bool:
        """Say whether one of `roles` is held through any appointment in force."""
        return not self.roles.isdisjoint(roles)

    def scopes(self, *roles: Role) -> tuple[str, ...]:
        """Return the subtree paths that the appointments in `roles` (all, if none named) reach."""
        wanted = frozenset(roles) or frozenset(Role)
        return tuple(sorted({g.scope_path for g in self.grants if g.role in wanted}))


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS)
SYSTEM = Actor(kind=ActorKind.SYSTEM, name="guatu")
