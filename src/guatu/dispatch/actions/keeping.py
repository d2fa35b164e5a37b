"""Cadences that the office makes, changes, pauses and ends; what they ask is asked once (S24)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign, Plan
from guatu.core.actors import Actor
from guatu.core.burden.rules import Rule
from guatu.dispatch.actions.rounds import check_may_run
from guatu.dispatch.models import Cadence
from guatu.dispatch.queries.cadences import asked_already, owed, visible_cadence
from guatu.dispatch.queries.rhythms import Clock, dates_ahead, last_round
from guatu.shell.burdenrules import check_name, forbid
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version

FIELDS = (
    "event", "every", "asks_check_ins", "weekday", "due_day", "is_due_after", "due_minute",
    "off_days", "lead_hours", "grace_hours", "freeze_days", "remind_before", "remind_after",
    "owes", "weight", "kinds", "lamps", "begins_on", "ends_on", "plan_id", "quote_start",
    "quote_end",
)  # fmt: skip
SHOWN = tuple("plan" if name == "plan_id" else name for name in FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The sentence of a plan that a cadence comes from."""

    plan_id: int | None = None
    start: int | None = None
    end: int | None = None


def quote_of(campaign: Campaign, words: str) -> Quote:
    """Return where a campaign's plans have these words.

    Raises
    ------
    InvalidState
        If none has them: a cadence names a sentence that stands there, or none.
    """
    words = words.strip()
    if not words:
        return Quote()
    for plan in Plan.objects.filter(campaign=campaign).order_by("pk"):
        start = plan.text.find(words)
        if start >= 0:
            return Quote(plan_id=plan.pk, start=start, end=start + len(words))
    raise InvalidState(_("None of the campaign's plans has this sentence. Copy it as it stands."))


@transaction.atomic
def make_cadence(actor: Actor, campaign: Campaign, wish: Mapping[str, Any]) -> Cadence:
    """Declare a cadence; what other cadences of the campaign ask already is refused."""
    check_may_run(actor, campaign)
    if campaign.status != Campaign.Status.ACTIVE:
        raise InvalidState(_("The campaign is closed."))
    cadence = wished(Cadence(campaign=campaign), wish)
    refuse_forbidden(cadence)
    refuse_asked(cadence)
    cadence.begins_on = first_day(cadence)
    cadence.save()
    change = Change.of(cadence, before=None, after=plain(cadence, *SHOWN))
    record(actor, "cadence.create", of=cadence, changes=[change])
    return cadence


def wished(cadence: Cadence, wish: Mapping[str, Any]) -> Cadence:
    """Put what is wished on an unsaved cadence or a read one, as a preview shows it."""
    for name in FIELDS:
        if name in wish:
            setattr(cadence, name, wish[name])
    cadence.begins_on = cadence.begins_on or timezone.localdate()
    return cadence


def first_day(cadence: Cadence) -> date:
    """Return from when on no round may be missed: what is over already is not one."""
    clock = Clock.at(timezone.now())
    begins = cadence.begins_on or clock.today
    if cadence.pk and last_round(cadence) is not None:
        return begins
    for one in dates_ahead(cadence, None, clock):
        if one.late_at > clock.now:
            return max(begins, one.period.starts_on)
        begins = one.period.ends_on + timedelta(days=1)
    return begins


def refuse_forbidden(cadence: Cadence) -> None:
    """Refuse what the rules on burdens keep off: a forbidden act, and daily forms of the grass roots.

    Raises
    ------
    RuleForbids
        With the rule, its source, and what to do instead.
    """
    check_name(cadence.event)
    if cadence.every != Cadence.Every.DAY or not cadence.asks_check_ins:
        return
    grass_roots = owed(cadence).filter(unit__kind__in=[Unit.Kind.TOWNSHIP, Unit.Kind.VILLAGE])
    if grass_roots.exists():
        raise forbid(Rule.FREQUENT, cadence.event)


def refuse_asked(cadence: Cadence) -> None:
    found = asked_already(cadence, timezone.localdate())
    if found is None:
        return
    other = found.cadence
    if found.entry:
        raise InvalidState(
            _(
                "“%(event)s” of “%(campaign)s” asks the same unit about “%(entry)s” already. "
                "Tie the two lines to one another, or let one of the two cover other kinds."
            )
            % {
                "event": other.event,
                "campaign": str(other.campaign),
                "entry": found.entry,
            },
            cadence=other.pk,
        )
    raise InvalidState(
        _(
            "“%(event)s” asks the same units about the same entries already. "
            "Let the two cover different kinds, lamps or entries, or change that one."
        )
        % {"event": other.event},
        cadence=other.pk,
    )


@transaction.atomic
def change_cadence(actor: Actor, cadence_id: int, version: int, wish: Mapping[str, Any]) -> Cadence:
    """Change a cadence from its next round on; the open round keeps the dates that it has."""
    cadence = visible_cadence(actor, cadence_id)
    check_may_run(actor, cadence.campaign)
    before = plain(cadence, *SHOWN)
    refuse_forbidden(wished(cadence, wish))
    refuse_asked(cadence)
    cadence.begins_on = first_day(cadence)
    changes = {name: getattr(cadence, name) for name in FIELDS}
    update_at_version(cadence, version, **changes)
    change = Change.of(cadence, before=before, after=plain(cadence, *SHOWN))
    record(actor, "cadence.edit", of=cadence, changes=[change])
    return cadence


@transaction.atomic
def pause_cadence(actor: Actor, cadence_id: int, version: int, *, is_paused: bool) -> Cadence:
    """Let a cadence rest or go on; what lies between is not missed, for nothing was to be asked."""
    cadence = visible_cadence(actor, cadence_id)
    check_may_run(actor, cadence.campaign)
    if cadence.is_paused is is_paused:
        raise InvalidState(_("This cadence stands so already."))
    before = plain(cadence, "is_paused", "begins_on")
    begins = cadence.begins_on if is_paused else timezone.localdate()
    update_at_version(cadence, version, is_paused=is_paused, begins_on=begins)
    change = Change.of(cadence, before=before, after=plain(cadence, "is_paused", "begins_on"))
    record(actor, "cadence.edit", of=cadence, changes=[change])
    return cadence


@transaction.atomic
def end_cadence(actor: Actor, cadence_id: int, version: int, *, today: date) -> Cadence:
    """End a cadence with today: the open round runs its course, and no other begins."""
    cadence = visible_cadence(actor, cadence_id)
    check_may_run(actor, cadence.campaign)
    if cadence.ends_on is not None and cadence.ends_on <= today:
        raise InvalidState(_("This cadence has ended already."))
    before = plain(cadence, "ends_on")
    update_at_version(cadence, version, ends_on=today)
    change = Change.of(cadence, before=before, after=plain(cadence, "ends_on"))
    record(actor, "cadence.end", of=cadence, changes=[change])
    return cadence
