"""Words for bulletins: their sorts and states, what is wrong with a template or a file."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.core.official.fields import Fault, TemplateFault
from guatu.paper.models import Bulletin, Sort

SORTS: Mapping[str, Promise] = {
    Sort.DISPATCH.value: gettext_lazy("Circular of a round"),
    Sort.SPECIAL.value: gettext_lazy("Special report"),
    Sort.MONTHLY.value: gettext_lazy("Circular of a month"),
    Sort.ANNUAL.value: gettext_lazy("Summary of a year"),
}
STATES: Mapping[str, Promise] = {
    Bulletin.State.DRAFT.value: gettext_lazy("Being drafted"),
    Bulletin.State.SUBMITTED.value: gettext_lazy("Handed in for approval"),
    Bulletin.State.DROPPED.value: gettext_lazy("Dropped"),
}
FAULTS: Mapping[Fault, Promise] = {
    Fault.UNKNOWN: gettext_lazy("There is no field 〔%(name)s〕."),
    Fault.NOT_HERE: gettext_lazy("The field 〔%(name)s〕 belongs to another sort of paper."),
    Fault.UNCLOSED: gettext_lazy("A bracket 〔 or 〕 has no other half."),
    Fault.BRACKETS: gettext_lazy("A field stands in the brackets 〔〕: write 〔%(name)s〕."),
    Fault.NOT_ALONE: gettext_lazy("The field 〔%(name)s〕 is several paragraphs: it needs a line of its own."),
    Fault.MISSING: gettext_lazy("The field 〔%(name)s〕 must stand somewhere in the text."),
    Fault.EMPTY: gettext_lazy("The template has no text."),
}  # fmt: skip


def fault_text(one: TemplateFault) -> str:
    """Return a fault with its place and, of a name that was misspelt, what may be meant."""
    said = str(FAULTS[one.code]) % {"name": one.name}
    if one.meant:
        meant = _("Did you mean 〔%(name)s〕?") % {"name": one.meant}
        said = f"{said} {meant}"
    if one.code is Fault.MISSING:
        return said
    place = (
        _("Title, character %(column)d:") % {"column": one.column}
        if one.line == 0
        else _("Line %(line)d, character %(column)d:") % {"line": one.line, "column": one.column}
    )
    return f"{place} {said}"
