"""规则护栏: what is off, why, and who turned to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from guatu.audit.actions import record_refusal
from guatu.burden.policies import can_set_scheme
from guatu.burden.queries.refusals import refusals
from guatu.burden.views.tabs import tabs_of
from guatu.core.burden.rules import Rule
from guatu.shell.burdenrules import LIMITS, RULES, forbid
from guatu.shell.errors import NotFound
from guatu.shell.routes import Request


def guard(request: Request) -> HttpResponse:
    """Show every rule with its source; the office also sees who turned to what."""
    sees_log = can_set_scheme(request.actor)
    context = {
        "rules": RULES,
        "limits": LIMITS,
        "refusals": refusals() if sees_log else (),
        "sees_log": sees_log,
        "names": {rule.value: words.name for rule, words in RULES.items()},
        **tabs_of(request.actor),
    }
    return render(request, "burden/guard.html", context)


def turn_on(request: Request, rule: str) -> HttpResponse:
    """Explain why a setting stays off, and keep that somebody turned to it."""
    if rule not in set(Rule):
        raise NotFound
    words = RULES[Rule(rule)]
    refusal = forbid(Rule(rule), str(words.name))
    record_refusal(request.actor, refusal)
    messages.warning(request, refusal.message)
    return redirect("burden:guard")  # to its top, where the reason stands
