"""What the wall charts say around their rows: title, heads, of when the data are, the legend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guatu.campaigns.models import Campaign
from guatu.core.chart import SheetWords
from guatu.core.lamps import Lamp
from guatu.dispatch.models import Round
from guatu.dispatch.queries.pasts import record_end
from guatu.overview.chartsheets import LEGEND, by_hand_text, continued, lamp_text
from guatu.overview.charttyping import code_of
from guatu.overview.chartwords import days_over
from guatu.overview.needwords import SORT_WORDS
from guatu.shell.formatting import day, is_chinese, moment

HASH = 16  # hexadecimal digits that are printed of the record's head
HEADS: Mapping[str, Promise] = {
    "lamp": gettext_lazy("Lamp"),
    "title": gettext_lazy("What is to be done"),
    "standard": gettext_lazy("Standard"),
    "measures": gettext_lazy("Measures"),
    "unit": gettext_lazy("Lead unit"),
    "owner": gettext_lazy("Responsible"),
    "due": gettext_lazy("Due"),
    "standing": gettext_lazy("Stage"),
    "next": gettext_lazy("Next node"),
}


class Chart(StrEnum):
    """Which of the two pictures."""

    PROGRESS = "progress"
    SUPPORT = "support"


TITLES: Mapping[Chart, Promise] = {
    Chart.PROGRESS: gettext_lazy("Progress chart"),
    Chart.SUPPORT: gettext_lazy("Guarantee chart"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What sheets are of: `unseen` lines are not for the reader, `address` is what the code opens.

    `totals` is the number of lines by lamp, `past` the frozen round, `more` further notes.
    """

    campaign: Campaign
    chart: Chart
    now: datetime
    today: date
    unseen: int = 0
    address: str = ""
    totals: Mapping[Lamp, int] = field(default_factory=dict)
    past: Round | None = None
    more: tuple[str, ...] = ()
    of: str = ""  # what the campaign was called, where that is not what it is called

    @property
    def title(self) -> str:
        return f"{self.of or self.campaign.title} {TITLES[self.chart]}"


def words_on(said: Saying) -> SheetWords:
    """Return what the sheets say around their rows."""
    heads = HEADS if said.chart is Chart.PROGRESS else {**HEADS, **SORT_WORDS}
    return SheetWords(
        title=said.title,
        notes=(*notes_on(said), *said.more),
        heads={name: str(word) for name, word in heads.items()},
        # a fitting asks for the same ones many times
        lamp=lru_cache(maxsize=None)(lamp_text),
        by_hand=by_hand_text,
        day=lru_cache(maxsize=None)(paper_day),
        continued=continued,
        legend=legend_on(said.chart, said.past),
        page=page_text,
        totals=said.totals,
        others="等" if is_chinese() else " …",
        late=lru_cache(maxsize=None)(lambda value: days_over((said.today - value).days)),
        cut=_("…: not printed whole"),
        code=code_of(said.address) if said.address else (),
    )


def notes_on(said: Saying) -> tuple[str, ...]:
    """Return of when the data are, and where the record ended then, so that paper can be checked.

    A frozen round names the act that froze it: each print of it says the same.
    """
    first = (
        _("Data of round no. %(number)d (to %(day)s), frozen %(moment)s")
        % {
            "number": said.past.ordinal,
            "day": day(said.past.ends_on, year=True),
            "moment": moment(said.past.frozen_at),
        }
        if said.past
        else _("Data as of %(moment)s, not frozen") % {"moment": moment(said.now)}
    )
    if said.campaign.is_simulated:
        first = f"{_('Simulated data')} · {first}"
    if said.unseen:
        first = f"{first} · {part_text(said.unseen)}"
    if (end := record_end(said.past)) is None:
        return (first,)
    number, whole = end
    record = _("Record no. %(number)d, %(hash)s") % {"number": number, "hash": whole[:HASH]}
    return first, record


def part_text(unseen: int) -> str:
    return ngettext(
        "without %(num)d entry that the reader does not see",
        "without %(num)d entries that the reader does not see",
        unseen,
    ) % {"num": unseen}


def legend_on(chart: Chart, past: Round | None) -> dict[str, str]:
    if chart is Chart.SUPPORT:
        return {
            "text": _("→ who clears it, and by when; overdue ones stand out"),
            "unnamed": _("(open): nobody is named to clear it, nor a day"),
        }
    legend = {name: str(word) for name, word in LEGEND.items()}
    if past is not None:
        legend["today"] = _("last day of the round")
    return legend | {
        "star": _("* lamp set by hand"),
    }


def paper_day(value: date | None) -> str:
    """Return a day as it stands in a narrow column: 6月30日, in another year 2027.6.30."""
    if value is None:
        return _("no date set") if is_chinese() else "—"  # four signs, or far too many
    if value.year == timezone.localdate().year:
        return day(value)
    return f"{value.year}.{value.month}.{value.day}"


def page_text(number: int, count: int) -> str:
    return _("Sheet %(number)d of %(count)d") % {"number": number, "count": count}
