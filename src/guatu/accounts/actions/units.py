"""Naming units: creating, renaming, aliases. What moves or ends them is in `unitchanges`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.actions.paths import free_path
from guatu.accounts.actions.touched import Touched
from guatu.accounts.models import Unit, UnitAlias, UnitChange
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

FIELDS = (
    "name",
    "short_name",
    "kind",
    "parent",
    "path",
    "official_order",
    "valid_from",
    "valid_to",
)
CHANGE_FIELDS = (
    "unit",
    "act",
    "effective_on",
    "old_name",
    "old_path",
    "successor",
    "reason",
)
ALIAS_FIELDS = ("unit", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit to be made; without `official_order` it comes after all others."""

    name: str
    kind: str
    parent: Unit | None
    short_name: str = ""
    official_order: int | None = None
    valid_from: date | None = None
    aliases: tuple[str, ...] = ()


def create_unit(actor: Actor, new: NewUnit) -> Unit:
    """Make a unit beneath its parent, with its aliases."""
    if not policies.can_name_unit(actor, new.parent):
        raise NotAllowed(_("Your post does not let you make units here."))
    if new.parent is not None and new.parent.valid_to is not None:
        raise InvalidState(_("%(unit)s is closed.") % {"unit": new.parent.name})
    with transaction.atomic():
        refuse_taken_name(new.name, new.parent)
        last = Unit.objects.aggregate(last=Max("official_order"))["last"] or 0
        unit = Unit.objects.create(
            name=new.name,
            short_name=new.short_name,
            kind=new.kind,
            parent=new.parent,
            path=free_path(new.parent),
            official_order=last + 1 if new.official_order is None else new.official_order,
            valid_from=new.valid_from,
        )
        names = dict.fromkeys(name for name in new.aliases if name != new.name)
        UnitAlias.objects.bulk_create(UnitAlias(unit=unit, name=name) for name in names)
        after = plain(unit, *FIELDS) | {"aliases": list(names)}
        record(actor, "unit.create", of=unit, changes=[Change.of(unit, after=after)])
    return unit


def refuse_taken_name(name: str, parent: Unit | None) -> None:
    """Refuse a name that a sibling has; two towns may each have a village of one name."""
    if Unit.objects.filter(name=name, parent=parent, valid_to__isnull=True).exists():
        raise InvalidState(_("There is a unit named %(name)s already.") % {"name": name})


def rename_unit(
    actor: Actor, unit: Unit, *, name: str, effective_on: date, version: int, reason: str = ""
) -> UnitChange:
    """Give a unit a new name from a day on; the old one stays as an alias."""
    refuse_unless_named_by(actor, unit)
    refuse_future(effective_on)
    if name == unit.name:
        raise InvalidState(_("It is called that already."))
    with transaction.atomic():
        refuse_taken_name(name, unit.parent)
        touched = Touched()
        touched.keep(Unit.objects.filter(pk=unit.pk), "name")
        change = write_change(
            unit, UnitChange.Act.RENAMED, effective_on=effective_on, reason=reason
        )
        touched.make([change], *CHANGE_FIELDS)
        alias, is_new = UnitAlias.objects.get_or_create(unit=unit, name=unit.name)
        touched.make([alias] if is_new else [], *ALIAS_FIELDS)
        update_at_version(unit, version, name=name)
        record(
            actor,
            "unit.rename",
            of=unit,
            changes=touched.changes(),
            details={"effective_on": effective_on.isoformat(), "reason": reason},
        )
    return change


def edit_unit(
    actor: Actor, unit: Unit, *, short_name: str, official_order: int, version: int
) -> None:
    """Set the short name and the place in 建制顺序: not dated, for they name nothing new."""
    refuse_unless_named_by(actor, unit)
    with transaction.atomic():
        before = plain(unit, "short_name", "official_order")
        update_at_version(unit, version, short_name=short_name, official_order=official_order)
        after = plain(unit, "short_name", "official_order")
        record(actor, "unit.edit", of=unit, changes=[Change.of(unit, before=before, after=after)])


def add_alias(actor: Actor, unit: Unit, name: str) -> UnitAlias:
    """Add a name under which documents write the unit."""
    refuse_unless_named_by(actor, unit)
    if name == unit.name or unit.aliases.filter(name=name).exists():
        raise InvalidState(_("The unit has this name already."))
    with transaction.atomic():
        alias = UnitAlias.objects.create(unit=unit, name=name)
        change = Change.of(alias, after=plain(alias, *ALIAS_FIELDS))
        record(actor, "unit.add_alias", of=unit, changes=[change])
    return alias


def remove_alias(actor: Actor, alias: UnitAlias) -> None:
    """Take an alias away."""
    refuse_unless_named_by(actor, alias.unit)
    with transaction.atomic():
        change = Change.of(alias, before=plain(alias, *ALIAS_FIELDS), after=None)
        UnitAlias.objects.filter(pk=alias.pk).delete()
        record(actor, "unit.remove_alias", of=alias.unit, changes=[change])


def refuse_unless_named_by(actor: Actor, unit: Unit) -> None:
    if not policies.can_name_unit(actor, unit):
        raise NotAllowed(_("Your post does not let you name this unit."))
    if unit.valid_to is not None:
        raise InvalidState(_("%(unit)s is closed.") % {"unit": unit.name})


def refuse_future(effective_on: date) -> None:
    """Refuse a day to come: nothing would carry the change out when it arrives."""
    if effective_on > timezone.localdate():
        raise InvalidState(_("Enter the change on the day it takes effect, or after."))


def write_change(
    unit: Unit,
    act: UnitChange.Act,
    *,
    effective_on: date,
    reason: str,
    successor: Unit | None = None,
) -> UnitChange:
    """Keep what the unit was until now."""
    return UnitChange.objects.create(
        unit=unit,
        act=act,
        effective_on=effective_on,
        old_name=unit.name,
        old_path=unit.path,
        successor=successor,
        reason=reason,
        recorded_at=timezone.now(),
    )
