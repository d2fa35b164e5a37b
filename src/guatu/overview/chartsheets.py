"""The progress chart on sheets: as a file to take along, and for the wall."""

from __future__ import annotations

import base64
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.campaigns.models import Campaign
from guatu.core.chart import (
    DARK,
    LIGHT,
    Look,
    Paper,
    Picture,
    SheetWords,
    Zoom,
    one_sheet,
    sheets_of,
    svg_of,
)
from guatu.core.lamps import Lamp, Outcome
from guatu.overview.chartwords import OUTCOMES, days_over, tick_word
from guatu.shell import lamps
from guatu.shell.formatting import day

A3 = Paper(width=1587, height=1123, size=12)  # landscape at 96 dots an inch
WALL = Paper(
    width=1840, height=860, size=21
)  # what a screen of 1920 × 1080 leaves between head and foot
HEADS: dict[str, Promise] = {
    "lamp": gettext_lazy("Lamp"),
    "title": gettext_lazy("Entry"),
    "unit": gettext_lazy("Lead unit"),
    "leader": gettext_lazy("Leader in charge"),
    "due": gettext_lazy("Due"),
}

LEGEND: dict[str, Promise] = {
    "bar": gettext_lazy("start to due date, the done share filled"),
    "met": OUTCOMES[Outcome.MET],
    "missed": OUTCOMES[Outcome.MISSED],
    "open": OUTCOMES[Outcome.OPEN],
    "over": gettext_lazy("days past the due date"),
    "ghost": gettext_lazy("as first issued"),
    "today": gettext_lazy("today"),
    "flag": gettext_lazy("end of a phase"),
}


def look_on(paper: Paper) -> Look:
    """Return how a picture must be drawn to fit the sheet."""
    return Look(
        zoom=Zoom.WHOLE,
        tick=tick_word,
        undated=_("no date set"),
        narrowest=paper.track_width,
        size=paper.size,
        has_keys=True,
    )


def chart_file(picture: Picture, campaign: Campaign) -> str:
    """Return the whole picture as one SVG document, as wide as an A3 sheet."""
    words = words_of(picture, campaign, str(campaign.title))
    paper = one_sheet(picture, A3, words)
    (sheet,) = sheets_of(picture, paper, words)
    return svg_of(sheet, LIGHT, title=campaign.title)


def wall_sheets(picture: Picture, campaign: Campaign, title: str) -> list[str]:
    """Return the picture's sheets for the wall, each as the address of an image that holds itself.

    They come with the page: a wall whose server is away for a minute goes on showing them.
    """
    words = words_of(picture, campaign, title)
    drawn = (svg_of(sheet, DARK, title=words.title) for sheet in sheets_of(picture, WALL, words))
    return [f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" for svg in drawn]


def words_of(picture: Picture, campaign: Campaign, title: str) -> SheetWords:
    note = _("as of %(day)s") % {"day": day(picture.today, year=True)}
    if campaign.is_simulated:
        note = f"{_('Simulated data')} · {note}"
    return SheetWords(
        title=title,
        notes=(note,),
        heads={name: str(word) for name, word in HEADS.items()},
        lamp=lamp_text,
        by_hand=by_hand_text,
        day=day,
        continued=continued,
        legend={name: str(word) for name, word in LEGEND.items()},
        late=lambda value: days_over((picture.today - value).days),
    )


def lamp_text(lamp: Lamp) -> str:
    return f"{lamps.sign(lamp)} {lamps.word(lamp)}"


def by_hand_text(until: date) -> str:
    return _("set by hand until %(day)s") % {"day": day(until)}


def continued(name: str) -> str:
    return _("%(name)s (continued)") % {"name": name}
