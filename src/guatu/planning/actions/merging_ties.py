"""Which items of a draft are lines that stand already: those are not written a second time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.audit.actions import Change, plain
from guatu.campaigns.models import Plan, Target
from guatu.ledgers.actions import NewEntry
from guatu.ledgers.models import Entry, EntryTarget
from guatu.planning.models import Draft, DraftItem, DraftMatch, LineSource
from guatu.planning.queries.versions import open_matches
from guatu.shell.errors import InvalidState

Choice = DraftMatch.Choice
Relation = LineSource.Relation
NEW = frozenset({Choice.BOTH, Choice.PART, Choice.NEW_LINE})
SOURCE = ("entry_id", "target_id", "plan_id", "quote_start", "quote_end", "relation")
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """The rows of a draft's items beside standing lines; none where all of it is new."""

    known: dict[int, DraftMatch] = field(default_factory=dict)
    parents: dict[int, DraftMatch] = field(default_factory=dict)

    def new(self, items: Sequence[DraftItem]) -> list[DraftItem]:
        """Return the items that are to be written."""
        return [item for item in items if item.pk not in self.known]

    def beneath(self, item: DraftItem, new: NewEntry) -> NewEntry:
        """Return an entry to be written, beneath the line that it is a part of."""
        match = self.parents.get(item.pk)
        if match is None or match.entry_id is None:
            return new
        return replace(new, parent_id=match.entry_id)


def ties_of(draft: Draft) -> Ties:
    """Return what is known already: of a corrected plan's campaign, or of the 总方案 above."""
    plan = draft.plan
    is_merge = plan.corrects is not None and plan.corrects.campaign_id is not None
    if not is_merge and plan.parent_id is None:
        return Ties()
    rows = [row for row in draft.matches.select_related("entry", "target") if row.item_id]
    known, parents = {}, {}
    for row in rows:
        key = row.item_id or 0
        if row.choice == Choice.PART:
            parents[key] = row
        elif is_known(row, is_merge=is_merge):
            known[key] = row
    return Ties(known=known, parents=parents)


def is_known(row: DraftMatch, *, is_merge: bool) -> bool:
    """Say whether an item's line stands already: the same, or a person said so."""
    if row.choice in NEW:
        return False
    if not is_merge:
        return row.choice == Choice.SAME_LINE
    return row.outcome == DraftMatch.Outcome.SAME or row.choice != Choice.NONE


def refuse_open(draft: Draft) -> None:
    """Refuse to go on while a line waits for a person's word.

    Raises
    ------
    InvalidState
        `fields` names the first that waits.
    """
    waiting = open_matches(draft)
    if waiting.count:
        raise InvalidState(
            ngettext(
                "%(count)d line of the known plan still waits for your word.",
                "%(count)d lines of the known plan still wait for your word.",
                waiting.count,
            )
            % {"count": waiting.count},
            first=f"match-{waiting.first}",
        )


def refuse_new_campaign(draft: Draft, parent: Plan | None) -> None:
    """Refuse a second campaign of a corrected plan, and another plan above than the one compared."""
    above, corrected = draft.plan.parent, draft.plan.corrects
    if above is not None and above != parent and draft.matches.exists():
        raise InvalidState(
            _("You said that this plan stands beneath “%(title)s”: choose it, or say it anew.")
            % {"title": above.title[:60]}
        )
    if corrected is not None and corrected.campaign_id is not None:
        raise InvalidState(
            _(
                "This plan corrects “%(title)s”: merge it into that campaign, or say what else it is."
            )
            % {"title": corrected.title[:60]}
        )
    refuse_open(draft)


def tie_targets(draft: Draft, ties: Ties, targets: Sequence[tuple[DraftItem, Target]]) -> None:
    """Set new targets beneath the ones that they are parts of."""
    parts = []
    for item, target in targets:
        match = ties.parents.get(item.pk)
        if match is not None and match.target is not None:
            target.parent_id, target.parent_version = match.target_id, match.target.version
            parts.append(target)
    Target.objects.bulk_update(parts, ["parent", "parent_version"], batch_size=BATCH)
    entries = [row.entry_id for row in ties.parents.values() if row.entry_id is not None]
    beneath = Entry.objects.filter(plan_id=draft.plan_id, parent_id__in=entries)
    beneath.filter(parent_version__isnull=True).update(
        parent_version=models.Subquery(
            Entry.objects.filter(pk=models.OuterRef("parent_id")).values("version")[:1]
        )
    )


def tie_served(served: dict[int, list[int]], ties: Ties) -> None:
    """Let entries that stood before serve the new targets read from their task's words."""
    EntryTarget.objects.bulk_create(
        [
            EntryTarget(entry_id=row.entry_id, target_id=target_id)
            for key, row in ties.known.items()
            if row.entry_id is not None
            for target_id in served.get(key, ())
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def write_sources(draft: Draft, ties: Ties) -> list[Change]:
    """Write the draft's plan as one more source of each line that it names again."""
    is_special = draft.plan.corrects_id is None
    rows = [
        source
        for match in ties.known.values()
        if (source := source_of(draft, match, is_special=is_special)) is not None
    ]
    known = set(
        LineSource.objects.filter(plan_id=draft.plan_id).values_list(
            "entry_id", "target_id", "quote_start", "quote_end"
        )
    )
    fresh = [
        one
        for one in rows
        if (one.entry_id, one.target_id, one.quote_start, one.quote_end) not in known
    ]
    made = LineSource.objects.bulk_create(fresh, batch_size=BATCH)
    return [Change.of(row, after=plain(row, *SOURCE)) for row in made]


def source_of(draft: Draft, match: DraftMatch, *, is_special: bool) -> LineSource | None:
    item = match.item
    is_line = match.entry_id is not None or match.target_id is not None
    if item is None or not is_line or match.choice == Choice.TAKE:
        return None
    relation = Relation.SPECIAL if is_special else Relation.RESTATED
    if match.choice == Choice.KEEP or item.state == DraftItem.State.REJECTED:
        relation = Relation.DIFFERS
    return LineSource(
        entry_id=match.entry_id,
        target_id=match.target_id,
        plan_id=draft.plan_id,
        quote_start=item.start,
        quote_end=item.end,
        relation=relation,
        added_at=timezone.now(),
    )
