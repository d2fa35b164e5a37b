"""What an old ledger told of an entry, in the entry's stream: its last report until another comes."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.dispatch.streamparts import Event
from guatu.ledgers.models import Entry
from guatu.sheets.queries.adopted import told_lines
from guatu.shell.formatting import day


def told_by_ledgers(_actor: Actor, entry: Entry) -> Iterator[Event]:
    """Yield the progress that came with an entry, as long as it is the last that is known of it."""
    if entry.reported_at is None:
        return
    line = told_lines([entry.pk]).select_related("adoption__evidence").first()
    if line is not None:
        told = _("Progress by the old ledger, as of %(day)s") % {
            "day": day(timezone.localdate(entry.reported_at))
        }
        source = _("%(file)s, row %(row)d") % {"file": line.adoption, "row": line.row}
        yield Event(
            moment=entry.reported_at, pk=line.pk, title=told, text=entry.last_said, state=source
        )
