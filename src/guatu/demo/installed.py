"""What an installation holds already, and emptying one that holds the demo."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.management import call_command
from django.db.models import Q

from guatu.accounts.models import Unit
from guatu.audit.models import AuditEvent
from guatu.core.actors import ActorKind
from guatu.dispatch.models import CheckIn
from guatu.planning.models import DraftItem

LOADED = "demo.load"
UNATTENDED = ("lamp.recompute", "round.open", "round.close", "private.erase")  # the worker's
COMING_AND_GOING = "session."  # acts that leave nothing a person would miss


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an installation holds: nothing, the demo of a day, or somebody's own data.

    `is_touched` says that a person has acted in the demo since it was loaded.
    """

    is_empty: bool
    laid_for: date | None = None
    is_touched: bool = False

    @property
    def is_demo(self) -> bool:
        return self.laid_for is not None


def standing() -> Standing:
    """Say what this installation holds."""
    event = AuditEvent.objects.filter(act=LOADED).order_by("-number").first()
    if event is None:
        return Standing(is_empty=not Unit.objects.exists())
    return Standing(
        is_empty=False,
        laid_for=date.fromisoformat(str(event.details["today"])),
        is_touched=has_acts(event) or has_unsaid_work(event.occurred_at),
    )


def has_acts(loaded: AuditEvent) -> bool:
    """Say whether anybody acted since, a command at the console among them."""
    by_itself = Q(actor_kind=ActorKind.SYSTEM.value, act__in=UNATTENDED)
    acts = AuditEvent.objects.filter(number__gt=loaded.number)
    return acts.exclude(by_itself).exclude(act__startswith=COMING_AND_GOING).exists()


def has_unsaid_work(loaded_at: datetime) -> bool:
    """Say whether work of which nothing is on record yet was saved since: decisions and drafts.

    The demo's own check-ins may be dated later than its loading, but none was ever written anew.
    """
    return (
        DraftItem.objects.filter(decided_at__gt=loaded_at).exists()
        or CheckIn.objects.filter(saved_at__gt=loaded_at, version__gt=1).exists()
    )


def empty_demo() -> None:
    """Delete everything in an installation that holds the demo, its files included.

    Raises
    ------
    ValueError
        If it holds something else.
    """
    if not standing().is_demo:
        raise ValueError("this installation does not hold the demo")
    call_command("flush", verbosity=0, interactive=False)
    shutil.rmtree(settings.EVIDENCE_ROOT, ignore_errors=True)
