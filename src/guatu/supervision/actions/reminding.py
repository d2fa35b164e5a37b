"""临期提醒: a unit is told, once for each limit, that a directive's limit is near."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guatu.shell.formatting import day
from guatu.supervision.actions.steps import State
from guatu.supervision.actions.telling import tell_unit
from guatu.supervision.models import Directive
from guatu.supervision.queries.directives import OFFICIAL
from guatu.supervision.queries.rules import clock_for
from guatu.supervision.wording import name_of

WAITING = (State.ISSUED, State.SIGNED, State.WORKING, State.RETURNED)
FARTHEST = timedelta(days=120)  # no notice is longer, holidays among its working days included


def upcoming(today: date) -> QuerySet[Directive]:
    """Return the directives that a unit has still to answer and whose limit may be near."""
    return Directive.objects.filter(
        state__in=WAITING, limit_on__gte=today, limit_on__lte=today + FARTHEST
    )


def near(today: date) -> list[Directive]:
    """Return those whose limit is near by their campaign's rules, in the order of their limits."""
    rows = upcoming(today).select_related("campaign", "unit").order_by("limit_on", *OFFICIAL)
    found = list(rows)
    clock = clock_for({row.campaign_id for row in found}, today)
    return [row for row in found if row.limit_on <= clock.near[row.campaign_id]]


def remind(row: Directive) -> int:
    """Tell the unit of one directive; a second call for the same limit tells nobody."""
    with transaction.atomic():
        return tell_unit(
            row,
            lambda: _("Near its limit: %(name)s") % {"name": name_of(row)},
            lambda: (
                _("%(unit)s: “%(title)s” is due on %(limit)s.")
                % {"unit": row.unit.label, "title": row.title, "limit": day(row.limit_on)}
            ),
            f"near-{row.limit_on.isoformat()}",
        )
