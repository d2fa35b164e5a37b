"""Meetings for tests: entries that burn, and a meeting prepared from them."""

from __future__ import annotations

from django.utils import timezone
from scenes import Scene

from guatu.ledgers.models import Entry, EntryLamp
from guatu.meetings.actions.preparing import NewMeeting, prepare
from guatu.meetings.models import Meeting


def light(entry: Entry, lamp: str, rule: str = "overdue", **inputs: object) -> None:
    today = timezone.localdate()
    Entry.objects.filter(pk=entry.pk).update(lamp=lamp)
    EntryLamp.objects.update_or_create(
        entry=entry,
        defaults={
            "lamp": lamp, "rule": rule, "rule_set": "test", "inputs": inputs,
            "computed_on": today, "since": today,
        },
    )  # fmt: skip


def prepared(scene: Scene, **values: object) -> Meeting:
    today = timezone.localdate()
    new = NewMeeting(**{"sort": "weekly", "held_on": today, **values})  # type: ignore[arg-type]
    return prepare(scene.world.actor("office"), scene.campaign, new)
