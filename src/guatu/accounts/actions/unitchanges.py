"""Moving, merging and closing units: dated acts that keep what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.actions.paths import DEEPEST, free_path
from guatu.accounts.actions.touched import Touched
from guatu.accounts.actions.units import (
    ALIAS_FIELDS,
    CHANGE_FIELDS,
    FIELDS,
    refuse_future,
    refuse_taken_name,
    write_change,
)
from guatu.accounts.handover import successions
from guatu.accounts.models import (
    Appointment,
    Post,
    TaskForceMembership,
    Unit,
    UnitAlias,
    UnitChange,
)
from guatu.accounts.queries.handovers import owed_by_unit
from guatu.accounts.queries.units import within
from guatu.audit.actions import Change, record
from guatu.core.actors import Actor
from guatu.core.paths import is_within
from guatu.shell.errors import InvalidState, NotAllowed, Stale

STANDING = ("parent", "path", "valid_to")  # what of a unit these acts change


def refuse_unless_reorganised_by(actor: Actor, unit: Unit, effective_on: date) -> None:
    if not policies.can_reorganise(actor):
        raise NotAllowed(_("Only the system administrator moves, merges and closes units."))
    refuse_closed(unit, effective_on)


def refuse_closed(unit: Unit, effective_on: date) -> None:
    if unit.valid_to is not None:
        raise InvalidState(_("%(unit)s is closed.") % {"unit": unit.name})
    refuse_future(effective_on)


def locked(unit: Unit, version: int) -> Unit:
    """Return the unit as it is now, locked; refuse if it changed since it was read."""
    now = Unit.objects.select_for_update().get(pk=unit.pk)
    if now.version != version:
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        )
    return now


def move_unit(
    actor: Actor, unit: Unit, parent: Unit, *, effective_on: date, version: int, reason: str = ""
) -> UnitChange:
    """Put a unit with all beneath it under another; what its posts reach moves with it."""
    refuse_unless_reorganised_by(actor, unit, effective_on)
    with transaction.atomic():
        unit = locked(unit, version)
        parent = Unit.objects.select_for_update().get(pk=parent.pk)
        if parent.valid_to is not None or is_within(parent.path, unit.path):
            raise InvalidState(_("A unit cannot lie beneath itself or beneath a closed unit."))
        if unit.parent_id == parent.pk:
            raise InvalidState(_("It lies there already."))
        refuse_taken_name(unit.name, parent)
        touched = Touched()
        touched.keep(subtree_of(unit), *STANDING)
        change = write_change(unit, UnitChange.Act.MOVED, effective_on=effective_on, reason=reason)
        touched.make([change], *CHANGE_FIELDS)
        count = hang_under(unit, parent)
        unit.refresh_from_db()
        record(
            actor,
            "unit.move",
            of=unit,
            changes=touched.changes(),
            details={"effective_on": effective_on.isoformat(), "reason": reason, "units": count},
        )
    return change


def subtree_of(unit: Unit) -> QuerySet[Unit]:
    return Unit.objects.filter(within(unit.path)).order_by("path")


def hang_under(unit: Unit, parent: Unit) -> int:
    """Rewrite the paths of the unit's whole subtree and return how many units that were."""
    old, new = unit.path, free_path(parent)
    subtree = Unit.objects.filter(within(old))
    longest = max(len(path) for path in subtree.values_list("path", flat=True))
    if longest - len(old) + len(new) > DEEPEST:
        raise InvalidState(_("The tree of units cannot be deeper than this."))
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    return subtree.update(
        path=Concat(Value(new), Substr("path", len(old) + 1)), version=F("version") + 1
    )


