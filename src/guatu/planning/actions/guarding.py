"""What of an approved line is changed by an adjustment alone (T12), and not by an edit of the office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from guatu.ledgers.models import Entry
from guatu.planning.lines import LEADS, lead_ids
from guatu.planning.models import IssuanceLine, StepCode
from guatu.planning.queries.approvers import approvers_of
from guatu.shell.errors import InvalidState

APPROVED = ("standard", "amount_fen", LEADS)  # beside the due day: what 调增, 调减 and 调出 change


def keep_approved(entry: Entry, columns: Mapping[str, Any]) -> None:
    """Refuse to change by an edit what a leader approved, or what lies before the leader now.

    Giving a value where there was none, and an earlier day, are the office's own. A line not
    submitted yet is still being settled with its units.
    """
    is_put_off = puts_off(entry, columns)
    is_other = any(replaces(entry, name, columns[name]) for name in APPROVED if name in columns)
    if not is_put_off and not is_other:
        return
    if IssuanceLine.objects.filter(entry=entry, issuance__state=StepCode.SUBMIT).exists():
        raise InvalidState(_("The line lies before the leader: take the list back first."))
    approvers = approvers_of(entry)
    if approvers.office_path:  # taken on from above; the unit below fills in its own part
        if is_put_off:
            raise InvalidState(
                _("This day was set above. Ask for an adjustment, which is decided there.")
            )
    elif approvers.post_ids and is_put_off:
        raise InvalidState(
            _("A leader approved this due day. Ask for an adjustment to put it off.")
        )
    elif approvers.post_ids:
        raise InvalidState(_("A leader approved this line. Ask for an adjustment to change it."))


def puts_off(entry: Entry, columns: Mapping[str, Any]) -> bool:
    if "due_on" not in columns or entry.due_on is None:
        return False
    due_on = columns["due_on"]
    return due_on is None or due_on > entry.due_on


def replaces(entry: Entry, name: str, value: Any) -> bool:
    """Say whether a value that stood would go."""
    standing = lead_ids(entry) if name == LEADS else getattr(entry, name)
    return standing not in (None, "") and standing != value
