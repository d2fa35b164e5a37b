"""The 节点 and 月度目标 of an entry (T9), set all at once; what was decided stays."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.ledgers.actions.goals import Moved, note
from guatu.ledgers.actions.insertion import NewMilestone
from guatu.ledgers.followers import tell_followers
from guatu.ledgers.models import Entry, Milestone, MilestoneChange
from guatu.ledgers.policies import can_edit_entry
from guatu.shell.errors import NotAllowed
from guatu.shell.versions import update_at_version

FIELDS = ("entry", "kind", "title", "due_on")


@transaction.atomic
def set_milestones(
    actor: Actor, entry: Entry, *, version: int, milestones: Sequence[NewMilestone]
) -> Entry:
    """Make the undecided milestones of an entry these; one that is the same stays the same row."""
    if not can_edit_entry(actor, entry):
        raise NotAllowed(_("What was approved changes through the campaign office alone."))
    wanted = dict.fromkeys((one.kind, one.title, one.due_on) for one in milestones)
    rows = list(Milestone.objects.filter(entry=entry, outcome=Milestone.Outcome.OPEN))
    known = {(row.kind, row.title, row.due_on) for row in rows}
    gone = [row for row in rows if (row.kind, row.title, row.due_on) not in wanted]
    fresh = [key for key in wanted if key not in known]
    if not gone and not fresh:
        return entry
    update_at_version(entry, version)
    changes = [Change.of(row, before=plain(row, *FIELDS)) for row in gone]
    for row in gone:
        note(actor, row, MilestoneChange.Act.DROPPED, Moved(from_on=row.due_on))
    Milestone.objects.filter(pk__in=[row.pk for row in gone]).delete()
    made = Milestone.objects.bulk_create(
        [Milestone(entry=entry, kind=kind, title=title, due_on=day) for kind, title, day in fresh]
    )
    for row in made:
        note(actor, row, MilestoneChange.Act.SET, Moved(to_on=row.due_on))
    changes += [Change.of(row, after=plain(row, *FIELDS)) for row in made]
    tell_followers(entry)
    record(actor, "entry.set-milestones", of=entry, changes=changes)
    return entry
