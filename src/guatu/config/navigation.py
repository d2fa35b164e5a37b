"""What the frame shows: only pages that exist and that the actor may open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, resolve, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guatu.accounts.models import Account
from guatu.core.actors import ANONYMOUS, Actor
from guatu.ledgers.queries import awaiting_count
from guatu.notices.queries import unread_count
from guatu.overview.policies import follows_campaigns
from guatu.planning.queries.issuing import waiting_for
from guatu.planning.queries.receiving import waiting_for_units_of
from guatu.shell.routes import Policy

MAIN: tuple[tuple[str, Promise], ...] = (
    ("overview:room", _("War room")),
    ("overview:chart-index", _("Battle chart")),
    ("ledgers:index", _("Ledgers")),
    ("campaigns:targets", _("Target figures")),
    ("ledgers:needs", _("Needs")),
    ("ledgers:tracks", _("To confirm")),
    ("dispatch:mine", _("My check-ins")),
    ("planning:issuing-mine", _("To answer and to sign")),
    ("dispatch:reviews", _("Review")),
    ("ledgers:goals-index", _("Monthly goals")),
    ("worklists:index", _("Lists")),
    ("dispatch:rounds", _("Rounds")),
    ("meetings:meetings", _("Dispatch meetings")),
    ("sheets:index", _("Sheets out and back")),
    ("paper:index", _("Papers")),
    ("supervision:board", _("Supervision")),
    ("supervision:watches", _("Under watch")),
    ("planning:index", _("Plans")),
    ("planning:issuing", _("Issuing")),
    ("planning:adjustments", _("Adjustments")),
    ("burden:index", _("Burden")),
)
SETTINGS: tuple[tuple[str, Promise], ...] = (
    ("accounts:settings", _("Settings")),
    ("accounts:units", _("Units")),
    ("accounts:people", _("People and posts")),
    ("dispatch:lamp-rules", _("Lamp rules")),
    ("accounts:sign-ins", _("Sign-in records")),
    ("jobs:index", _("Background tasks")),
    ("audit:index", _("Audit")),
)
# Pages that are there only once something is: how much waits on them, None to leave them out.
WAITING: Mapping[str, Callable[[Actor], int | None]] = {
    "planning:issuing": waiting_for,
    "planning:issuing-mine": waiting_for_units_of,
    "ledgers:tracks": awaiting_count,
    # everybody lands on its address; for whom campaigns are no business it is no room
    "overview:room": lambda actor: 0 if follows_campaigns(actor) else None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One page in the navigation; `count` is how much waits there."""

    address: str
    label: str
    is_current: bool
    count: int = 0


def items(actor: Actor, current: str, pages: tuple[tuple[str, Promise], ...]) -> list[Item]:
    """Return the pages that exist and whose policy lets `actor` in."""
    found = []
    served = (get_urlconf(), get_script_prefix())
    for name, label in pages:
        page = page_at(name, served)
        if page is None:
            continue
        address, policy = page
        if not policy(actor):
            continue
        count = WAITING[name](actor) if name in WAITING else 0
        if count is not None:
            found.append((address, str(label), count))
    here = standing_at(current, [address for address, *_rest in found])
    return [
        Item(address=a, label=label, is_current=a == here, count=count) for a, label, count in found
    ]


@cache
def page_at(name: str, _served: tuple[str | None, str]) -> tuple[str, Policy] | None:
    """Return where a page is and who may open it, None if there is none; both are fixed at start."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return None
    policy: Policy = resolve(address).func.policy  # type: ignore[attr-defined]  # set by `route`
    return address, policy


def standing_at(current: str, addresses: list[str]) -> str:
    """Return the page one is on: of several that the address begins with, the longest."""
    around = [a for a in addresses if (current == a if a == "/" else current.startswith(a))]
    return max(around, key=len, default="")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame of the page."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    user = getattr(request, "user", None)
    return {
        "frame": {
            "actor": actor,
            "navigation": items(actor, request.path, MAIN),
            "settings_navigation": items(actor, request.path, SETTINGS),
            "unread": partial(unread_count, actor),  # asked by the pages that have the bell
            "now": timezone.now(),  # of what moment a page is, when it is printed
            "large_print": isinstance(user, Account) and user.large_print,
        }
    }