def merge_unit(
    actor: Actor,
    unit: Unit,
    successor: Unit,
    *,
    effective_on: date,
    version: int,
    reason: str = "",
) -> UnitChange:
    """Close a unit and let another carry on: its names, posts, subordinate units and all it owes.

    What is done and what was frozen keeps the old unit. The closed unit itself comes to lie
    beneath its successor, so that whoever sees the successor's entries sees those that the old
    unit owed, too.
    """
    refuse_unless_reorganised_by(actor, unit, effective_on)
    with transaction.atomic():
        unit = locked(unit, version)
        successor = Unit.objects.select_for_update().get(pk=successor.pk)
        if successor.valid_to is not None or is_within(successor.path, unit.path):
            raise InvalidState(_("A unit cannot merge into itself, its own part or a closed unit."))
        touched = Touched()
        touched.keep(subtree_of(unit), *STANDING)
        touched.keep(open_posts(unit), "unit", "title", "scope")
        change = write_change(
            unit,
            UnitChange.Act.MERGED,
            effective_on=effective_on,
            reason=reason,
            successor=successor,
        )
        touched.make([change], *CHANGE_FIELDS)
        for child in unit.children.filter(valid_to__isnull=True):
            moved = write_change(
                child, UnitChange.Act.MOVED, effective_on=effective_on, reason=reason
            )
            touched.make([moved], *CHANGE_FIELDS)
            refuse_taken_name(child.name, successor)
            hang_under(child, successor)
        passed = pass_on(unit, successor, effective_on)
        posts = hand_over_posts(unit, successor)
        touched.make(hand_over_names(unit, successor), *ALIAS_FIELDS)
        if unit.parent_id != successor.pk:
            hang_under(unit, successor)
        end_unit(unit, effective_on)
        record(
            actor,
            "unit.merge",
            of=unit,
            changes=[*touched.changes(), *passed],
            details={
                "effective_on": effective_on.isoformat(),
                "reason": reason,
                "successor": successor.pk,
                "posts": posts,
                "passed": len(passed),
            },
        )
    return change


def pass_on(unit: Unit, successor: Unit, day: date) -> list[Change]:
    """Let every app pass what the unit owes to its successor; return what changed."""
    return [change for one in successions() for change in one.pass_on(unit, successor, day)]


def open_posts(unit: Unit) -> QuerySet[Post]:
    return Post.objects.filter(unit=unit, abolished_on__isnull=True)


def hand_over_posts(unit: Unit, successor: Unit) -> int:
    """Move the posts; one whose title exists there already keeps the old unit in its title."""
    return move_posts(list(open_posts(unit)), unit, successor)


def move_posts(posts: list[Post], unit: Unit, successor: Unit) -> int:
    taken = set(successor.posts.filter(abolished_on__isnull=True).values_list("title", "role"))
    for post in posts:
        if (post.title, post.role) in taken:
            post.title = f"{post.title[: 58 - len(unit.label)]}({unit.label})"[:60]
        post.unit = successor
        post.scope_id = successor.pk if post.scope_id == unit.pk else post.scope_id
        post.version += 1
    return Post.objects.bulk_update(posts, ["title", "unit", "scope", "version"])


def hand_over_names(unit: Unit, successor: Unit) -> list[UnitAlias]:
    """Give the successor the names it lacks; its row is locked, so nobody else adds one meanwhile."""
    names = {unit.name, unit.short_name, *unit.aliases.values_list("name", flat=True)}
    known = {
        successor.name,
        successor.short_name,
        *successor.aliases.values_list("name", flat=True),
    }
    return UnitAlias.objects.bulk_create(
        UnitAlias(unit=successor, name=name) for name in sorted(names - known - {""})
    )


def end_unit(unit: Unit, last_day: date) -> None:
    Unit.objects.filter(pk=unit.pk).update(valid_to=last_day, version=F("version") + 1)
    unit.refresh_from_db()


