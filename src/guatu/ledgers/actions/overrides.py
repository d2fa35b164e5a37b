"""人工认定: setting a lamp for a time with a reason, ending it early, and its ending by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.ledgers.actions.stages import Proof
from guatu.ledgers.followers import tell_followers
from guatu.ledgers.models import Entry, LampOverride
from guatu.ledgers.policies import can_set_lamp
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

# what a person may judge; the others are facts: closed, silent, not yet published
BY_HAND = (Lamp.SEVERE, Lamp.BEHIND, Lamp.DUE_SOON, Lamp.ON_PACE, Lamp.NOT_STARTED)
LONGEST = timedelta(days=92)  # a quarter; what lasts longer is an adjustment (T12)
LONGEST_REASON = 500
SHOWN = ("entry_id", "lamp", "reason", "from_on", "until_on", "with_round", "evidence")
ENDED = ("ended_on", "ended_by", "end_reason")
ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a person sets: the lamp, why, and until when; `with_round` ends it with the round too."""

    lamp: Lamp
    reason: str
    until_on: date
    with_round: bool = False
    proof: Proof | None = None


@transaction.atomic
def set_lamp(
    actor: Actor, entry: Entry, version: int, *, setting: Setting, today: date
) -> LampOverride:
    """Show a lamp that a person answers for; what is computed stays beside it and in the history."""
    if not can_set_lamp(actor, entry):
        raise NotAllowed(_("A lamp is set by the campaign office or a leader of the campaign."))
    check(entry, setting, today)
    update_at_version(entry, version)
    if LampOverride.objects.filter(entry=entry, ended_on__isnull=True).exists():
        raise InvalidState(_("A lamp is set by hand already; end that first."))
    kept = (
        store_evidence(actor, setting.proof.payload, setting.proof.file_name)
        if setting.proof
        else None
    )
    row = LampOverride.objects.create(
        entry=entry,
        lamp=setting.lamp,
        reason=setting.reason.strip(),
        evidence=kept,
        from_on=today,
        until_on=setting.until_on,
        with_round=setting.with_round,
        set_by=actor.person_id,
        set_at=timezone.now(),
    )
    tell_followers(entry)
    changes = [Change.of(row, after=plain(row, *SHOWN))]
    changes += [evidence_change(kept)] if kept else []
    record(actor, "lamp.set", of=entry, changes=changes, details={"reason": row.reason})
    return row


def check(entry: Entry, setting: Setting, today: date) -> None:
    if entry.validity != Validity.IN_FORCE or entry.closed_on is not None:
        raise InvalidState(_("Only an open entry in force has a lamp that can be set."))
    if setting.lamp not in BY_HAND:
        raise InvalidState(_("This lamp is a fact and cannot be set."))
    if not setting.reason.strip() or len(setting.reason) > LONGEST_REASON:
        raise InvalidState(_("Say why, in 1 to 500 characters; the reason stays in the record."))
    if not today <= setting.until_on <= today + LONGEST:
        raise InvalidState(
            _("It ends by itself on a day from today to 92 days ahead; for longer, ask for an adjustment.")
        )  # fmt: skip


@transaction.atomic
def end_lamp(
    actor: Actor, row: LampOverride, version: int, *, reason: str, today: date
) -> LampOverride:
    """End a setting before its day: from now on the computed lamp is shown again."""
    if not can_set_lamp(actor, row.entry):
        raise NotAllowed(_("A lamp is set by the campaign office or a leader of the campaign."))
    if row.ended_on is not None:
        raise InvalidState(_("This has ended already."))
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidState(_("Say why, in 1 to 500 characters; the reason stays in the record."))
    before = plain(row, *ENDED)
    update_at_version(
        row, version, ended_on=today, ended_by=actor.person_id, end_reason=reason.strip()
    )
    tell_followers(row.entry)
    change = Change.of(row, before=before, after=plain(row, *ENDED))
    record(
        actor, "lamp.release", of=row.entry, changes=[change], details={"reason": row.end_reason}
    )
    return row


def open_overrides(
    campaign: Campaign, entry_ids: Collection[int] | None = None
) -> QuerySet[LampOverride]:
    rows = LampOverride.objects.filter(entry__campaign=campaign, ended_on__isnull=True)
    return rows if entry_ids is None else rows.filter(entry_id__in=entry_ids)


def end_overrides(
    rows: QuerySet[LampOverride], today: date, last_close: datetime | None
) -> list[Change]:
    """End what has run out: its last day is over, its round has closed, or the entry is done.

    Returns the changes for the caller's audit row.
    """
    changes = []
    for row in rows.select_related("entry").order_by("pk"):
        day = last_day(row, today, last_close)
        if day is None:
            continue
        LampOverride.objects.filter(pk=row.pk, ended_on__isnull=True).update(
            ended_on=day, version=F("version") + 1
        )
        row.ended_on = day
        changes.append(Change.of(row, before={"ended_on": None}, after=plain(row, "ended_on")))
    return changes


def last_day(row: LampOverride, today: date, last_close: datetime | None) -> date | None:
    """Return the last day of a setting that is over, None for one that holds."""
    if row.until_on < today:
        return row.until_on
    if row.entry.closed_on is not None:
        return max(min(row.entry.closed_on, today), row.from_on)
    if row.with_round and last_close is not None and last_close > row.set_at:
        return max(today - ONE, row.from_on)
    return None
