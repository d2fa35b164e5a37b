"""What was filled in after the freeze, in the stream of its entry: late for ever."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.dispatch.models import Correction
from guatu.dispatch.queries.corrections import visible_corrections
from guatu.dispatch.streamparts import Event
from guatu.ledgers.models import Entry


def stream_events(actor: Actor, entry: Entry) -> Iterable[Event]:
    """Yield the reports of an entry that came only as corrections of frozen rounds."""
    rows = visible_corrections(actor, entry.campaign).filter(
        check_in__entry=entry, state=Correction.State.APPROVED, was_silent=True
    )
    for row in rows.order_by("-decided_at", "-pk"):
        if row.decided_at is None:
            continue
        yield Event(
            moment=row.decided_at,
            pk=row.pk,
            title=_("Filled in after the freeze: round %(number)d")
            % {"number": row.check_in.round.ordinal},
            text=row.said or "",
            unit=row.check_in.unit.label,
            mark="▲",
            state=_("was not reported; late for ever"),
        )
