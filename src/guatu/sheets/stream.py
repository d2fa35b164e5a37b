"""What an old ledger told of an entry, in the entry's stream: its last report until another comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.dispatch.streamparts import Event
from guatu.ledgers.models import Entry
from guatu.sheets.models import AdoptedLine
from guatu.shell.formatting import day

WITHIN = timedelta(minutes=1)  # what is told as of today is told at the moment of taking over


def told_by_ledgers(_actor: Actor, entry: Entry) -> Iterator[Event]:
    """Yield the progress that came with an entry, as long as it is the last that is known of it."""
    if entry.reported_at is None or not entry.last_said:
        return
    rows = AdoptedLine.objects.filter(
        entry=entry, adoption__applied_at__gt=entry.reported_at - WITHIN
    )
    line = rows.select_related("adoption__evidence").order_by("pk").first()
    if line is not None:
        told = _("Progress by the old ledger, as of %(day)s") % {
            "day": day(timezone.localdate(entry.reported_at))
        }
        source = _("%(file)s, row %(row)d") % {"file": line.adoption, "row": line.row}
        yield Event(
            moment=entry.reported_at, pk=line.pk, title=told, text=entry.last_said, state=source
        )
