"""Meetings in a person's calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.meetings.actions.running import begins_at
from guatu.meetings.queries import meetings_between
from guatu.notices.calendar import Event


def events(actor: Actor, first: date, last: date) -> Iterator[Event]:
    """Yield the meetings that an actor sees; one without a time takes the whole day."""
    for meeting in meetings_between(actor, first, last):
        starts = begins_at(meeting)
        length = timedelta(minutes=meeting.expected_minutes)
        yield Event(
            uid=f"meeting-{meeting.pk}",
            starts_on=starts if meeting.starts_at else meeting.held_on,
            ends_on=starts + length if meeting.starts_at else None,
            title=meeting.title,
            text=_("Place: %(place)s") % {"place": meeting.place} if meeting.place else "",
            address=reverse("meetings:meeting", args=[meeting.pk]),
        )
