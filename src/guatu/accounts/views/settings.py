"""设置: what there is to set, each with a sentence; only what the actor may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guatu.core.actors import Actor
from guatu.shell.routes import Policy, Request
from guatu.shell.workdays import special_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One page of the settings."""

    address: str
    title: str | Promise
    sentence: str | Promise
    warning: str = ""


# Groups of (route, title, sentence); a route that does not exist or is not for the actor is left out.
GROUPS: tuple[tuple[str | Promise, tuple[tuple[str, str | Promise, str | Promise], ...]], ...] = (
    (
        _("Units and people"),
        (
            ("accounts:units", _("Units"),
             _("The tree of units, their names, and what became of them.")),
            ("accounts:unit-order", _("Official order of units"),
             _("The order in which every list, sheet and letter names them.")),
            ("accounts:task-forces", _("Task forces"),
             _("Forces across units, with leaders, members and what they owe.")),
            ("accounts:people", _("People and posts"),
             _("Who holds which post from when to when, and accounts.")),
            ("accounts:handovers", _("Handovers"),
             _("Posts without anybody in office, and handing posts over.")),
            ("accounts:intakes", _("Load units and people"),
             _("From a sheet, checked cell by cell before anything is written.")),
        ),
    ),
    (
        _("Rules of the work"),
        (
            ("ledgers:responsibility-index", _("Levels of responsibility"),
             _("Who answers first, mainly and directly for a campaign, a heading, an entry.")),
            ("accounts:workdays", _("Holidays and make-up days"),
             _("The working days by which limits run.")),
            ("dispatch:lamp-rules", _("Lamp rules"), _("When which lamp burns.")),
            ("ledgers:lamp-rules", _("Lamp rules"), _("When which lamp burns.")),
            ("ledgers:kinds", _("Kinds of ledgers"),
             _("Fields, stages and columns of each kind.")),
            ("campaigns:measures", _("Units of measure"),
             _("What figures are counted in.")),
        ),
    ),
    (
        _("Notices"),
        (
            ("notices:channels", _("Ways out"),
             _("Work groups and platforms that notices go to.")),
            ("notices:log", _("Log of deliveries"),
             _("What was sent, what waits and what failed.")),
        ),
    ),
    (
        _("Security"),
        (
            ("accounts:sign-ins", _("Sign-in records"),
             _("Who signed in or was turned away, from where.")),
            ("audit:index", _("Audit"),
             _("Every act in a chain that cannot be changed unnoticed.")),
        ),
    ),
    (
        _("Myself"),
        (
            ("accounts:mine", _("My posts"), _("What I hold and what each post owes.")),
            ("accounts:password", _("Password"), _("Choose another password.")),
            ("notices:preferences", _("Mail and calendar"),
             _("Which notices come by mail, and a calendar to subscribe to.")),
        ),
    ),
)  # fmt: skip


def settings(request: Request) -> HttpResponse:
    """Show the cards of what the actor may open."""
    groups = [(title, cards_for(request.actor, rows)) for title, rows in GROUPS]
    context = {"groups": [(title, cards) for title, cards in groups if cards]}
    return render(request, "accounts/settings.html", context)


def cards_for(
    actor: Actor, rows: tuple[tuple[str, str | Promise, str | Promise], ...]
) -> list[Card]:
    found = []
    for name, title, sentence in rows:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        policy: Policy = resolve(address).func.policy  # type: ignore[attr-defined]  # set by `route`
        if policy(actor):
            warning = missing_year() if name == "accounts:workdays" else ""
            found.append(Card(address=address, title=title, sentence=sentence, warning=warning))
    return found


def missing_year() -> str:
    """Return a warning where the coming year's holidays are not known; "" where they are."""
    coming = timezone.localdate().year + 1
    if coming in special_days():
        return ""
    return gettext("No table of %(year)s yet.") % {"year": coming}
