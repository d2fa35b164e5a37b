"""What of an issued line is changed by an adjustment alone (T12), and not by an edit of the office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from guatu.campaigns.models import Validity
from guatu.ledgers.models import Entry
from guatu.planning.queries.approvers import approvers_of
from guatu.shell.errors import InvalidState


def keep_due_day(entry: Entry, columns: Mapping[str, Any]) -> None:
    """Refuse to put off by an edit what a leader approved: that needs the same leader's word.

    A line not in force yet is still being settled with its units.
    """
    if entry.validity != Validity.IN_FORCE or "due_on" not in columns or entry.due_on is None:
        return
    due_on = columns["due_on"]
    is_put_off = due_on is None or due_on > entry.due_on
    if is_put_off and approvers_of(entry).post_ids:
        raise InvalidState(
            _("A leader approved this due day. Ask for an adjustment to put it off.")
        )
