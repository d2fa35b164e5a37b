"""Decisions in the stream of the entry that they are about."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.dispatch.streamparts import Event
from guatu.ledgers.models import Entry
from guatu.meetings.queries.followup import lines_of
from guatu.meetings.queries.meetings import visible_decisions, visible_meetings
from guatu.meetings.words import STANDINGS
from guatu.shell.formatting import day


def decisions_of(actor: Actor, entry: Entry) -> Iterator[Event]:
    """Yield what meetings decided on an entry, with its units and how it stands."""
    rows = visible_decisions(actor).filter(entry=entry).select_related("meeting", "leader")
    opened = set(visible_meetings(actor).filter(decisions__in=rows).values_list("pk", flat=True))
    for line in lines_of(actor, rows.order_by("pk"), timezone.localdate()):
        row = line.decision
        mark, word = STANDINGS[line.standing]
        limit = _("limit %(day)s") % {"day": day(row.limit_on)} if row.limit_on else ""
        yield Event(
            moment=row.decided_at,
            pk=row.pk,
            title=_("Decided: %(meeting)s") % {"meeting": row.meeting.title},
            text="  ".join(part for part in (row.text, limit) if part),
            unit="、".join(line.units),
            mark=mark,
            state=str(word),
            address=reverse("meetings:minutes", args=[row.meeting_id])
            if row.meeting_id in opened
            else "",
        )
