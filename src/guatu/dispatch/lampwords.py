"""Rules and their parameters in words, for the pages of lamp rules."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.core.lamps import Parameter, Rule

SHARES = frozenset({"gap", "short", "share"})  # in thousandths; people write per cent
TEN = 10
SAYINGS: Mapping[str, Promise] = {
    "done": gettext_lazy("The entry is closed."),
    "pending": gettext_lazy("Its day is over, and the figure that decides is not yet published."),
    "overdue": gettext_lazy("Its day is over and it is not closed."),
    "not_started": gettext_lazy("Its first day lies ahead and nothing was reported."),
    "missed_milestones": gettext_lazy("So many milestones in a row were missed:"),
    "behind_pace": gettext_lazy("Progress lies behind what time asks for, by points:"),
    "stalled": gettext_lazy("So many reports in a row said that nothing is new:"),
    "due_soon": gettext_lazy("At most so many days are left:"),
    "unreported": gettext_lazy("So many closed rounds in a row got no report:"),
    "not_begun": gettext_lazy("Nothing was ever reported and no stage was passed."),
    "start_missed": gettext_lazy("Not begun, with so many months over, the planned one included:"),
    "payment_behind": gettext_lazy("At the end of last month less was paid than planned, by per cent:"),
    "late_in_statistics": gettext_lazy("Not in the statistics, more than so many months after the start:"),
    "month_missing": gettext_lazy("So many reports of last month never came:"),
    "month_late": gettext_lazy("So many reports of last month came after the close:"),
    "low_progress": gettext_lazy("Less of the whole is done than, in per cent:"),
    "finished": gettext_lazy("All is done, and it waits to be accepted."),
    "poor_quality": gettext_lazy("The newest report was sent back so many times:"),
    "stage_limit": gettext_lazy("The limit of its stage was passed so many days ago:"),
    "limit_soon": gettext_lazy("Until the limit of its stage at most so many days are left:"),
    "on_pace": gettext_lazy("No rule above applies."),
}  # fmt: skip


def saying(rule: str) -> str:
    """Return when a rule applies; a number follows where the sentence ends in a colon."""
    return str(SAYINGS[rule])


def written(parameter: Parameter, value: int) -> str:
    """Return a parameter's value as people write it: 100 thousandths are 10."""
    if parameter.name not in SHARES:
        return str(value)
    text = f"{Decimal(value) / TEN:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def numbers(rule: Rule) -> str:
    """Return the numbers of a rule; `saying` names what they count."""
    return "、".join(written(one, rule.parameters[one.name]) for one in rule.kind.parameters)


class WrongNumber(ValueError):  # noqa: N818 named by what was typed
    """What was typed is no number that the parameter takes; the message says which are."""


def read_number(parameter: Parameter, text: str) -> int:
    """Return the value of a parameter from what was typed.

    Raises
    ------
    WrongNumber
        If it is none, not exact enough, or out of bounds.
    """
    factor = TEN if parameter.name in SHARES else 1
    try:
        value = Decimal(text.strip()) * factor
    except InvalidOperation as error:
        raise WrongNumber(bounds(parameter)) from error
    is_whole = value.is_finite() and value == value.to_integral_value()
    if not is_whole or not parameter.least <= value <= parameter.most:
        raise WrongNumber(bounds(parameter))
    return int(value)


def bounds(parameter: Parameter) -> str:
    if parameter.name in SHARES:
        return _("Write a number from %(least)s to %(most)s, with at most one decimal.") % {
            "least": written(parameter, parameter.least),
            "most": written(parameter, parameter.most),
        }
    return _("Write a whole number from %(least)s to %(most)s.") % {
        "least": parameter.least,
        "most": parameter.most,
    }
