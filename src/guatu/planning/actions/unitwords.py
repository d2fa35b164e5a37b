"""A person's word on the unit names of a draft: which unit each is, or that it is two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.core.actors import Actor
from guatu.planning import policies
from guatu.planning.actions.opening import refuse_unseen, touch
from guatu.planning.actions.stepping import StepChange, change_of, record_step, values_of
from guatu.planning.actions.units import LONGEST_NAME, Decision, Match, refresh_units
from guatu.planning.fields import OWNED
from guatu.planning.models import Draft, DraftItem, DraftStep, DraftUnit
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

Act = DraftStep.Act
ROLES = ("lead", "support")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """A person's word on one name.

    It is a unit, is to be created, means several (those of `new_members` are created too), is
    another spelling of a name of the same plan, or is left out. `keeps_alias`: the unit is known
    by this name from then on.
    """

    decision: str
    unit: Unit | None = None
    kind: str = Unit.Kind.DEPARTMENT
    parent: Unit | None = None
    members: Sequence[Unit] = ()
    new_members: Sequence[str] = ()
    same_as: DraftUnit | None = None
    keeps_alias: bool = True


@transaction.atomic
def decide_unit(actor: Actor, row: DraftUnit, version: int, choice: UnitChoice) -> None:
    """Say which unit a name is, that it is to be created, which units a group means, or leave it out."""
    touch(actor, row.draft)
    refuse_incomplete(row, choice)
    changes: dict[str, object] = {"decision": choice.decision, "keeps_alias": choice.keeps_alias}
    if choice.unit is not None:
        changes["unit_id"] = choice.unit.pk
    if choice.decision == Decision.SAME and choice.same_as is not None:
        changes["same_as_id"] = choice.same_as.pk
    if choice.decision == Decision.CREATE or choice.new_members:
        parent = choice.parent or row.draft.plan.unit
        if not policies.can_plan_under(actor, parent.path):
            raise NotAllowed(_("You may create units only beneath your own."))
        changes |= {"create_kind": choice.kind, "create_parent_id": parent.pk}
    if choice.decision == Decision.EXPAND:
        changes["new_members"] = list(choice.new_members)
    before = values_of(row)
    update_at_version(row, version, **changes)
    if choice.decision == Decision.EXPAND:
        row.expands.set(choice.members)
    after = values_of(DraftUnit.objects.prefetch_related("expands").get(pk=row.pk))
    record_step(actor, row.draft, Act.UNIT, [change_of(row, before=before, after=after)])


def refuse_incomplete(row: DraftUnit, choice: UnitChoice) -> None:
    """Refuse a word that does not say what it must."""
    if choice.decision == Decision.USE and choice.unit is None:
        raise InvalidState(_("Name the unit that this is."))
    if choice.decision == Decision.EXPAND and not (choice.members or choice.new_members):
        raise InvalidState(_("Name the units that this group means."))
    if choice.decision != Decision.SAME:
        return
    other = choice.same_as
    if other is None or other.draft_id != row.draft_id or other.pk == row.pk:
        raise InvalidState(_("Name the other spelling of this unit in the plan."))
    if other.decision == Decision.SAME or row.spellings.filter(decision=Decision.SAME).exists():
        raise InvalidState(
            _("Of several spellings one is the unit's: say of all others that they are this one.")
        )


@transaction.atomic
def split_unit(actor: Actor, row: DraftUnit, version: int, *, parts: Sequence[str]) -> None:
    """Take a name that was read as one for several names, in every task that names it.

    Raises
    ------
    InvalidState
        If fewer than two different names are given, or one is the name itself.
    """
    touch(actor, row.draft)
    names = list(dict.fromkeys(part.strip()[:LONGEST_NAME] for part in parts if part.strip()))
    if len(names) < 2 or row.name in names:  # noqa: PLR2004 one from two
        raise InvalidState(_("Write the two names into which this one falls, separated by 、"))
    update_at_version(row, version)
    changes = [change for item in tasks_naming(row) if (change := replace(item, row.name, names))]
    changes += refresh_units(row.draft)
    record_step(actor, row.draft, Act.SPLIT, changes)


def tasks_naming(row: DraftUnit) -> list[DraftItem]:
    tasks = row.draft.items.filter(kind__in=OWNED).order_by("pk")
    return [
        task
        for task in tasks
        if any(
            row.name == name[:LONGEST_NAME] for role in ROLES for name in task.fields.get(role, ())
        )
    ]


def replace(item: DraftItem, old: str, names: Sequence[str]) -> StepChange:
    """Write `names` in the place of `old` among an item's units; its state stays."""
    before = values_of(item)
    fields = dict(item.fields)
    for role in ROLES:
        written: list[str] = []
        for name in fields.get(role, ()):
            written += names if name[:LONGEST_NAME] == old else [name]
        fields[role] = list(dict.fromkeys(written))
    item.fields = fields
    DraftItem.objects.filter(pk=item.pk).update(fields=fields, version=F("version") + 1)
    return change_of(item, before=before, after=values_of(item))


@transaction.atomic
def take_proposals(actor: Actor, draft: Draft, version: int | None = None) -> int:
    """Create what is unknown and expand the groups; a name that is only similar wants its own word.

    Raises
    ------
    Stale
        If somebody else wrote since `version`, the version that the person saw.
    """
    touch(actor, draft)
    refuse_unseen(actor, draft, version)
    pending = draft.units.filter(decision=Decision.PENDING).prefetch_related("expands")
    changes, decided = [], []
    for row in pending.order_by("pk"):
        before = values_of(row)
        row.decision = proposed(row)
        if row.decision != Decision.PENDING:
            row.version += 1
            decided.append(row)
            changes.append(change_of(row, before=before, after=values_of(row)))
    DraftUnit.objects.bulk_update(decided, ["decision", "version"])
    if decided:
        record_step(actor, draft, Act.UNITS_ALL, changes)
    return len(decided)


def proposed(row: DraftUnit) -> str:
    """Return what may be decided for a name without a look: what is only similar stays open."""
    if row.match == Match.NONE and row.same_as_id is None:
        return Decision.CREATE
    if row.match == Match.GROUP and row.expands.all():
        return Decision.EXPAND
    return Decision.PENDING
