"""Who owes an entry (T1): all its units and posts at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, record
from guatu.core.actors import Actor
from guatu.ledgers.actions.insertion import Assigned, AssignedPost, duty_rows
from guatu.ledgers.followers import ask_guards
from guatu.ledgers.models import Duty, Entry, PostDuty
from guatu.ledgers.policies import can_edit_entry
from guatu.shell.errors import NotAllowed
from guatu.shell.versions import update_at_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """All that an entry's duties shall be; leads in order, the first is 第一牵头."""

    leads: tuple[Assigned, ...] = ()
    supports: tuple[Assigned, ...] = ()
    supervisors: tuple[Assigned, ...] = ()
    posts: tuple[AssignedPost, ...] = ()


@transaction.atomic
def set_duties(actor: Actor, entry: Entry, *, version: int, duties: Duties) -> Entry:
    """Replace an entry's duties; the entry belongs to the 第一牵头 from now on."""
    if not can_edit_entry(actor, entry):
        raise NotAllowed(_("What was approved changes through the campaign office alone."))
    ask_guards(entry, {"leads": [one.unit_id for one in duties.leads]})
    change = write_duties(entry, version, duties)
    record(actor, "entry.set-duties", of=entry, changes=[change])
    return entry


def write_duties(entry: Entry, version: int, duties: Duties) -> Change:
    """Replace all duties: a building block without policy and audit row."""
    before = state(entry)
    owner = duties.leads[0].unit_id if duties.leads else entry.campaign.unit_id
    update_at_version(entry, version, unit_id=owner)
    Duty.objects.filter(entry=entry).delete()
    PostDuty.objects.filter(entry=entry).delete()
    Duty.objects.bulk_create(
        [
            *duty_rows(entry, Duty.Role.LEAD, duties.leads),
            *duty_rows(entry, Duty.Role.SUPPORT, duties.supports),
            *duty_rows(entry, Duty.Role.SUPERVISE, duties.supervisors),
        ]
    )
    PostDuty.objects.bulk_create(
        [
            PostDuty(entry=entry, post_id=one.post_id, level=one.level)
            for one in dict.fromkeys(duties.posts)
        ]
    )
    return Change.of(entry, before=before, after=state(entry))


def state(entry: Entry) -> dict[str, object]:
    """Return the duties as they are recorded: unit ids by role in order, posts by level."""
    found: dict[str, object] = {"unit": entry.unit_id}
    for role in Duty.Role:
        rows = Duty.objects.filter(entry=entry, role=role).order_by("ordinal")
        found[role.value] = list(rows.values_list("unit_id", flat=True))
    for level in PostDuty.Level:
        posts = PostDuty.objects.filter(entry=entry, level=level).order_by("post_id")
        found[level.value] = list(posts.values_list("post_id", flat=True))
    return found
