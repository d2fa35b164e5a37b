"""Words of adopting an old ledger: what columns hold, why something is asked, what is remarked."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guatu.core.adopting import Meaning, SkipReason
from guatu.sheets.models import Adoption
from guatu.sheets.queries.meant import Remark

MEANINGS: Mapping[str, Promise] = {
    Meaning.NUMBER: _("Number in the list"),
    Meaning.HEADING: _("Group of lines"),
    Meaning.TITLE: _("Title of the entry"),
    Meaning.STANDARD: _("Standard of completion"),
    Meaning.LEAD: _("Units that lead"),
    Meaning.SUPPORT: _("Units that support"),
    Meaning.SUPERVISE: _("Units that supervise"),
    Meaning.LEADER: _("Leaders in charge"),
    Meaning.START: _("Day of the start"),
    Meaning.DUE: _("Day it is due"),
    Meaning.PROGRESS: _("What was reached so far"),
    Meaning.PROBLEM: _("Problems that it names"),
    Meaning.NEXT: _("Steps that come next"),
    Meaning.AMOUNT: _("Sum of money"),
    Meaning.PLACE: _("Where it lies"),
    Meaning.KEEP: _("Kept as it was, beside the entry"),
    Meaning.LEAVE: _("Not taken over"),
}
SKIPS: Mapping[str, Promise] = {
    SkipReason.TOTAL: _("a total"),
    SkipReason.NOTE: _("a note"),
    SkipReason.HEADING: _("a heading of the lines beneath"),
    SkipReason.REPEATED_HEAD: _("the head again"),
    SkipReason.NUMBERS: _("numbers of the columns"),
    SkipReason.OTHER_TABLE: _("another table begins: read it with its own head, after this one"),
    SkipReason.EXAMPLE: _("an example, or how to fill it in"),
}
REMARKS: Mapping[str, Promise] = {
    Remark.NO_LEAD: _("no unit leads: it stays with the campaign's own unit"),
    Remark.LEAD_OTHER: _("names no unit to lead: it stays with the campaign's own unit,"),
    Remark.NO_DUE: _("no due day"),
    Remark.LONG_TITLE: _("title over 300 characters: cut, and kept whole in the standard"),
    Remark.STARTS_LATE: _("starts after it is due: the start is left out"),
    Remark.AMOUNT: _("no sum with a measure: kept as it was"),
    Remark.FIELD: _("does not fit its field: kept as it was"),
    Remark.HIDDEN: _("this row is hidden in the file"),
    Remark.TWICE: _("same title as row"),
    Remark.LEADER: _("no post is known by this name or title:"),
    Remark.NO_RESULT: _("a formula without a result: not taken over,"),
    Remark.LEAD_ABOVE: _("no column names who leads: taken from what stands above the lines,"),
}
WHY: Mapping[str, Promise] = {
    "similar": _("sounds like this unit"),
    "group": _("stands for several units"),
    "none": _("no unit is known by this name"),
    "exact": _("two units bear this name"),
    "alias": _("two units bear this name"),
    "assumed": _("the words do not quite say the day"),
    "lasting": _("goes on without an end: the campaign's last day is proposed, or none"),
    "lasting-start": _(
        "goes on without a beginning: the campaign's first day is proposed, or none"
    ),
    "unread": _("no day can be read from it"),
    "double": _("an entry of this title stands in the ledger already"),
}
STATES: Mapping[str, Promise] = {
    Adoption.State.STAGED: _("waits for your word"),
    Adoption.State.APPLIED: _("made into entries"),
    Adoption.State.UNDONE: _("taken back"),
    Adoption.State.DROPPED: _("put aside"),
}
