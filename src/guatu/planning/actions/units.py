"""The unit names of a draft kept in step with its items, each with what it is taken for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from guatu.accounts.models import Unit, UnitAlias
from guatu.core.unitnames import (
    MatchKind,
    NameMatch,
    UnitName,
    match_unit_names,
    other_spellings,
)
from guatu.planning.actions.stepping import StepChange, change_of, values_of
from guatu.planning.fields import OWNED, unit_names
from guatu.planning.models import Draft, DraftItem, DraftUnit

Decision = DraftUnit.Decision
Match = DraftUnit.Match
LONGEST_NAME = 100
KIND_ENDINGS = (
    (re.compile(r"专班|指挥部|领导小组|工作组"), Unit.Kind.TASK_FORCE),
    (re.compile(r"(?:镇|乡|街道|街道办|街道办事处|街)$"), Unit.Kind.TOWNSHIP),
    (re.compile(r"(?:村|社区)$"), Unit.Kind.VILLAGE),
    (re.compile(r"(?:公司|集团|银行|厂|支行)$"), Unit.Kind.FIRM),
)


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


def refresh_units(draft: Draft) -> list[StepChange]:
    """Make the draft's unit names agree with its items: new names get a proposal, unused ones go.

    Returns what became of the rows; a mere other count is no change that a person made.
    """
    items = draft.items.exclude(state=DraftItem.State.REJECTED).filter(kind__in=OWNED)
    counts = Counter(
        name[:LONGEST_NAME] for fields in items.values_list("fields", flat=True)
        for name in unit_names(fields)
    )  # fmt: skip
    known = {row.name: row for row in draft.units.prefetch_related("expands")}
    changes = remove_units(draft, [row for name, row in known.items() if name not in counts])
    changed = [
        row
        for name, row in known.items()
        if counts.get(name, row.mention_count) != row.mention_count
    ]
    for row in changed:
        row.mention_count = counts[row.name]
    DraftUnit.objects.bulk_update(changed, ["mention_count"])
    made = insert_units(draft, {name: n for name, n in counts.items() if name not in known})
    return changes + [change_of(row, before=None, after={"name": row.name}) for row in made]


def remove_units(draft: Draft, gone: list[DraftUnit]) -> list[StepChange]:
    """Delete rows that no task names any more; spellings of theirs want a word again."""
    if not gone:
        return []
    changes = [change_of(row, before=values_of(row), after=None) for row in gone]
    ids = [row.pk for row in gone]
    spellings = draft.units.filter(same_as__in=ids).exclude(pk__in=ids).prefetch_related("expands")
    for row in spellings:
        before = values_of(row)
        row.same_as = None
        if row.decision == Decision.SAME:
            row.decision = Decision.PENDING
        row.version += 1
        row.save(update_fields=["same_as", "decision", "version"])
        changes.append(change_of(row, before=before, after=values_of(row)))
    draft.units.filter(pk__in=ids).update(decision=Decision.PENDING, same_as=None)
    DraftUnit.objects.filter(pk__in=ids).delete()
    return changes


def insert_units(draft: Draft, counts: dict[str, int]) -> list[DraftUnit]:
    """Write the names with what they are taken for; a certain match needs nobody's word."""
    if not counts:
        return []
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
    propose_spellings(draft)
    return rows


def propose_spellings(draft: Draft) -> None:
    """Offer, for unknown names of which a fuller one stands in the plan, that both are one unit."""
    unknown = {row.name: row for row in draft.units.filter(match=Match.NONE)}
    offered = []
    for name, fuller in other_spellings(list(unknown)).items():
        row = unknown[name]
        if row.decision == Decision.PENDING and row.same_as_id is None:
            row.same_as = unknown[fuller]
            offered.append(row)
    DraftUnit.objects.bulk_update(offered, ["same_as"])


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
