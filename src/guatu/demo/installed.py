"""What an installation holds already, and emptying one that holds the demo."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.management import call_command

from guatu.accounts.models import Unit
from guatu.audit.models import AuditEvent
from guatu.core.actors import ActorKind

LOADED = "demo.load"
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
    acts = AuditEvent.objects.filter(number__gt=event.number, actor_kind=ActorKind.PERSON.value)
    return Standing(
        is_empty=False,
        laid_for=date.fromisoformat(str(event.details["today"])),
        is_touched=acts.exclude(act__startswith=COMING_AND_GOING).exists(),
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
