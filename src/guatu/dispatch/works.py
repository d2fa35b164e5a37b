"""What dispatch does in the background: rounds that run by themselves, and the lamps of each day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Exists, Max, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from guatu.audit.actions import erase_private
from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import SYSTEM
from guatu.core.rounds import moment
from guatu.dispatch.actions.lamps import light_campaign
from guatu.dispatch.actions.rounds import close_past_rounds
from guatu.dispatch.actions.running import follow_calendar, freeze_due, open_due, remind
from guatu.dispatch.queries.due import REMINDER, due_rounds
from guatu.dispatch.queries.rhythms import Clock
from guatu.jobs.works import Due, Run, Work
from guatu.ledgers.models import Entry, EntryLamp
from guatu.ledgers.queries import in_force_entries
from guatu.notices.sorts import Sort

LIGHT = "dispatch.light"
FULL_LOOK_SECONDS = 10  # of a minute: twice as long as from one look of a worker to the next
LONG = 1800  # seconds: a hundred thousand entries on an old machine


def now_of(run: Run) -> datetime:
    """Return now, or when the work was due if that is later.

    Whoever found it due may have another clock than who does it, or the clock was set back since:
    its key is used once, so what was due then is done now.
    """
    return max(timezone.now(), run.due_at)


def open_rounds(run: Run) -> Mapping[str, Any]:
    opened = open_due(run.arguments["cadence"], now_of(run), after_each=run.progress)
    return {"rounds": opened}


def remind_units(run: Run) -> Mapping[str, Any]:
    told = remind(run.arguments["round"], run.arguments["step"], now_of(run))
    return {"units": told}


def close_rounds(run: Run) -> Mapping[str, Any]:
    now = now_of(run)
    return {"rounds": close_past_rounds(timezone.localdate(now), now)}


def freeze_round(run: Run) -> Mapping[str, Any]:
    return {"rounds": int(freeze_due(run.arguments["round"], now_of(run)))}


def move_cut_off(run: Run) -> Mapping[str, Any]:
    is_moved = follow_calendar(run.arguments["round"], Clock.at(now_of(run)))
    return {"rounds": int(is_moved)}


def light_all(run: Run) -> Mapping[str, Any]:
    """Light the lamps of all active campaigns, or of one, campaign by campaign.

    It can be stopped while a campaign is looked at; then its lamps stay as they were.
    """
    today = timezone.localdate(now_of(run))
    campaigns = Campaign.objects.filter(status=Campaign.Status.ACTIVE).order_by("pk")
    if "campaign" in run.arguments:
        campaigns = campaigns.filter(pk=run.arguments["campaign"])
    counts = [(one, in_force_entries(SYSTEM, one).count()) for one in campaigns]
    total, before, changed = sum(count for _one, count in counts), 0, 0
    for campaign, count in counts:
        say = partial(tell, run, before, total, str(campaign))
        say(0)
        changed += light_campaign(SYSTEM, campaign, today, seen=say)
        before += count
    run.progress(total, total)
    if run.account_id is None:
        return {"lamps": changed}
    said = ngettext("%(count)d lamp changed.", "%(count)d lamps changed.", changed)
    note = said % {"count": changed}
    return {"lamps": changed, "address": reverse("dispatch:rounds"), "note": note}


def tell(run: Run, before: int, total: int, step: str, looked: int) -> None:
    run.progress(min(before + looked, total), total, step=step)


def erase(run: Run) -> Mapping[str, Any]:
    return {"erased": erase_private(SYSTEM, timezone.localdate(now_of(run)))}


def due_each_day(now: datetime) -> Iterator[Due]:
    """Yield the lamps of today and what retention deletes, and new entries that have no lamp yet."""
    today = timezone.localdate(now)
    at = moment(today, 0, timezone.get_default_timezone())
    yield Due(work=LIGHT, key=today.isoformat(), due_at=at)
    yield Due(work="dispatch.erase", key=today.isoformat(), due_at=at)
    for campaign, newest in unlit(now):
        yield Due(
            work=LIGHT,
            key=f"new:{campaign.pk}:{newest}",
            due_at=now,
            arguments={"campaign": campaign.pk},
            unit_path=campaign.unit.path,
            title=str(campaign),
        )


def unlit(now: datetime) -> Iterator[tuple[Campaign, int]]:
    """Yield the active campaigns with entries that were never lit, each with the newest of them.

    What came after all that is lit is looked for each time, along the keys; the others, which
    came into force later, are looked for once a minute: it means reading all entries.
    """
    rows = Entry.objects.filter(lamp_reason__isnull=True, validity=Validity.IN_FORCE).order_by()
    if now.second >= FULL_LOOK_SECONDS:
        newest_lit = EntryLamp.objects.aggregate(last=Max("entry"))["last"] or 0
        rows = rows.filter(pk__gt=newest_lit)
    campaigns = Campaign.objects.filter(
        Exists(rows.filter(campaign=OuterRef("pk"))), status=Campaign.Status.ACTIVE
    )
    for campaign in campaigns.select_related("unit").order_by("pk"):
        newest = rows.filter(campaign=campaign).aggregate(last=Max("pk"))["last"]
        if newest is not None:
            yield campaign, newest


WORKS = (
    Work(
        code="dispatch.open", label=_("Opening rounds"), does=open_rounds, limit_seconds=LONG,
        may_cancel=False,
    ),
    Work(
        code="dispatch.remind", label=_("Reminding of reports"), does=remind_units,
        may_cancel=False,
    ),
    Work(
        code="dispatch.close", label=_("Closing rounds"), does=close_rounds, limit_seconds=LONG,
        may_cancel=False,
    ),
    Work(
        code="dispatch.freeze", label=_("Freezing rounds"), does=freeze_round, limit_seconds=LONG,
        may_cancel=False,
    ),
    Work(
        code="dispatch.move", label=_("Moving a cut-off with the calendar"), does=move_cut_off,
        may_cancel=False,
    ),
    Work(
        code=LIGHT, label=_("Lighting all lamps"), does=light_all, limit_seconds=LONG
    ),
    Work(code="dispatch.erase", label=_("Erasing what is past its time"), does=erase),
)  # fmt: skip
FINDERS = (due_rounds, due_each_day)
SORTS = (Sort(code=REMINDER, label=_("Reminder to report in a round")),)
