"""Words of directives: names, states, sources, steps, colours with their marks."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.core.directives import Colour
from guatu.supervision.models import Directive, DirectiveEscalation, DirectiveStep

State = Directive.State
Source = Directive.Source
Act = DirectiveStep.Act
Method = DirectiveStep.Method
Cause = DirectiveEscalation.Cause

STATES: Mapping[str, Promise] = {
    State.ISSUED: gettext_lazy("To be signed for"),
    State.SIGNED: gettext_lazy("Signed for, not begun"),
    State.WORKING: gettext_lazy("At work"),
    State.REPLIED: gettext_lazy("Waits for the check"),
    State.RETURNED: gettext_lazy("Returned"),
    State.CLOSED: gettext_lazy("Closed"),
    State.WITHDRAWN: gettext_lazy("Taken back"),
}
SOURCES: Mapping[str, Promise] = {
    Source.LAMP: gettext_lazy("A lamp"),
    Source.MEETING: gettext_lazy("A meeting's decision"),
    Source.LEADER: gettext_lazy("A leader's note"),
    Source.INSPECTION: gettext_lazy("An inspection"),
    Source.PLAN: gettext_lazy("A clause of the plan"),
    Source.OTHER: gettext_lazy("Other"),
}
ACTS: Mapping[str, Promise] = {
    Act.ISSUE: gettext_lazy("Issued"),
    Act.SIGN: gettext_lazy("Signed for"),
    Act.SPLIT: gettext_lazy("Split down"),
    Act.START: gettext_lazy("Work begun"),
    Act.REPLY: gettext_lazy("Answered on the way"),
    Act.FINISH: gettext_lazy("Reported as finished"),
    Act.RETURN: gettext_lazy("Returned"),
    Act.ASK: gettext_lazy("Another day asked for"),
    Act.EXTEND: gettext_lazy("Another day given"),
    Act.REFUSE: gettext_lazy("Another day refused"),
    Act.CLOSE: gettext_lazy("Checked and closed"),
    Act.WITHDRAW: gettext_lazy("Taken back"),
    Act.REOPEN: gettext_lazy("Opened again"),
    Act.ESCALATE: gettext_lazy("Put before the leader in charge"),
    Act.PASS: gettext_lazy("Passed to the unit's successor"),
}
METHODS: Mapping[str, Promise] = {
    Method.DOCUMENTS: gettext_lazy("By documents"),
    Method.ON_SITE: gettext_lazy("On the spot"),
    Method.SAMPLE: gettext_lazy("By sample"),
}
# marks of their own: a directive's colour is not a lamp
MARKS: Mapping[Colour, str] = {
    Colour.CALM: "",
    Colour.NEAR: "◇",
    Colour.BEHIND: "△",
    Colour.OVERDUE: "□",
}
COLOURS: Mapping[Colour, Promise] = {
    Colour.CALM: gettext_lazy("In time"),
    Colour.NEAR: gettext_lazy("Blue: near its limit"),
    Colour.BEHIND: gettext_lazy("Yellow: behind"),
    Colour.OVERDUE: gettext_lazy("Red: overdue"),
}
TIMES: tuple[tuple[str, Promise], ...] = (
    ("issued_at", gettext_lazy("Issued")),
    ("signed_at", gettext_lazy("Signed for")),
    ("split_at", gettext_lazy("Split down")),
    ("started_at", gettext_lazy("Work begun")),
    ("reported_at", gettext_lazy("Reported")),
    ("finished_at", gettext_lazy("Finished")),
    ("closed_at", gettext_lazy("Closed")),
)


SECTIONS: Mapping[str, Promise] = {
    "overdue": gettext_lazy("Overdue"),
    "today": gettext_lazy("Due by tonight"),
    "soon": gettext_lazy("Within three days"),
    "rest": gettext_lazy("Later"),
    "check": gettext_lazy("To be checked"),
    "closed": gettext_lazy("Closed or taken back"),
}
GROUPINGS: Mapping[str, Promise] = {
    "limit": gettext_lazy("By limit"),
    "unit": gettext_lazy("By unit"),
    "source": gettext_lazy("By source"),
}


def name_of(row: Directive) -> str:
    """Return how a directive is called: by its year and number; no document number (T16)."""
    told = {"year": row.year, "number": row.number, "part": row.part}
    if row.part:
        return _("Directive %(year)d no. %(number)d, part %(part)s") % told
    return _("Directive %(year)d no. %(number)d") % told
