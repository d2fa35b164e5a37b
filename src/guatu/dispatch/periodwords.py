"""Periods and their numbers in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.core.rounds import Every
from guatu.dispatch.queries.periodrows import OF_LAMP
from guatu.dispatch.queries.spans import OF_PHASE, Span
from guatu.shell.formatting import day, is_chinese

SORTS: Mapping[str, Promise] = {
    Every.MONTH: gettext_lazy("Months"),
    Every.QUARTER: gettext_lazy("Quarters"),
    Every.HALF_YEAR: gettext_lazy("Half-years"),
    Every.YEAR: gettext_lazy("Years"),
    OF_PHASE: gettext_lazy("Phases"),
}
NUMBERS: Mapping[str, Promise] = {
    "asked": gettext_lazy("Asked"),
    "received": gettext_lazy("Received"),
    "late": gettext_lazy("Late reports"),
    "silent": gettext_lazy("Not reported"),
    "unchanged": gettext_lazy("No news"),
    "sent_back": gettext_lazy("Sent back"),
    "problems": gettext_lazy("With a problem"),
    "closed": gettext_lazy("Entries closed"),
    "goals": gettext_lazy("Goals and nodes due"),
    "met": gettext_lazy("Goals and nodes met"),
    "missed": gettext_lazy("Goals and nodes missed"),
    "undecided": gettext_lazy("Goals and nodes undecided"),
    "pushed": gettext_lazy("Times a date was put off"),
    "needs_opened": gettext_lazy("Needs opened"),
    "needs_cleared": gettext_lazy("Needs cleared"),
    "problems_opened": gettext_lazy("Problems new"),
    "problems_cleared": gettext_lazy("Problems solved"),
    "corrected": gettext_lazy("Corrected after the freeze"),
}
# the rows of the table of figures, in its order; those of reports first
OF_REPORTS = ("asked", "received", "late", "silent", "unchanged", "sent_back", "problems")
OF_WORK = (
    "closed", "met", "missed", "undecided", "pushed", "needs_opened", "needs_cleared",
    "problems_opened", "problems_cleared",
)  # fmt: skip


def number_label(what: str) -> str:
    """Return what a number counts; of a lamp the page shows the lamp itself."""
    return "" if what.startswith(OF_LAMP) else str(NUMBERS[what])


def span_name(span: Span) -> str:
    """Return a period as people call it: 2026年第二季度."""
    start = span.starts_on
    if span.is_phase:
        return span.name
    part = {
        Every.MONTH: start.month,
        Every.QUARTER: (start.month + 2) // 3,
        Every.HALF_YEAR: 1 if start.month == 1 else 2,
    }
    if span.every == Every.YEAR:
        return _("Year %(year)d") % {"year": start.year}
    values = {"year": start.year, "part": part[Every(span.every)]}
    if is_chinese() and span.every == Every.HALF_YEAR:
        return f"{start.year}年{'上' if values['part'] == 1 else '下'}半年"
    if is_chinese() and span.every == Every.QUARTER:
        return f"{start.year}年第{'一二三四'[values['part'] - 1]}季度"
    return {
        Every.MONTH: _("%(year)d-%(part)02d"),
        Every.QUARTER: _("Quarter %(part)d of %(year)d"),
        Every.HALF_YEAR: _("Half-year %(part)d of %(year)d"),
    }[Every(span.every)] % values


def span_days(span: Span) -> str:
    return f"{day(span.starts_on, year=True)} – {day(span.ends_on, year=True)}"


def span_title(span: Span) -> str:
    """Return the title of a period's page: two of them are the papers that offices know."""
    name = span_name(span)
    if span.every == Every.HALF_YEAR:
        return _("%(period)s: half-year review") % {"period": name}
    if span.every == Every.YEAR:
        return _("%(period)s: summary of the year") % {"period": name}
    return name
