"""Entries pass from a unit to its successor (D6): duties, needs to clear, responsibility of a task force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from guatu.accounts.handover import Succession
from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain
from guatu.ledgers.actions.duties import state
from guatu.ledgers.followers import tell_followers
from guatu.ledgers.models import Duty, Entry, Need, PostDuty, ResponsibilityScope


def count_open(unit_id: int) -> int:
    """Return how many entries, needs and places in chains of duty wait for the unit and its posts."""
    duties = Duty.objects.filter(unit_id=unit_id).order_by().values("entry_id")
    entries = Entry.objects.filter(pk__in=duties, closed_on__isnull=True)
    chains = PostDuty.objects.filter(post__unit_id=unit_id, entry__closed_on__isnull=True)
    return entries.count() + open_needs(unit_id).count() + chains.count()


def open_needs(unit_id: int) -> QuerySet[Need]:
    return Need.objects.filter(solver_id=unit_id, state=Need.State.OPEN)


def pass_entries(old: Unit, new: Unit, _day: date) -> Sequence[Change]:
    """Put the successor into the unit's place in all entries that are not done; what is done stays."""
    duties = Duty.objects.filter(unit=old).order_by().values("entry_id")
    entries = list(
        Entry.objects.filter(pk__in=duties, closed_on__isnull=True)
        .select_related("campaign__unit")
        .order_by("pk")
    )
    owned = Entry.objects.filter(unit=old, closed_on__isnull=True).exclude(pk__in=duties)
    entries += list(owned.select_related("campaign__unit").order_by("pk"))
    changes = [passed(entry, old, new) for entry in entries]
    for entry in entries:
        tell_followers(entry)
    return [*changes, *pass_needs(old, new), *pass_scopes(old, new)]


def passed(entry: Entry, old: Unit, new: Unit) -> Change:
    """Give one entry's duties of the old unit to the new one; a duty it has already is not doubled."""
    before = state(entry)
    has = set(Duty.objects.filter(entry=entry, unit=new).values_list("role", flat=True))
    for duty in Duty.objects.filter(entry=entry, unit=old).order_by("role", "ordinal"):
        if duty.role in has:
            duty.delete()
        else:
            Duty.objects.filter(pk=duty.pk).update(unit=new)
    owner = new.pk if entry.unit_id == old.pk else entry.unit_id
    Entry.objects.filter(pk=entry.pk).update(unit_id=owner, version=F("version") + 1)
    entry.refresh_from_db()
    keep_first_lead(entry)
    return Change.of(entry, before=before, after=state(entry))


def keep_first_lead(entry: Entry) -> None:
    """Let the owner stand first among the leads, as `Entry.unit` says."""
    leads = Duty.objects.filter(entry=entry, role=Duty.Role.LEAD).order_by("ordinal")
    first = leads.first()
    if first is None or first.unit_id == entry.unit_id:
        return
    if leads.filter(unit_id=entry.unit_id).exists():
        last = leads.aggregate(last=Max("ordinal"))["last"] or 0
        for place, row in enumerate(leads, start=last + 1):
            own = row.unit_id == entry.unit_id
            Duty.objects.filter(pk=row.pk).update(ordinal=1 if own else place)


def pass_needs(old: Unit, new: Unit) -> list[Change]:
    rows = list(open_needs(old.pk).order_by("pk"))
    changes = []
    for row in rows:
        before = plain(row, "solver")
        row.solver = new
        row.version += 1
        changes.append(Change.of(row, before=before, after=plain(row, "solver")))
    Need.objects.bulk_update(rows, ["solver", "version"])
    return changes


def pass_scopes(old: Unit, new: Unit) -> list[Change]:
    """Let what was set for a task force hold for the one that takes its place, if it has none."""
    changes = []
    for row in ResponsibilityScope.objects.filter(task_force=old).order_by("pk"):
        if ResponsibilityScope.objects.filter(campaign=row.campaign_id, task_force=new).exists():
            continue
        before = plain(row, "task_force")
        row.task_force = new
        row.version += 1
        row.save(update_fields=["task_force", "version"])
        changes.append(Change.of(row, before=before, after=plain(row, "task_force")))
    return changes


SUCCESSION = Succession(label=_("entries and needs"), count_open=count_open, pass_on=pass_entries)
