"""The words of versions: relations and their grounds, fields that differ, choices, sources."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.core.planreading.compare.kin import Ground, Kin, Suggestion
from guatu.planning import wording
from guatu.planning.fields import day
from guatu.shell import formatting

KINS = {
    Kin.CORRECTION.value: gettext_lazy("A corrected version of it"),
    Kin.SUCCESSOR.value: gettext_lazy("The following year's plan of the same series"),
    Kin.SPECIAL.value: gettext_lazy("A special plan under it (1+N)"),
    Kin.SAME.value: gettext_lazy("The same plan out of another file: throw this one away"),
    Kin.NONE.value: gettext_lazy("A plan of its own"),
}
SAID = {
    Kin.CORRECTION.value: gettext_lazy("Corrects “%(title)s”"),
    Kin.SUCCESSOR.value: gettext_lazy("Follows “%(title)s”"),
    Kin.SPECIAL.value: gettext_lazy("Special plan under “%(title)s”"),
}
GROUNDS = {
    Ground.TITLE: gettext_lazy("nearly the same title"),
    Ground.ISSUER: gettext_lazy("the same issuer"),
    Ground.NAMES_IT: gettext_lazy("its text names that plan"),
    Ground.SAYS_CORRECTED: gettext_lazy("its title says that it is a correction"),
    Ground.SAYS_SPECIAL: gettext_lazy("its title says that it is a special plan"),
}
FIELDS = {
    "title": gettext_lazy("Title"),
    "standard": gettext_lazy("Standard of completion"),
    "lead": gettext_lazy("Lead units"),
    "support": gettext_lazy("Support units"),
    "leaders": gettext_lazy("Leaders in charge"),
    "deadline": gettext_lazy("Due"),
    "origin": gettext_lazy("Where it comes from"),
    "indicator": gettext_lazy("What is measured"),
    "op": gettext_lazy("Binds as"),
    "value": gettext_lazy("Figure"),
    "value_high": gettext_lazy("Upper end of a range"),
    "unit": gettext_lazy("Unit of measure"),
    "growth": gettext_lazy("A growth rate"),
    "name": gettext_lazy("Name"),
    "investment_yi": gettext_lazy("Investment (亿元)"),
    "area_mu": gettext_lazy("Land (亩)"),
    "stage": gettext_lazy("What the plan wants of it"),
    "start": gettext_lazy("First day"),
    "end": gettext_lazy("Last day"),
    "event": gettext_lazy("What is done"),
    "every": gettext_lazy("How often"),
    "owner": gettext_lazy("Owed by"),
}
OUTCOMES = {
    "same": gettext_lazy("unchanged"),
    "changed": gettext_lazy("changed"),
    "removed": gettext_lazy("no longer named"),
    "added": gettext_lazy("new in this plan"),
    "moved": gettext_lazy("moved"),
}
CHOICES = {
    "none": "",
    "pending": gettext_lazy("waits for your word"),
    "take": gettext_lazy("new values taken"),
    "keep": gettext_lazy("stays as it stands"),
    "both": gettext_lazy("both stand"),
    "withdraw": gettext_lazy("no longer asked"),
    "same_line": gettext_lazy("the same line"),
    "part": gettext_lazy("a part of that line"),
    "new_line": gettext_lazy("a line of its own"),
}
ACTS = {
    "take": gettext_lazy("Take what is ticked"),
    "keep": gettext_lazy("Leave it as it stands"),
    "both": gettext_lazy("Keep both"),
    "withdraw": gettext_lazy("Ask no more for it"),
    "same_line": gettext_lazy("The same line"),
    "part": gettext_lazy("A part of it"),
    "new_line": gettext_lazy("A line of its own"),
}
ORDER = tuple(ACTS)
RELATIONS = {
    "restated": gettext_lazy("says the same"),
    "earlier": gettext_lazy("earlier wording, since replaced"),
    "differs": gettext_lazy("says otherwise; the line was left as it is"),
    "special": gettext_lazy("special plan that names the same line"),
}


def ground(code: Ground, value: str) -> str:
    if code is Ground.WORDS:
        return _("%(percent)s%% of the words are the same") % {"percent": value}
    if code is Ground.YEARS:
        return _("another year: %(years)s") % {"years": value}
    return str(GROUNDS[code])


def grounds(suggestion: Suggestion) -> list[str]:
    return [ground(code, value) for code, value in suggestion.grounds]


def value(field: str, written: str) -> str:
    """Return a compared field as a person reads it."""
    if not written:
        return "—"
    known: Mapping[str, object] = {
        "op": wording.OPS,
        "every": wording.EVERY,
        "origin": wording.ORIGINS,
    }.get(field, {})
    if known:
        return str(known.get(written, written))
    if field == "growth":
        return _("yes")
    if field in {"deadline", "start", "end"} and (found := day(written)) is not None:
        return formatting.day(found, year=True)
    return written
