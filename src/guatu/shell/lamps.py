"""Symbol, word and reason of each lamp: a colour never stands alone, and never without its rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from guatu.core.lamps import Lamp
from guatu.shell.formatting import day, percent
from guatu.shell.lampreasons import SENTENCES as LOCAL
from guatu.shell.lampreasons import day_of

SIGNS = {
    Lamp.ON_PACE: "●",
    Lamp.DUE_SOON: "◆",
    Lamp.BEHIND: "▲",
    Lamp.SEVERE: "■",
    Lamp.OVERDUE: "■",
    Lamp.DONE: "✓",
    Lamp.NOT_STARTED: "○",
    Lamp.UNREPORTED: "○",
    Lamp.PENDING: "○",
}
WORDS = {
    Lamp.ON_PACE: gettext_lazy("On pace"),
    Lamp.DUE_SOON: gettext_lazy("Due soon"),
    Lamp.BEHIND: gettext_lazy("Behind"),
    Lamp.SEVERE: gettext_lazy("Far behind"),
    Lamp.OVERDUE: gettext_lazy("Overdue"),
    Lamp.DONE: gettext_lazy("Done"),
    Lamp.NOT_STARTED: gettext_lazy("Not started"),
    Lamp.UNREPORTED: gettext_lazy("Not reported"),
    Lamp.PENDING: gettext_lazy("Not yet published"),
}
RULES = {
    "done": gettext_lazy("closed"),
    "pending": gettext_lazy("figure not yet published"),
    "overdue": gettext_lazy("past its day"),
    "not_started": gettext_lazy("start lies ahead"),
    "missed_milestones": gettext_lazy("milestones missed"),
    "behind_pace": gettext_lazy("behind what time asks for"),
    "stalled": gettext_lazy("rounds without progress"),
    "due_soon": gettext_lazy("day comes near"),
    "unreported": gettext_lazy("report missing"),
    "not_begun": gettext_lazy("never reported"),
    "start_missed": gettext_lazy("planned start missed"),
    "payment_behind": gettext_lazy("paid less than planned"),
    "late_in_statistics": gettext_lazy("not yet in the statistics"),
    "month_missing": gettext_lazy("last month's report missing"),
    "month_late": gettext_lazy("last month's report late"),
    "low_progress": gettext_lazy("too little done"),
    "finished": gettext_lazy("done, not yet accepted"),
    "poor_quality": gettext_lazy("report sent back"),
    "stage_limit": gettext_lazy("limit of the stage passed"),
    "limit_soon": gettext_lazy("limit of the stage near"),
    "on_pace": gettext_lazy("nothing late"),
}
Inputs = Mapping[str, Any]


def sign(lamp: str) -> str:
    return SIGNS[Lamp(lamp)]


def word(lamp: str) -> str:
    return word_in(lamp, get_language())


@cache
def word_in(lamp: str, _language: str | None) -> str:
    """Return the word in the language of the request: a list asks for the same few over and over."""
    return str(WORDS[Lamp(lamp)])


def reason(rule: str, inputs: Inputs, today: date) -> str:
    """Say in one sentence why a lamp is lit, from its rule and what the rule saw.

    A rule that this version does not know (an old row) says so by its name.
    """
    sentence = SENTENCES.get(rule)
    if sentence is None:
        return _("Lit by the rule %(rule)s.") % {"rule": rule}
    return sentence(inputs, today)


def reason_then(rule: str, inputs: Inputs, lit_on: date) -> str:
    """Say why a lamp was lit, as it was told on the day on which it began."""
    return _("%(why)s (as it was lit on %(day)s)") % {
        "why": reason(rule, inputs, lit_on).rstrip("。."),
        "day": day(lit_on),
    }


def rule_name(rule: str) -> str:
    """Return what a rule is called; one that this version does not know, by its code."""
    return str(RULES.get(rule, rule))


def _done(inputs: Inputs, _today: date) -> str:
    return _("Closed on %(day)s.") % {"day": day(day_of(inputs, "closed_on"))}


def _pending(inputs: Inputs, _today: date) -> str:
    return _("Its figure for %(day)s is not yet published.") % {
        "day": day(day_of(inputs, "due_on"))
    }


def _overdue(inputs: Inputs, today: date) -> str:
    due = day_of(inputs, "due_on") or today
    over = (today - due).days
    return ngettext(
        "Due on %(day)s, %(days)d day over.", "Due on %(day)s, %(days)d days over.", over
    ) % {"day": day(due), "days": over}


def _not_started(inputs: Inputs, _today: date) -> str:
    return _("Starts on %(day)s.") % {"day": day(day_of(inputs, "starts_on"))}


def _missed(inputs: Inputs, _today: date) -> str:
    missed = int(inputs["missed"])
    return ngettext(
        "%(missed)d milestone missed, due on %(day)s.",
        "%(missed)d milestones in a row missed, the first due on %(day)s.",
        missed,
    ) % {"missed": missed, "day": day(day_of(inputs, "first_missed_on"))}


def _behind_pace(inputs: Inputs, _today: date) -> str:
    return _("%(progress)s done where time asks for %(pace)s: %(gap)s short.") % {
        name: percent(int(inputs[name])) for name in ("progress", "pace", "gap")
    }


def _stalled(inputs: Inputs, _today: date) -> str:
    rounds = int(inputs["unchanged_rounds"])
    return ngettext(
        "%(rounds)d round without progress.", "%(rounds)d rounds in a row without progress.", rounds
    ) % {"rounds": rounds}


def _due_soon(inputs: Inputs, today: date) -> str:
    due = day_of(inputs, "due_on") or today
    left = (due - today).days
    if left == 0:
        return _("Due today.")
    return ngettext(
        "Due on %(day)s, %(days)d day left.", "Due on %(day)s, %(days)d days left.", left
    ) % {"day": day(due), "days": left}


def _unreported(inputs: Inputs, _today: date) -> str:
    rounds = int(inputs["missing_reports"])
    return ngettext(
        "No report for %(rounds)d closed round.",
        "No report for %(rounds)d closed rounds in a row.",
        rounds,
    ) % {"rounds": rounds}


def _not_begun(_inputs: Inputs, _today: date) -> str:
    return _("No approved report of it yet.")


def _on_pace(_inputs: Inputs, _today: date) -> str:
    return _("No rule finds it late.")


SENTENCES: Mapping[str, Callable[[Inputs, date], str]] = {
    "done": _done,
    "pending": _pending,
    "overdue": _overdue,
    "not_started": _not_started,
    "missed_milestones": _missed,
    "behind_pace": _behind_pace,
    "stalled": _stalled,
    "due_soon": _due_soon,
    "unreported": _unreported,
    "not_begun": _not_begun,
    "on_pace": _on_pace,
    **LOCAL,
}
