"""Rounds in a person's calendar: until when its units report, and what the office runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.dispatch.models import Round
from guatu.dispatch.queries.checkins import fillable
from guatu.dispatch.queries.rounds import visible_rounds
from guatu.notices.calendar import Event
from guatu.shell.formatting import day


def round_events(actor: Actor, first: date, last: date) -> Iterator[Event]:
    """Yield the cut-offs of the rounds that ask the actor's units, and of those that it looks at."""
    known = Round.objects.filter(ends_on__gte=first, starts_on__lte=last).exclude(is_missed=True)
    asked = fillable(actor).filter(round=OuterRef("pk")).order_by()
    mine = known.filter(Exists(asked))
    seen = visible_rounds(actor).filter(pk__in=known.order_by().values("pk"))
    keys = set(mine.values_list("pk", flat=True))
    rows = Round.objects.filter(pk__in=keys | set(seen.values_list("pk", flat=True)))
    for one in rows.select_related("campaign").order_by("ends_on", "pk"):
        if first <= one.last_day <= last:
            is_mine = one.pk in keys
            yield Event(
                uid=f"round-{one.pk}",
                starts_on=one.last_day,
                title=_("Round %(number)d of %(campaign)s is due")
                % {"number": one.ordinal, "campaign": str(one.campaign)},
                text=_("The cut-off is %(until)s.")
                % {"until": f"{day(one.last_day, weekday=True)} {one.last_hour}"},
                address=reverse("dispatch:mine")
                if is_mine
                else reverse("dispatch:round", args=[one.pk]),
            )
