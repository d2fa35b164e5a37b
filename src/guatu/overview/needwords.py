"""The words of the 作战保障图: sorts of needs, their states, their figures."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.ledgers.models import Need
from guatu.overview.queries.securing import PROBLEM, Wanting
from guatu.shell.formatting import number

SORT_WORDS: Mapping[str, Promise] = {
    Need.Sort.LAND: gettext_lazy("Land asked for"),
    Need.Sort.ENERGY: gettext_lazy("Energy asked for"),
    Need.Sort.FUNDS: gettext_lazy("Funds asked for"),
    Need.Sort.APPROVAL: gettext_lazy("Approvals asked for"),
    Need.Sort.OTHER: gettext_lazy("Other needs"),
    PROBLEM: gettext_lazy("Problems reported"),
}
STATE_WORDS: Mapping[str, Promise] = {
    Need.State.OPEN: gettext_lazy("To be cleared"),
    Need.State.GRANTED: gettext_lazy("Granted"),
    Need.State.PARTLY: gettext_lazy("Granted in part"),
    Need.State.REFUSED: gettext_lazy("Not granted"),
    Need.State.WITHDRAWN: gettext_lazy("Taken back"),
}


def figure_text(row: Wanting) -> str:
    """Return what was asked and what of it was granted: 120 亩, of it 80 granted."""
    if row.asked is None:
        return ""
    asked = f"{number(row.asked)} {row.measure}".strip()
    if row.granted is None:
        return asked
    return _("%(asked)s, granted %(granted)s") % {"asked": asked, "granted": number(row.granted)}
