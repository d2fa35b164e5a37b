"""Opening, asking again and closing a round at somebody's word: behind the page if there is much in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guatu.accounts.queries import asker
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.dispatch.actions.rounds import check_may_run, close_round, open_round
from guatu.dispatch.models import Cadence, Round
from guatu.dispatch.queries.cadences import visible_cadence
from guatu.dispatch.queries.rounds import visible_round
from guatu.dispatch.relighting import GOING
from guatu.jobs.actions import ask
from guatu.jobs.models import Job
from guatu.jobs.works import Run, Work
from guatu.shell.errors import InvalidState
from guatu.shell.formatting import day

OPEN = "dispatch.open-by-hand"
CLOSE = "dispatch.close-by-hand"
LONG = 1800  # seconds: a hundred thousand entries on an old machine


def ask_to_open(actor: Actor, cadence: Cadence, today: date) -> Job:
    """Have the round of `today` opened, or asked again, in the background; what goes on serves all."""
    check_may_run(actor, cadence.campaign)
    if cadence.campaign.status != Campaign.Status.ACTIVE:
        raise InvalidState(_("The campaign is closed."))
    arguments = {"cadence": cadence.pk, "day": today.isoformat()}
    return ask_once(actor, OPEN, f"{cadence.pk}:{today}", arguments, cadence.campaign)


def ask_to_close(actor: Actor, one: Round, version: int) -> Job:
    """Have an open round closed in the background, as it was seen."""
    check_may_run(actor, one.campaign)
    arguments = {"round": one.pk, "version": version}
    return ask_once(actor, CLOSE, f"{one.pk}:{version}", arguments, one.campaign)


def ask_once(
    actor: Actor, code: str, what: str, arguments: Mapping[str, Any], campaign: Campaign
) -> Job:
    asked = f"{what}:"
    going = Job.objects.filter(work=code, key__startswith=asked, state__in=GOING)
    if (job := going.order_by("-pk").first()) is not None:
        return job
    return ask(
        actor,
        code,
        key=f"{asked}{timezone.now().isoformat()}",
        arguments=arguments,
        unit_path=campaign.unit.path,
        title=str(campaign),
    )


def open_asked(run: Run) -> Mapping[str, Any]:
    """Open the round of the day on which it was asked for; once more it finds the same round."""
    actor = asker(run)
    cadence = visible_cadence(actor, run.arguments["cadence"])
    one = open_round(actor, cadence, date.fromisoformat(run.arguments["day"]))
    return {"address": reverse("dispatch:rounds"), "note": said_of_opened(one)}


def close_asked(run: Run) -> Mapping[str, Any]:
    """Close a round as it was seen; one that was closed before a kill is done."""
    actor, version = asker(run), run.arguments["version"]
    one = visible_round(actor, run.arguments["round"])
    is_done = one.state != Round.State.OPEN and one.version > version
    if not is_done:
        close_round(actor, one.pk, version, today=timezone.localdate())
    return {"address": reverse("dispatch:rounds"), "note": said_of_closed(one)}


def said_of_opened(one: Round) -> str:
    """Return what is said once a round asks."""
    asked = one.check_ins.count()
    said = ngettext(
        "Round %(number)d asks for %(count)d check-in until %(day)s, %(time)s.",
        "Round %(number)d asks for %(count)d check-ins until %(day)s, %(time)s.",
        asked,
    )
    return said % {
        "number": one.ordinal,
        "count": asked,
        "day": day(one.last_day, weekday=True),
        "time": one.last_hour,
    }


def said_of_closed(one: Round) -> str:
    return _("Round %(number)d is closed.") % {"number": one.ordinal}


WORKS = (
    Work(
        code=OPEN, label=gettext_lazy("Opening a round by hand"), does=open_asked,
        limit_seconds=LONG, may_cancel=False,
    ),
    Work(
        code=CLOSE, label=gettext_lazy("Closing a round by hand"), does=close_asked,
        limit_seconds=LONG, may_cancel=False,
    ),
)  # fmt: skip
