"""Whether a kind would ask for what is held or asked already (S24, principle 2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from guatu.core.kinds.model import Field, FieldType, Filler, KindDefinition

REACHED = re.compile(r"^(?:力争)?(?:完成|实现|达到)(?!率)")
FIGURES = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.SERIES})
# names of what every entry has, by the column that holds it
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("名称", "标题", "事项", "事项名称", "任务名称", "项目名称"),
    "leads": ("牵头单位", "责任单位", "主办单位", "承办单位", "牵头部门", "责任部门"),
    "supports": ("配合单位", "协办单位", "协同单位", "配合部门"),
    "starts": ("开始时间", "开始日期", "启动时间"),
    "due": ("完成时限", "办结时限", "完成时间", "截止时间", "截止日期", "时限"),
    "standard": ("完成标准", "目标要求", "工作要求"),
    "stage": ("当前环节", "所处环节", "当前阶段", "办理状态", "状态"),
    "progress": ("完成进度", "进度", "完成率", "工作进度"),
}
# names of what every report of a round holds
REPORTED = frozenset(
    {
        "进展情况", "工作进展", "本期进展", "本周进展", "本月进展", "最新进展",
        "存在问题", "存在困难", "需协调问题", "需协调事项", "未完成原因",
    }
)  # fmt: skip


class Place(StrEnum):
    """Where a thing is held or asked already."""

    COLUMN = "column"
    REPORT = "report"
    KIND = "kind"
    INDICATOR = "indicator"
    SAME_KIND = "same_kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A field that asks again. `index` is its place among the fields; `where` names what holds it."""

    index: int
    field: Field
    place: Place
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What stands elsewhere: a figure of another kind, or an indicator; `where` is its code."""

    name: str
    measure: str | None
    place: Place
    where: str


def plain_name(name: str) -> str:
    """Return a name without what tells nothing apart: width, blanks, brackets with a measure."""
    text = unicodedata.normalize("NFKC", name).casefold()
    head, bracket, _rest = text.partition("(")
    return "".join((head if bracket else text).split()).strip("、,.:")


def figure_name(name: str) -> str:
    """Return the plain name of a figure without the word that says it is reached (完成技改投资)."""
    text = plain_name(name)
    rest = REACHED.sub("", text, count=1)
    return rest if len(rest) > 1 else text


def figures_asked(definition: KindDefinition, where: str) -> Iterator[Held]:
    """Give the figures that the lead units of a kind's entries fill in."""
    for field in definition.fields:
        if field.type in FIGURES and field.filled_by is Filler.UNIT:
            yield Held(
                name=figure_name(field.name.zh),
                measure=field.measure,
                place=Place.KIND,
                where=where,
            )


def clashes(definition: KindDefinition, held: Collection[Held]) -> list[Clash]:
    """Return the fields that ask for what is held or asked already, in their order.

    A field repeats a column of every entry or a part of every report by its name alone, whoever
    fills it; a figure that units fill repeats one of `held` by its name and measure. Two fields of
    one name in one kind repeat each other.

    Parameters
    ----------
    definition : KindDefinition
        The kind as it shall be.
    held : Collection of Held
        Figures that other kinds and indicators ask of units; not those of this kind.

    Returns
    -------
    list of Clash
        Empty if nothing is asked twice.
    """
    found = []
    known = {(one.name, one.measure): one for one in held}
    seen: dict[str, Field] = {}
    for index, field in enumerate(definition.fields):
        name = plain_name(field.name.zh)
        clash = standing_place(name, definition)
        if clash is None and name in seen:
            clash = (Place.SAME_KIND, seen[name].key)
        if clash is None and field.type in FIGURES and field.filled_by is Filler.UNIT:
            other = known.get((figure_name(name), field.measure))
            clash = (other.place, other.where) if other else None
        if clash is not None:
            found.append(Clash(index=index, field=field, place=clash[0], where=clash[1]))
        seen[name] = field
    return found


def standing_place(name: str, definition: KindDefinition) -> tuple[Place, str] | None:
    """Return which column or part of a report already has a thing of this name."""
    column = next((code for code, names in COLUMNS.items() if name in names), None)
    if column is not None:
        return Place.COLUMN, column
    return (Place.REPORT, name) if definition.is_reported and name in REPORTED else None
