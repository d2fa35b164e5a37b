"""Tables of worklists: the weeks of leading posts, and the key work of months."""

from guatu.worklists.models.months import KeyWork, KeyWorkStep, MonthList
from guatu.worklists.models.weeks import ItemStep, ListSetting, WeekItem, WeekList

__all__ = [
    "ItemStep",
    "KeyWork",
    "KeyWorkStep",
    "ListSetting",
    "MonthList",
    "WeekItem",
    "WeekList",
]
