"""Sentences of the rules that places have published, and of the limits of stages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.shell.formatting import day, month, percent

Inputs = Mapping[str, Any]


def day_of(inputs: Inputs, name: str) -> date | None:
    """Return a day that a rule saw; it stands as text."""
    text = inputs.get(name)
    return date.fromisoformat(text) if text else None


def _start_missed(inputs: Inputs, _today: date) -> str:
    months = int(inputs["months"])
    return ngettext(
        "Was to start in %(month)s and has not: %(months)d month over.",
        "Was to start in %(month)s and has not: %(months)d months in a row.",
        months,
    ) % {"month": month(day_of(inputs, "starts_on")), "months": months}


def _payment_behind(inputs: Inputs, _today: date) -> str:
    return _("Up to %(day)s %(paid)s of the planned money was paid: %(short)s short.") % {
        "day": day(day_of(inputs, "through")),
        "paid": percent(int(inputs["paid"])),
        "short": percent(int(inputs["short"])),
    }


def _late_in_statistics(inputs: Inputs, _today: date) -> str:
    return _("Started on %(day)s, was to be in the statistics by %(last)s and is not.") % {
        "day": day(day_of(inputs, "started_on")),
        "last": day(day_of(inputs, "last")),
    }


def _month_missing(inputs: Inputs, _today: date) -> str:
    return ngettext(
        "%(number)d report of %(month)s is missing.",
        "%(number)d reports of %(month)s are missing.",
        int(inputs["missing"]),
    ) % {"number": int(inputs["missing"]), "month": month(day_of(inputs, "month"))}


def _month_late(inputs: Inputs, _today: date) -> str:
    return ngettext(
        "%(number)d report of %(month)s came in late.",
        "%(number)d reports of %(month)s came in late.",
        int(inputs["late"]),
    ) % {"number": int(inputs["late"]), "month": month(day_of(inputs, "month"))}


def _low_progress(inputs: Inputs, _today: date) -> str:
    return _("%(progress)s done, which is less than %(below)s.") % {
        name: percent(int(inputs[name])) for name in ("progress", "below")
    }


def _finished(_inputs: Inputs, _today: date) -> str:
    return _("All is done; it waits to be accepted.")


def _poor_quality(inputs: Inputs, _today: date) -> str:
    returns = int(inputs["returns"])
    return ngettext(
        "The latest report was sent back %(number)d time.",
        "The latest report was sent back %(number)d times.",
        returns,
    ) % {"number": returns}


def _stage_limit(inputs: Inputs, today: date) -> str:
    last = day_of(inputs, "limit_on") or today
    over = (today - last).days
    if inputs.get("of") == "log":
        return ngettext(
            "Its next visit or check was due by %(day)s: %(days)d day over.",
            "Its next visit or check was due by %(day)s: %(days)d days over.",
            over,
        ) % {"day": day(last), "days": over}
    return ngettext(
        "Its stage was to end by %(day)s: %(days)d day over.",
        "Its stage was to end by %(day)s: %(days)d days over.",
        over,
    ) % {"day": day(last), "days": over}


def _limit_soon(inputs: Inputs, today: date) -> str:
    last = day_of(inputs, "limit_on") or today
    left = (last - today).days
    if inputs.get("of") == "log":
        return ngettext(
            "Its next visit or check is due by %(day)s: %(days)d day left.",
            "Its next visit or check is due by %(day)s: %(days)d days left.",
            left,
        ) % {"day": day(last), "days": left}
    return ngettext(
        "Its stage is to end by %(day)s: %(days)d day left.",
        "Its stage is to end by %(day)s: %(days)d days left.",
        left,
    ) % {"day": day(last), "days": left}


SENTENCES: Mapping[str, Callable[[Inputs, date], str]] = {
    "start_missed": _start_missed,
    "payment_behind": _payment_behind,
    "late_in_statistics": _late_in_statistics,
    "month_missing": _month_missing,
    "month_late": _month_late,
    "low_progress": _low_progress,
    "finished": _finished,
    "poor_quality": _poor_quality,
    "stage_limit": _stage_limit,
    "limit_soon": _limit_soon,
}
