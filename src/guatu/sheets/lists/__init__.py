"""Lists that any page may offer as a file: one register, one address, the page's own filters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guatu.campaigns.policies import can_see_targets
from guatu.dispatch.policies import can_see_rounds
from guatu.ledgers.policies import can_open_ledgers
from guatu.sheets.lists.entries import read_entries
from guatu.sheets.lists.others import read_needs, read_problems, read_reports, read_targets
from guatu.sheets.lists.values import Listed, ListSource

__all__ = ["LISTS", "ListSource", "Listed"]

LISTS: dict[str, ListSource] = {
    one.code: one
    for one in (
        ListSource(
            code="entries", label=_("Entries"), policy=can_open_ledgers, read=read_entries
        ),
        ListSource(
            code="targets", label=_("Target figures"), policy=can_see_targets, read=read_targets
        ),
        ListSource(code="needs", label=_("Needs"), policy=can_open_ledgers, read=read_needs),
        ListSource(
            code="problems", label=_("Problems to coordinate"), policy=can_open_ledgers,
            read=read_problems,
        ),
        ListSource(code="reports", label=_("Rounds"), policy=can_see_rounds, read=read_reports),
    )
}  # fmt: skip