def close_unit(
    actor: Actor, unit: Unit, *, effective_on: date, version: int, reason: str = ""
) -> UnitChange:
    """End a unit without a successor: its posts are abolished, its people keep no power from it.

    Raises
    ------
    InvalidState
        If it still owes anything: that needs a successor, which merging names.
    """
    if not policies.can_close_unit(actor, unit):
        refuse_unless_reorganised_by(actor, unit, effective_on)
    refuse_closed(unit, effective_on)
    with transaction.atomic():
        unit = locked(unit, version)
        refuse_open_duties(unit)
        if unit.children.filter(valid_to__isnull=True).exists():
            raise InvalidState(_("Close or move the units beneath it first."))
        change = write_change(unit, UnitChange.Act.CLOSED, effective_on=effective_on, reason=reason)
        touched = Touched()
        touched.keep(Unit.objects.filter(pk=unit.pk), "valid_to")
        touched.keep(open_posts(unit), "abolished_on")
        touched.make([change], *CHANGE_FIELDS)
        end_seats(touched, unit, effective_on)
        posts = open_posts(unit).update(abolished_on=effective_on, version=F("version") + 1)
        end_unit(unit, effective_on)
        record(
            actor,
            "unit.close",
            of=unit,
            changes=touched.changes(),
            details={"effective_on": effective_on.isoformat(), "reason": reason, "posts": posts},
        )
    return change


def refuse_open_duties(unit: Unit) -> None:
    told = owed_by_unit(unit.pk)
    if told:
        raise InvalidState(
            _(
                "%(unit)s still owes: %(owed)s. Merge it into the unit that carries on, "
                "which takes all of it over."
            )
            % {"unit": unit.name, "owed": told}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offshoot:
    """The unit that a split makes, and the posts that go over to it."""

    name: str
    kind: str
    short_name: str = ""
    post_ids: tuple[int, ...] = ()


def split_unit(
    actor: Actor,
    unit: Unit,
    offshoot: Offshoot,
    *,
    effective_on: date,
    version: int,
    reason: str = "",
) -> Unit:
    """Make a new unit beside a unit out of some of its posts; what the posts owe goes with them."""
    refuse_unless_reorganised_by(actor, unit, effective_on)
    with transaction.atomic():
        unit = locked(unit, version)
        refuse_taken_name(offshoot.name, unit.parent)
        made = insert_offshoot(unit, offshoot, effective_on)
        touched = Touched()
        going = open_posts(unit).filter(pk__in=offshoot.post_ids)
        touched.keep(going, "unit", "title", "scope")
        change = write_change(
            unit, UnitChange.Act.SPLIT, effective_on=effective_on, reason=reason, successor=made
        )
        touched.make([change], *CHANGE_FIELDS)
        touched.make([made], *FIELDS)
        posts = move_posts(list(going), unit, made)
        Unit.objects.filter(pk=unit.pk).update(version=F("version") + 1)
        details = {"effective_on": effective_on.isoformat(), "reason": reason, "posts": posts}
        record(actor, "unit.split", of=unit, changes=touched.changes(), details=details)
    return made


def insert_offshoot(unit: Unit, offshoot: Offshoot, effective_on: date) -> Unit:
    last = Unit.objects.aggregate(last=Max("official_order"))["last"] or 0
    return Unit.objects.create(
        name=offshoot.name,
        short_name=offshoot.short_name,
        kind=offshoot.kind,
        parent=unit.parent,
        path=free_path(unit.parent),
        official_order=last + 1,
        valid_from=effective_on,
    )


def end_seats(touched: Touched, unit: Unit, last_day: date) -> None:
    """End what hangs on the unit's posts, and the seats of the unit if it is a task force."""
    posts = list(open_posts(unit).values_list("pk", flat=True))
    running = Q(ended_on__isnull=True) | Q(ended_on__gt=last_day)
    begun = Q(started_on__lte=last_day)
    terms = Appointment.objects.filter(running, begun, post_id__in=posts)
    seats = TaskForceMembership.objects.filter(
        running, begun, Q(post_id__in=posts) | Q(task_force=unit)
    )
    touched.keep(terms, "ended_on")
    touched.keep(seats, "ended_on")
    terms.update(ended_on=last_day, version=F("version") + 1)
    seats.update(ended_on=last_day, version=F("version") + 1)
