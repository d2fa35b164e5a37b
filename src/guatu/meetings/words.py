"""Meetings in words: names of sorts and states, and why a matter stands on the agenda."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guatu.meetings.models import AgendaItem, Meeting, Sort
from guatu.meetings.queries.followup import Standing
from guatu.shell.formatting import day, exact, rounded
from guatu.shell.lamps import reason, reason_then, rule_name, word

Fact = Mapping[str, Any]
SORTS = {
    Sort.WEEKLY.value: gettext_lazy("Weekly dispatch meeting"),
    Sort.MONTHLY.value: gettext_lazy("Monthly dispatch meeting"),
    Sort.SPECIAL.value: gettext_lazy("Special dispatch meeting"),
}
STATES = {
    Meeting.State.PREPARED.value: gettext_lazy("Prepared"),
    Meeting.State.RUNNING.value: gettext_lazy("In session"),
    Meeting.State.CLOSED.value: gettext_lazy("Meeting closed"),
    Meeting.State.CANCELLED.value: gettext_lazy("Called off"),
}
STANDINGS = {
    Standing.DONE.value: ("✓", gettext_lazy("settled")),
    Standing.REPLIED.value: ("◌", gettext_lazy("answered, to be checked")),
    Standing.UNDER_WAY.value: ("→", gettext_lazy("under way")),
    Standing.LATE.value: ("□", gettext_lazy("past its limit")),
    Standing.NOTED.value: ("·", gettext_lazy("without a limit")),
}
TITLES = {
    AgendaItem.About.FOLLOW_UP.value: gettext_lazy("Decisions of last time"),
    AgendaItem.About.SILENT.value: gettext_lazy("Units that did not report"),
}
SHOWN = 12  # units named in one sentence; the page of the round has all


def ordinal_title(sort: str, ordinal: int) -> str:
    """Return what a meeting is called: 第47次周调度会."""
    return _("%(sort)s no. %(ordinal)d") % {"sort": SORTS[sort], "ordinal": ordinal}


def item_title(item: AgendaItem) -> str:
    """Return what an item is called; those of all units at once have their names here."""
    return item.title or str(TITLES.get(item.about, ""))


def fact_text(fact: Fact, today: date) -> str:
    """Say one reason in a sentence; one that this version does not know (an old row) is left out."""
    say = SAYINGS.get(str(fact.get("code")))
    return say(fact, today) if say else ""


def fact_texts(facts: Sequence[Fact], today: date) -> list[str]:
    return [text for fact in facts if (text := fact_text(fact, today))]


def of_day(fact: Fact, name: str) -> date | None:
    written = fact.get(name)
    return date.fromisoformat(written) if written else None


def over(fact: Fact, name: str, today: date) -> int:
    due = of_day(fact, name)
    return max((today - due).days, 0) if due else 0


def _lamp(fact: Fact, today: date) -> str:
    seen, since = fact.get("inputs"), of_day(fact, "lit_on")
    if not fact.get("rule"):
        said = ""
    elif seen is None:  # of a close that knows no more than the rule
        said = rule_name(fact["rule"])
    elif since is not None:
        said = reason_then(fact["rule"], seen, since)
    else:
        said = reason(fact["rule"], seen, today)
    text = f"{word(fact['lamp'])}: {said}" if said else word(fact["lamp"])
    return said_later(text) if fact.get("is_later") else text


def _node(fact: Fact, today: date) -> str:
    text = ngettext(
        "Node “%(title)s” of %(day)s was not reached, %(days)d day over.",
        "Node “%(title)s” of %(day)s was not reached, %(days)d days over.",
        over(fact, "due_on", today),
    ) % {
        "title": fact["title"],
        "day": day(of_day(fact, "due_on")),
        "days": over(fact, "due_on", today),
    }
    return said_later(text) if fact.get("is_later") else text


def said_later(text: str) -> str:
    return _("After the round was closed: %(said)s") % {"said": text}


def _directive(fact: Fact, today: date) -> str:
    return ngettext(
        "Directive %(label)s was due on %(day)s, %(days)d day over.",
        "Directive %(label)s was due on %(day)s, %(days)d days over.",
        over(fact, "limit_on", today),
    ) % {
        "label": fact["label"],
        "day": day(of_day(fact, "limit_on")),
        "days": over(fact, "limit_on", today),
    }


def _problem(fact: Fact, _today: date) -> str:
    return _("A problem waits for an answer since %(day)s: %(title)s") % {
        "title": fact["title"],
        "day": day(of_day(fact, "due_on")),
    }


def _need(fact: Fact, _today: date) -> str:
    return _("Needed of %(unit)s by %(day)s and not cleared: %(title)s") % {
        "title": fact["title"],
        "unit": fact["solver"],
        "day": day(of_day(fact, "due_on")),
    }


def _target(fact: Fact, _today: date) -> str:
    low = Decimal(fact["low"])
    figures = {name: decimal_of(fact, name) for name in ("actual", "expected")}
    said = {"target": exact(low), "measure": fact["measure"], "actual": exact(figures["actual"])}
    if figures["expected"] is None:
        return _("%(actual)s%(measure)s where the target is %(target)s%(measure)s.") % said
    expected = exact(rounded(figures["expected"], low))
    return _(
        "%(actual)s%(measure)s where time asks for %(expected)s%(measure)s "
        "of %(target)s%(measure)s."
    ) % {**said, "expected": expected}


def decimal_of(fact: Fact, name: str) -> Decimal | None:
    return Decimal(fact[name]) if fact.get(name) is not None else None


def _silent(fact: Fact, _today: date) -> str:
    units = list(fact["units"])
    named = "、".join(units[:SHOWN])
    said = ngettext(
        "%(count)d unit did not report: %(units)s",
        "%(count)d units did not report: %(units)s",
        len(units),
    ) % {"count": len(units), "units": named}
    if len(units) > SHOWN:
        said = _("%(said)s and others") % {"said": said}
    if fact.get("is_open"):
        said = _("%(said)s (the round takes reports until %(day)s)") % {
            "said": said,
            "day": day(of_day(fact, "ends_on")),
        }
    if fact.get("event"):
        said = _("%(event)s up to %(day)s: %(said)s") % {
            "event": fact["event"],
            "day": day(of_day(fact, "ends_on")),
            "said": said,
        }
    return said


def _follow_up(fact: Fact, _today: date) -> str:
    return _("%(total)d decided, %(open)d open, %(late)d past the limit.") % {
        name: int(fact[name]) for name in ("total", "open", "late")
    }


SAYINGS: Mapping[str, Callable[[Fact, date], str]] = {
    "lamp": _lamp,
    "node": _node,
    "directive": _directive,
    "problem": _problem,
    "need": _need,
    "target": _target,
    "silent": _silent,
    "follow_up": _follow_up,
}
