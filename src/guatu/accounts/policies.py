"""Who may do what with units, people and posts. `docs/security/roles.md` is the same as a table."""

from __future__ import annotations

from collections.abc import Iterable

from guatu.accounts.models import Unit
from guatu.core.actors import ADMINISTRATORS, Actor, ActorKind, Role
from guatu.core.paths import is_within

# What a unit administrator may hand out: never power over others than its own unit's reports.
UNIT_ROLES = frozenset({Role.LIAISON, Role.APPROVER})
# Roles whose holders watch over each other: a person who has one of them has nothing else.
EXCLUSIVE = ADMINISTRATORS


def is_console(actor: Actor) -> bool:
    """Say whether guatu itself acts: somebody with a shell on the server started it."""
    return actor.kind is ActorKind.SYSTEM


def reaches(actor: Actor, path: str, *roles: Role) -> bool:
    """Say whether an appointment in one of `roles` reaches the unit at `path`."""
    return any(is_within(path, scope) for scope in actor.scopes(*roles))


def can_see_units(actor: Actor) -> bool:
    return is_console(actor) or actor.holds(
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
        Role.CAMPAIGN_OFFICE,
        Role.UNIT_ADMINISTRATOR,
        Role.ASSESSOR,
    )


def can_see_people(actor: Actor) -> bool:
    return is_console(actor) or actor.holds(
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
        Role.CAMPAIGN_OFFICE,
        Role.UNIT_ADMINISTRATOR,
    )


def can_see_sign_ins(actor: Actor) -> bool:
    return actor.holds(Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)


def sees_all_units(actor: Actor) -> bool:
    """Say whether the actor's view of units and people has no bounds: they keep them for all."""
    return is_console(actor) or actor.holds(Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)


def can_see_unit(actor: Actor, unit: Unit) -> bool:
    return sees_all_units(actor) or reaches(actor, unit.path)


def can_name_units(actor: Actor) -> bool:
    """Create and rename units and keep their aliases: the office does so while reading a plan."""
    return is_console(actor) or actor.holds(Role.SYSTEM_ADMINISTRATOR, Role.CAMPAIGN_OFFICE)


def can_name_unit(actor: Actor, unit: Unit | None) -> bool:
    """Say whether the actor may name `unit`, or beneath it; None is the top of the tree."""
    if is_console(actor) or actor.holds(Role.SYSTEM_ADMINISTRATOR):
        return True
    return unit is not None and reaches(actor, unit.path, Role.CAMPAIGN_OFFICE)


def can_reorganise(actor: Actor) -> bool:
    """Move, merge and close units: this moves what others see."""
    return is_console(actor) or actor.holds(Role.SYSTEM_ADMINISTRATOR)


def can_close_some(actor: Actor) -> bool:
    """Route: units are closed by the system administrator, a task force by the office that runs it."""
    return can_reorganise(actor) or can_run_task_forces(actor)


def can_close_unit(actor: Actor, unit: Unit) -> bool:
    is_force = unit.kind == Unit.Kind.TASK_FORCE
    return can_reorganise(actor) or (is_force and can_run_task_force(actor, unit))


def can_make_posts(actor: Actor) -> bool:
    return is_console(actor) or actor.holds(Role.SECURITY_ADMINISTRATOR, Role.UNIT_ADMINISTRATOR)


def can_grant(actor: Actor, *, role: str, unit: Unit, scope: Unit) -> bool:
    """Say whether the actor may make or fill a post in `role` at `unit` that reaches `scope`."""
    if is_console(actor) or actor.holds(Role.SECURITY_ADMINISTRATOR):
        return True
    own = Role.UNIT_ADMINISTRATOR
    return role in UNIT_ROLES and reaches(actor, unit.path, own) and reaches(actor, scope.path, own)


def can_order_posts_somewhere(actor: Actor) -> bool:
    return can_make_posts(actor) or can_name_units(actor)


def can_order_posts(actor: Actor, unit: Unit) -> bool:
    """Put the posts of a unit in order: who makes posts there, or the office that names the unit."""
    if is_console(actor) or actor.holds(Role.SECURITY_ADMINISTRATOR):
        return True
    return can_name_unit(actor, unit) or reaches(actor, unit.path, Role.UNIT_ADMINISTRATOR)


def can_staff(actor: Actor) -> bool:
    """Make a person, an account and an appointment in one act: needs both powers in one hand."""
    return can_make_posts(actor) and can_make_accounts(actor)


def can_make_accounts(actor: Actor) -> bool:
    return is_console(actor) or actor.holds(Role.SYSTEM_ADMINISTRATOR, Role.UNIT_ADMINISTRATOR)


def can_keep_account(actor: Actor, held: Iterable[tuple[str, str, str]]) -> bool:
    """Say whether the actor may reset or switch off the account of somebody who holds `held`.

    `held` are the (role, unit path, scope path) of all posts the person holds or will hold.
    Whoever can set a password can be that person, so an administrator's is set by its owner or at
    the console only, and a unit administrator's reach ends where the person holds anything else.
    """
    if is_console(actor):
        return True
    posts = list(held)
    if any(role in ADMINISTRATORS for role, _unit, _scope in posts):
        return False
    if actor.holds(Role.SYSTEM_ADMINISTRATOR):
        return True
    own = Role.UNIT_ADMINISTRATOR
    return bool(posts) and all(
        role in UNIT_ROLES and reaches(actor, unit, own) and reaches(actor, scope, own)
        for role, unit, scope in posts
    )


def can_run_task_forces(actor: Actor) -> bool:
    return actor.holds(Role.CAMPAIGN_OFFICE)


def can_run_task_force(actor: Actor, task_force: Unit) -> bool:
    return reaches(actor, task_force.path, Role.CAMPAIGN_OFFICE)


def can_keep_workdays(actor: Actor) -> bool:
    """Keep the table of holidays and make-up days, by which every limit of working days runs."""
    return is_console(actor) or actor.holds(Role.SYSTEM_ADMINISTRATOR, Role.CAMPAIGN_OFFICE)


def can_load_units(actor: Actor) -> bool:
    return can_name_units(actor)


def can_load_people(actor: Actor) -> bool:
    """Load a sheet of people: each of the two administrators applies the part in its power."""
    return can_make_posts(actor) or can_make_accounts(actor)


def can_load_sheets(actor: Actor) -> bool:
    return can_load_units(actor) or can_load_people(actor)
