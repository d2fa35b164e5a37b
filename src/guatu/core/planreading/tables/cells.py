"""Figures in the cells of a table: sentences, bare values, values of the past."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from guatu.core.planreading.amounts import Refused
from guatu.core.planreading.lexicon import verbs
from guatu.core.planreading.model import DraftFact, DraftTarget, Evidence, UnusedReason
from guatu.core.planreading.outline import Node, Outline, Role
from guatu.core.planreading.tables.grid import Place
from guatu.core.planreading.tables.heads import Head
from guatu.core.planreading.tables.setting import (
    Setting,
    Yield,
    end_of_year,
    items_of,
    numbers_in,
)
from guatu.core.planreading.targets import Reader, read_quantities
from guatu.core.text.quantities import Quantity, find_quantities

_LONGEST_QUOTE = 60
_SHORTEST_NAME = 2
_AROUND = re.compile(
    r"(?:全年|年内|完成|达到|达|实现|新增|共|力争|确保|为|约|增长|同比|提高|提升|控制在|保持在|[,。;:\s、])*"
)
_GROWTH = re.compile("增长|增速|增幅|同比|递增|提高|提升")
_NAME_GROWTH = re.compile("(?:同比)?(?:年均)?(?:增速|增幅|增长率|增长)$")
_RANK_ONLY = re.compile(
    "(?:其中)?(?:国家|省|市|县|区|部)级(?:及?以上)?|.{0,6}以[上下内]|其中.{0,8}"
)
_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]$")


@dataclass(slots=True, kw_only=True)
class CellReader:
    """Reads each cell once, however many rows it is merged over."""

    setting: Setting
    found: Yield
    taken: list[tuple[int, int]] = field(default_factory=list)  # amounts that projects hold
    seen: set[int] = field(default_factory=set)

    def read_words(self, place: Place, *, name: str, deadline: date | None) -> None:
        """Read the figures that the sentences of a cell promise or tell."""
        if self._once(place):
            self._read_sentences(place, name=name, deadline=deadline, role=Role.WORK)

    def read_goal(self, place: Place, head: Head, *, name: str, deadline: date | None) -> None:
        """Read a cell beneath 目标: a bare value, or sentences with figures."""
        if not self._once(place):
            return
        quantity = self._bare(place, measure=head.measure)
        if quantity is None:
            self._read_sentences(place, name=name, deadline=deadline, role=Role.TARGETS)
            return
        self.add_target(
            Value(place=place, quantity=quantity, name=name, growth=is_growth(place.text)),
            deadline=deadline or self.default_deadline(head),
        )

    def read_past(self, place: Place, head: Head, *, name: str, measure: str | None = None) -> None:
        """Read a cell beneath 上年完成: what was, as a fact."""
        if not self._once(place):
            return
        quantity = self._bare(place, measure=measure or head.measure)
        if quantity is not None:
            self.add_fact(Value(place=place, quantity=quantity, name=name))

    def default_deadline(self, head: Head) -> date | None:
        """Give the end of the year that the head names, or of the plan's year."""
        return end_of_year(head.year) or self.setting.year_end or end_of_year(self.setting.year)

    def add_target(self, value: Value, *, deadline: date | None) -> None:
        """Keep a value that somebody owes."""
        quantity, growth = value.quantity, value.growth
        name = _NAME_GROWTH.sub("", value.name) or value.name
        growth = growth or name != value.name
        self.found.targets.append(
            DraftTarget(
                evidence=self._evidence(value, reasons=("table-value",)),
                indicator=self.setting.source.restored(name),
                op=quantity.op,
                value=quantity.value,
                value_high=quantity.value_high,
                unit=quantity.unit,
                growth=growth and quantity.unit in {"%", "‰", "番", "个百分点"},
                deadline=deadline,
            )
        )
        self.found.use(value.place)

    def add_fact(self, value: Value) -> None:
        """Keep a value that is or was."""
        quantity = value.quantity
        self.found.facts.append(
            DraftFact(
                evidence=self._evidence(value, reasons=("table-past",)),
                indicator=self.setting.source.restored(value.name),
                value=quantity.value,
                value_high=quantity.value_high,
                unit=quantity.unit,
            )
        )
        self.found.use(value.place)

    def _evidence(self, value: Value, *, reasons: tuple[str, ...]) -> Evidence:
        start, end = value.place.start, value.place.end
        named = value.named
        if named is not None and named.start < start and end - named.start <= _LONGEST_QUOTE:
            start = named.start
        return self.setting.source.cite(start, end, confidence=0.88, reasons=reasons)

    def _full_name(self, indicator: str, row: str) -> str:
        """Add what the row is about to a figure that only says of which rank it is: 省级以上."""
        if not _names(indicator):
            return row
        if _RANK_ONLY.fullmatch(indicator):
            return self.setting.source.restored(f"{row}({indicator})")
        return indicator

    def _once(self, place: Place) -> bool:
        if place.start in self.seen:
            return False
        self.seen.add(place.start)
        return True

    def _bare(self, place: Place, *, measure: str | None) -> Quantity | None:
        return bare_value(place.text, measure=measure or self.setting.measure)

    def _read_sentences(
        self, place: Place, *, name: str, deadline: date | None, role: Role
    ) -> None:
        setting = self.setting
        node = Node(
            form="",
            rank=0,
            number="",
            start=0,
            text_start=0,
            end=len(setting.source.text),
            role=role,
        )
        reader = Reader(
            source=setting.source,
            outline=Outline(nodes=(node,), body=()),
            year=setting.year,
            year_end=setting.year_end,
            taken=self.taken,
        )
        for mark in numbers_in(setting.source, place):
            self.found.refused.append(
                Refused(start=mark[0], end=mark[1], reason=UnusedReason.NUMBERING)
            )
        ledger = read_quantities(reader, items_of(setting.source, place))
        self.found.facts += ledger.facts
        self.found.used += ledger.used
        self.found.refused += ledger.refused
        for target in ledger.targets:
            named = replace(target, indicator=self._full_name(target.indicator, name))
            is_default = named.deadline in {None, setting.year_end}
            limit = deadline if is_default and deadline else named.deadline
            self.found.targets.append(replace(named, deadline=limit))


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A quantity in a cell with the name of what it counts, and the cell that names it."""

    place: Place
    quantity: Quantity
    name: str
    growth: bool = False
    named: Place | None = None


def _names(indicator: str) -> bool:
    return len(indicator) > _SHORTEST_NAME and indicator not in verbs.PROMISE


def is_growth(text: str) -> bool:
    """Tell a value that says how much more, not how much."""
    return bool(_GROWTH.search(text))


def bare_value(text: str, *, measure: str | None) -> Quantity | None:
    """Read a cell that holds one value and nothing else; a plain number counts the measure given.

    Parameters
    ----------
    text : str
        The words of the cell in folded writing.
    measure : str or None
        What the head, a column of measures or a note says that numbers count.

    Returns
    -------
    Quantity or None
        None where the cell holds words of its own, several values, or none.
    """
    quantities = find_quantities(text)
    if len(quantities) != 1:
        return None
    quantity = quantities[0]
    rest = text[: quantity.start] + text[quantity.end :]
    if not _AROUND.fullmatch(_BRACKET.sub("", rest)):
        return None
    if quantity.unit is None and measure:
        counted = find_quantities(
            text[: quantity.number_end] + measure + text[quantity.number_end :]
        )
        if len(counted) == 1:
            return counted[0]
        return replace(quantity, unit=measure)
    return quantity
