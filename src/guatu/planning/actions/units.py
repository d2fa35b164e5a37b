"""Which unit each name of a plan is: proposals, and a person's word on them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit, UnitAlias
from guatu.core.actors import Actor
from guatu.core.unitnames import MatchKind, NameMatch, UnitName, match_unit_names
from guatu.planning import policies
from guatu.planning.actions.opening import touch
from guatu.planning.fields import unit_names
from guatu.planning.models import Draft, DraftItem, DraftUnit
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

Decision = DraftUnit.Decision
Match = DraftUnit.Match
LONGEST_NAME = 100
KIND_ENDINGS = (
    (re.compile(r"专班|指挥部|领导小组|工作组"), Unit.Kind.TASK_FORCE),
    (re.compile(r"(?:镇|乡|街道|街道办|街道办事处|街)$"), Unit.Kind.TOWNSHIP),
    (re.compile(r"(?:村|社区)$"), Unit.Kind.VILLAGE),
    (re.compile(r"(?:公司|集团|银行|厂|支行)$"), Unit.Kind.FIRM),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """A person's word on one name: use a unit, create one, expand a group, or leave it out."""

    decision: str
    unit: Unit | None = None
    kind: str = Unit.Kind.DEPARTMENT
    parent: Unit | None = None
    members: Sequence[Unit] = ()


def names_in_force() -> list[UnitName]:
    """Return the units in force with all their names, in official order."""
    aliases: defaultdict[int, list[str]] = defaultdict(list)
    for unit_id, name in UnitAlias.objects.values_list("unit_id", "name"):
        aliases[unit_id].append(name)
    rows = Unit.objects.filter(valid_to__isnull=True).order_by("official_order", "path")
    return [
        UnitName(unit_id=pk, name=name, short_name=short, aliases=tuple(aliases[pk]), kind=kind)
        for pk, name, short, kind in rows.values_list("pk", "name", "short_name", "kind")
    ]


def refresh_units(draft: Draft) -> None:
    """Make the draft's unit names agree with its items: new names get a proposal, unused ones go."""
    items = draft.items.exclude(state=DraftItem.State.REJECTED).filter(kind=DraftItem.Kind.TASK)
    counts = Counter(
        name[:LONGEST_NAME] for fields in items.values_list("fields", flat=True)
        for name in unit_names(fields)
    )  # fmt: skip
    known = {row.name: row for row in draft.units.all()}
    gone = [row.pk for name, row in known.items() if name not in counts]
    DraftUnit.objects.filter(pk__in=gone).delete()
    changed = [
        row
        for name, row in known.items()
        if counts.get(name, row.mention_count) != row.mention_count
    ]
    for row in changed:
        row.mention_count = counts[row.name]
    DraftUnit.objects.bulk_update(changed, ["mention_count"])
    insert_units(draft, {name: count for name, count in counts.items() if name not in known})


def insert_units(draft: Draft, counts: dict[str, int]) -> None:
    """Write the names with what they are taken for; a certain match needs nobody's word."""
    if not counts:
        return
    matches = match_unit_names(list(counts), names_in_force())
    rows = DraftUnit.objects.bulk_create(
        [proposal(draft, name, matches[name], count=count) for name, count in counts.items()]
    )
    through = DraftUnit.expands.through
    through.objects.bulk_create(
        [
            through(draftunit_id=row.pk, unit_id=unit_id)
            for row in rows
            if row.match == Match.GROUP
            for unit_id in matches[row.name].unit_ids
        ]
    )


def proposal(draft: Draft, name: str, match: NameMatch, *, count: int) -> DraftUnit:
    certain = match.kind in {MatchKind.EXACT, MatchKind.ALIAS} and len(match.unit_ids) == 1
    kind = match.kind
    if kind in {MatchKind.EXACT, MatchKind.ALIAS} and not certain:
        kind = MatchKind.SIMILAR  # two units bear the name: a person must say which
    offers = match.unit_ids if kind is not MatchKind.GROUP else ()
    return DraftUnit(
        draft=draft,
        name=name,
        mention_count=count,
        match=kind.value,
        decision=Decision.USE if certain else Decision.PENDING,
        unit_id=offers[0] if offers else None,
        create_kind=kind_of(name),
        create_parent_id=draft.plan.unit_id,
    )


def kind_of(name: str) -> Unit.Kind:
    """Return the kind of unit that a name sounds like."""
    return next(
        (kind for ending, kind in KIND_ENDINGS if ending.search(name)), Unit.Kind.DEPARTMENT
    )


@transaction.atomic
def decide_unit(actor: Actor, row: DraftUnit, version: int, choice: UnitChoice) -> None:
    """Say which unit a name is, that it is to be created, which units a group means, or leave it out."""
    touch(actor, row.draft)
    if choice.decision == Decision.USE and choice.unit is None:
        raise InvalidState(_("Name the unit that this is."))
    if choice.decision == Decision.EXPAND and not choice.members:
        raise InvalidState(_("Name the units that this group means."))
    changes: dict[str, object] = {"decision": choice.decision}
    if choice.unit is not None:
        changes["unit_id"] = choice.unit.pk
    if choice.decision == Decision.CREATE:
        parent = choice.parent or row.draft.plan.unit
        if not policies.can_plan_under(actor, parent.path):
            raise NotAllowed(_("You may create units only beneath your own."))
        changes |= {"create_kind": choice.kind, "create_parent_id": parent.pk}
    update_at_version(row, version, **changes)
    if choice.decision == Decision.EXPAND:
        row.expands.set(choice.members)


@transaction.atomic
def take_proposals(actor: Actor, draft: Draft) -> int:
    """Create what is unknown and expand the groups; a name that is only similar wants its own word."""
    touch(actor, draft)
    rows = list(draft.units.filter(decision=Decision.PENDING).prefetch_related("expands"))
    for row in rows:
        if row.match == Match.NONE:
            row.decision = Decision.CREATE
        elif row.match == Match.GROUP and row.expands.all():
            row.decision = Decision.EXPAND
    decided = [row for row in rows if row.decision != Decision.PENDING]
    for row in decided:
        row.version += 1
    DraftUnit.objects.bulk_update(decided, ["decision", "version"])
    return len(decided)
