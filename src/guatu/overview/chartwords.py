"""The words of the 作战图: ticks, zooms, groups, and what a row says to who does not see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guatu.core.chart import Line, Node, Step, Texts, Zoom
from guatu.core.lamps import Outcome
from guatu.overview.queries.chart import Grouping
from guatu.shell.formatting import MONTHS, day, is_chinese

ZOOMS: Mapping[Zoom, Promise] = {
    Zoom.DAY: gettext_lazy("By day"),
    Zoom.WEEK: gettext_lazy("By week"),
    Zoom.MONTH: gettext_lazy("By month"),
    Zoom.QUARTER: gettext_lazy("By quarter"),
    Zoom.WHOLE: gettext_lazy("Whole course"),
}
GROUPINGS: Mapping[Grouping, Promise] = {
    Grouping.HEADING: gettext_lazy("By heading"),
    Grouping.UNIT: gettext_lazy("By lead unit"),
    Grouping.KIND: gettext_lazy("By ledger"),
}
PAPERS: Mapping[str, Promise] = {
    "A0": gettext_lazy("A0, read at two metres"),
    "A1": gettext_lazy("A1, read at a metre and a half"),
    "A3": gettext_lazy("A3, in the hand"),
}
TEXTS: Mapping[Texts, Promise] = {
    Texts.AUTO: gettext_lazy("As few sheets as say next to everything"),
    Texts.FEWEST: gettext_lazy("As much as fits the fewest sheets"),
    Texts.THREE: gettext_lazy("At most three lines in a cell"),
    Texts.WHOLE: gettext_lazy("Whole texts in every row"),
    Texts.ONE: gettext_lazy("One line of print a row"),
}
OUTCOMES: Mapping[Outcome, Promise] = {
    Outcome.MET: gettext_lazy("milestone met"),
    Outcome.MISSED: gettext_lazy("milestone missed"),
    Outcome.OPEN: gettext_lazy("milestone ahead"),
}
OUTCOME_SIGNS = {Outcome.MET: "◆", Outcome.MISSED: "✕", Outcome.OPEN: "◇"}
QUARTERS = "一二三四"


def tick_word(step: Step, first: date) -> str:
    """Return what a tick is called: 2026年, 三季度, 3月, 3/9, 9."""
    if step is Step.YEAR:
        return f"{first.year}年" if is_chinese() else str(first.year)
    if step is Step.QUARTER:
        quarter = (first.month - 1) // 3
        return f"{QUARTERS[quarter]}季度" if is_chinese() else f"Q{quarter + 1}"
    if step is Step.MONTH:
        return f"{first.month}月" if is_chinese() else MONTHS[first.month - 1]
    if step is Step.WEEK:
        return f"{first.month}/{first.day}"
    return str(first.day)


def short_tick_word(step: Step, first: date) -> str:
    """Return what a tick is called where there is hardly room: 2026, 三季, 3."""
    if step is Step.YEAR:
        return str(first.year)
    if step is Step.QUARTER and is_chinese():
        return f"{QUARTERS[(first.month - 1) // 3]}季"
    return str(first.month) if step is Step.MONTH else tick_word(step, first)


def large_tick_word(step: Step, first: date) -> str:
    """Return what a tick is called where nothing stands over it: months with their year."""
    if step is Step.MONTH:
        month = tick_word(step, first)
        return f"{first.year}年{month}" if is_chinese() else f"{month} {first.year}"
    return tick_word(step, first)


class Telling:
    """Says rows of the picture in words; each day and word is put into the reader's language once."""

    def __init__(self) -> None:
        self.day = lru_cache(maxsize=None)(day)
        self.outcomes = {outcome: str(word) for outcome, word in OUTCOMES.items()}
        self.sep = "；" if is_chinese() else "; "

    def line(self, line: Line) -> str:
        """Return a row in one sentence, for who hears it or reads it on a phone."""
        following = line.next_node()
        parts = [
            line.standing,
            self.time(line),
            *(
                _("%(word)s: %(count)d") % {"word": self.outcomes[outcome], "count": count}
                for outcome, count in counted(line).items()
            ),
            _("next: %(node)s") % {"node": f"{self.day(following.due_on)} {following.title}"}
            if following
            else "",
        ]
        return self.sep.join(part for part in parts if part)

    def time(self, line: Line) -> str:
        """Return from when to when a line runs, and what was said first."""
        if line.starts_on is None and line.due_on is None:
            return _("no date set")
        told = f"{self.day(line.starts_on)} – {self.day(line.due_on)}"
        if line.first_due_on and line.first_due_on != line.due_on:
            moved = _("first due on %(day)s") % {"day": self.day(line.first_due_on)}
            told = f"{told} ({moved})"
        return told

    def node(self, node: Node) -> str:
        return f"{self.day(node.due_on)} {node.title} ({self.outcomes[node.outcome]})"


def counted(line: Line) -> dict[Outcome, int]:
    """Return how many of a line's nodes came out how, without those that did not occur."""
    counts = Counter(node.outcome for node in line.nodes)
    return {outcome: counts[outcome] for outcome in OUTCOMES if counts[outcome]}


def days_over(over: int) -> str:
    """Return how many days something is over, "" where it is not."""
    if over <= 0:
        return ""
    return ngettext("%(days)d day over", "%(days)d days over", over) % {"days": over}
