"""Words of forms of offices above: what columns are filled with, why a cell stays empty, how often they are owed."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guatu.core.adopting.layouts import RowMode, Source, Subject
from guatu.sheets.models import HigherForm

SOURCES: Mapping[str, Promise] = {
    Source.NONE: _("Left as it is"),
    Source.BY_HAND: _("Filled in by hand"),
    Source.ORDINAL: _("1, 2, 3 …"),
    Source.NAME: _("Name of the row"),
    Source.HEADING: _("Group of lines"),
    Source.STANDARD: _("Standard of completion"),
    Source.LEADS: _("Units that lead"),
    Source.SUPPORTS: _("Units that support"),
    Source.START: _("Day of the start"),
    Source.DUE: _("Day it is due"),
    Source.STAGE: _("Where it stands in its course"),
    Source.LAMP: _("Its lamp in a word"),
    Source.PROGRESS: _("Share done, as reported"),
    Source.SAID: _("What was said last and approved"),
    Source.PROBLEM: _("What was asked for last"),
    Source.NEXT: _("Next node with its day"),
    Source.AMOUNT_WAN: _("Sum of money in 万元"),
    Source.AMOUNT_YI: _("Sum of money in 亿元"),
    Source.PLACE: _("Where it lies"),
    Source.AS_OF: _("Day of the figures"),
    Source.TARGET: _("Figure owed"),
    Source.ACTUAL: _("Figure reached"),
    Source.DONE: _("Share of the figure reached"),
    Source.DEMANDED: _("Figure that time asks for by now"),
    Source.MEASURE: _("Unit of measure"),
    Source.COUNT: _("How many entries"),
    Source.CLOSED: _("How many are closed"),
    Source.LATE: _("How many are behind or overdue"),
    Source.SHARE: _("Share that is closed"),
}
SUBJECTS: Mapping[str, Promise] = {
    Subject.ENTRIES: _("Entries of ledgers"),
    Subject.TARGETS: _("Figures of targets"),
    Subject.UNITS: _("Units with their sums"),
}
MODES: Mapping[str, Promise] = {
    RowMode.LISTED: _("The form is empty: guatu lists what fits"),
    RowMode.FIXED: _("The form names its rows: each is matched"),
}
GAPS: Mapping[str, Promise] = {
    "by-hand": _("guatu does not hold this: fill it in by hand."),
    "empty": _("Nothing is held for this cell yet: fill it in, or have it reported."),
    "untied": _("Nothing here bears this name: match the row, or fill it in by hand."),
}
RHYTHMS: Mapping[str, Promise] = {
    HigherForm.Rhythm.ONCE: _("Once"),
    HigherForm.Rhythm.WEEK: _("Every week"),
    HigherForm.Rhythm.MONTH: _("Every month"),
    HigherForm.Rhythm.QUARTER: _("Every quarter"),
    HigherForm.Rhythm.HALF_YEAR: _("Every half-year"),
    HigherForm.Rhythm.YEAR: _("Every year"),
}
