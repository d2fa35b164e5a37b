"""The columns of a sheet of figures: what they are called, and a template with what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.campaigns import wording
from guatu.campaigns.models import Observation
from guatu.campaigns.queries.owed import Owed
from guatu.interchange.templates import Field, Template

WIDTHS = {"indicator": 36, "unit": 22, "target": 18, "reason": 24, "source": 16}
USUAL = 13


class Sheetcolumn(StrEnum):
    """A column, by what stands in it."""

    INDICATOR = "indicator"
    UNIT = "unit"
    TARGET = "target"
    LAST = "last"
    FACET = "facet"
    START = "start"
    AS_OF = "as_of"
    VALUE = "value"
    MEASURE = "measure"
    SOURCE = "source"
    REASON = "reason"
    SURE = "sure"
    KEY = "key"  # hidden: the target
    VERSION = "version"  # hidden: the figure that stood when the template was made


C = Sheetcolumn
TITLES: dict[Sheetcolumn, Promise] = {
    C.INDICATOR: gettext_lazy("Indicator"),
    C.UNIT: gettext_lazy("Unit that owes it"),
    C.TARGET: gettext_lazy("Target"),
    C.LAST: gettext_lazy("Last value"),
    C.FACET: gettext_lazy("Counts"),
    C.START: gettext_lazy("Period from"),
    C.AS_OF: gettext_lazy("As-of day"),
    C.VALUE: gettext_lazy("Figure"),
    C.MEASURE: gettext_lazy("Unit of measure"),
    C.SOURCE: gettext_lazy("Source"),
    C.REASON: gettext_lazy("Reason of a correction"),
    C.SURE: gettext_lazy("Checked twice"),
    C.KEY: gettext_lazy("Key, leave as it is"),
    C.VERSION: gettext_lazy("State, leave as it is"),
}
# what offices call these columns in sheets of their own, and the template's titles in Chinese
ALIASES: dict[Sheetcolumn, tuple[str, ...]] = {
    C.INDICATOR: ("指标", "指标名称"),
    C.UNIT: ("责任单位", "单位", "单位名称"),
    C.FACET: ("数据类型", "计数口径"),
    C.START: ("期间起",),
    C.AS_OF: ("截至日期", "截至", "数据截至"),
    C.VALUE: ("数值", "完成值", "值", "累计完成"),
    C.MEASURE: ("计量单位",),
    C.SOURCE: ("资料来源", "来源", "数据来源"),
    C.REASON: ("更正原因",),
    C.SURE: ("已核对",),
    C.KEY: ("编码（请勿改动）",),
    C.VERSION: ("版本（请勿改动）",),
}
OPEN = frozenset({C.FACET, C.START, C.AS_OF, C.VALUE, C.MEASURE, C.SOURCE, C.REASON, C.SURE})
HIDDEN = frozenset({C.KEY, C.VERSION})
YES = gettext_lazy("yes")


def choices_of(column: Sheetcolumn) -> tuple[str, ...]:
    if column is C.FACET:
        return tuple(str(word) for word in wording.FACETS.values())
    return (str(YES),) if column is C.SURE else ()


def template_of(rows: Sequence[Owed], tab: str) -> Template:
    """Return a workbook with one row a figure that is owed, as far as it is known."""
    return Template(
        tab=tab,
        help=_(
            "Fill in the value of each row; a row without a value says nothing. “%(pending)s” is a "
            "value too."
        )
        % {"pending": _("not yet published")},
        fields=tuple(
            Field(
                title=str(title),
                width=WIDTHS.get(column.value, USUAL),
                is_open=column in OPEN,
                is_hidden=column in HIDDEN,
                choices=choices_of(column),
            )
            for column, title in TITLES.items()
        ),
        rows=tuple(row_of(row) for row in rows),
    )


def row_of(owed: Owed) -> tuple[str, ...]:
    target, facet = owed.target, owed.facet
    texts = {
        C.INDICATOR: target.indicator.name,
        C.UNIT: target.unit.label,
        C.TARGET: target.written,
        C.LAST: wording.figure_text(owed.last) if owed.last else "",
        C.FACET: str(wording.FACETS[facet]),
        C.START: owed.period_start(facet, owed.day).isoformat(),
        C.AS_OF: owed.day.isoformat(),
        C.MEASURE: target.measure or "",
        C.KEY: str(target.pk),
        C.VERSION: version_of(owed.current),
    }
    return tuple(texts.get(column, "") for column in TITLES)


def version_of(row: Observation | None) -> str:
    return str(row.pk) if row is not None else "0"
