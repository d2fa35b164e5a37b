"""The times that a unit's paper can speak of: the last rounds, half-years, years, or until now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.core.materials import Sort
from guatu.core.official.wording import days
from guatu.core.rounds import Every
from guatu.dispatch.models import Round
from guatu.dispatch.queries.spans import Span, rounds_in, span_of, spans_until
from guatu.paper.queries.materials import Stretch
from guatu.shell.errors import NotFound
from guatu.shell.formatting import day
from guatu.shell.inputs import whole

ROUNDS = 12
FIRST_HALF_ENDS = 6  # June
OF = {Sort.HALF: Every.HALF_YEAR, Sort.YEAR: Every.YEAR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One time to choose: how it stands in an address, and in words."""

    sort: Sort
    key: str
    words: str


def choices(campaign: Campaign, today: date) -> dict[Sort, list[Choice]]:
    """Return the times that have begun, the newest first, for each sort of paper."""
    found = {
        Sort.WEEK: [
            Choice(sort=Sort.WEEK, key=str(one.pk), words=round_words(one))
            for one in rounds_until(campaign, today)
        ],
        Sort.BRIEF: [Choice(sort=Sort.BRIEF, key="now", words=_("from the start until today"))],
    }
    for sort, every in OF.items():
        found[sort] = [
            Choice(sort=sort, key=span.starts_on.isoformat(), words=span_words(span))
            for span in spans_until(campaign, every, today)
        ]
    return found


def rounds_until(campaign: Campaign, today: date) -> Sequence[Round]:
    rows = Round.objects.filter(
        campaign=campaign, cadence__asks_check_ins=True, starts_on__lte=today
    )
    return list(rows.select_related("cadence").order_by("-ends_on", "-ordinal", "-pk")[:ROUNDS])


def round_words(one: Round) -> str:
    return _("No. %(number)d, %(first)s – %(last)s") % {
        "number": one.ordinal, "first": day(one.starts_on), "last": day(one.ends_on),
    }  # fmt: skip


def span_words(span: Span) -> str:
    """Return a half-year or a year as papers write it."""
    year = span.starts_on.year
    if span.every == Every.YEAR:
        return f"{year}年"
    return f"{year}年{'上' if span.ends_on.month <= FIRST_HALF_ENDS else '下'}半年"


def stretch_of(campaign: Campaign, sort: Sort, key: str, today: date) -> Stretch:
    """Return the time that an address names.

    Raises
    ------
    NotFound
        If there is none.
    """
    if sort is Sort.WEEK:
        found = next((r for r in rounds_of_key(campaign, key)), None)
        if found is None:
            raise nothing()
        words = f"第{found.ordinal}期（{days(found.starts_on, found.ends_on)}）"
        return Stretch(
            sort=sort, period=words, short=f"第{found.ordinal}期", ends_on=found.ends_on,
            rounds=[found],
        )  # fmt: skip
    if sort is Sort.BRIEF:
        last = min(today, campaign.ends_on)
        since = f"{campaign.starts_on.year}年以来"
        return Stretch(
            sort=sort, period=since, short=since, ends_on=last,
            rounds=every_round(campaign, today),
        )  # fmt: skip
    span = span_of(campaign, OF[sort], start_of(key))
    if span is None or span.starts_on > today:
        raise nothing()
    return Stretch(
        sort=sort, period=span_words(span), short=span_words(span), ends_on=min(span.ends_on, campaign.ends_on),
        rounds=list(rounds_in(campaign, span)),
    )  # fmt: skip


def rounds_of_key(campaign: Campaign, key: str) -> Sequence[Round]:
    number = whole(key)
    rows = Round.objects.filter(campaign=campaign, cadence__asks_check_ins=True)
    return list(rows.filter(pk=number)) if number is not None else []


def every_round(campaign: Campaign, today: date) -> list[Round]:
    rows = Round.objects.filter(
        campaign=campaign, cadence__asks_check_ins=True, starts_on__lte=today
    )
    return list(rows.select_related("cadence").order_by("ends_on", "ordinal", "pk"))


def start_of(key: str) -> date:
    try:
        return date.fromisoformat(key)
    except ValueError:
        raise nothing() from None


def nothing() -> NotFound:
    return NotFound()
