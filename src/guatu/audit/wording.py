"""Findings and acts in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.audit.acts import field_label
from guatu.core.chain import Fault, Finding, Part

SENTENCES: dict[tuple[Part, Fault], Promise] = {
    (Part.EVENT, Fault.CHANGED): gettext_lazy("Act %(acts)s was changed: %(what)s."),
    (Part.EVENT, Fault.REMOVED): gettext_lazy("Act %(acts)s was removed."),
    (Part.EVENT, Fault.INSERTED): gettext_lazy("Act %(acts)s was put in later."),
    (Part.EVENT, Fault.MOVED): gettext_lazy(
        "Act %(acts)s was moved: it was recorded as number %(belongs)s."
    ),
    (Part.EVENT, Fault.DUPLICATE): gettext_lazy("There is more than one act %(acts)s."),
    (Part.EVENT, Fault.CUT_TAIL): gettext_lazy(
        "The end of the record was cut off: act %(acts)s was there when the head was kept."
    ),
    (Part.EVENT, Fault.RESTAMPED): gettext_lazy(
        "The record up to act %(last)s is not the one whose head was kept: it was computed anew, "
        "or the head is of another installation."
    ),
    (Part.CHANGE, Fault.CHANGED): gettext_lazy(
        "Act %(acts)s, change %(ordinal)s was changed: %(what)s."
    ),
    (Part.CHANGE, Fault.REMOVED): gettext_lazy("Act %(acts)s, change %(ordinal)s was removed."),
    (Part.CHANGE, Fault.INSERTED): gettext_lazy(
        "Act %(acts)s, change %(ordinal)s was put in later."
    ),
    (Part.CHANGE, Fault.MOVED): gettext_lazy(
        "Act %(acts)s, change %(ordinal)s was moved: it was recorded as change %(belongs)s."
    ),
    (Part.CHANGE, Fault.DUPLICATE): gettext_lazy(
        "Act %(acts)s has more than one change %(ordinal)s."
    ),
    (Part.PRIVATE, Fault.CHANGED): gettext_lazy(
        "Act %(acts)s, change %(ordinal)s: the private value %(what)s was changed."
    ),
    (Part.PRIVATE, Fault.REMOVED): gettext_lazy(
        "Act %(acts)s, change %(ordinal)s: the private value %(what)s is gone, and not by retention."
    ),
    (Part.PRIVATE, Fault.INSERTED): gettext_lazy(
        "Act %(acts)s, change %(ordinal)s: the private value %(what)s was put in later."
    ),
    (Part.EVIDENCE, Fault.CHANGED): gettext_lazy(
        "Evidence %(what)s is not what was received (recorded with act %(acts)s)."
    ),
    (Part.EVIDENCE, Fault.REMOVED): gettext_lazy(
        "Evidence %(what)s is gone (recorded with act %(acts)s)."
    ),
    (Part.HEAD, Fault.WRONG_HEAD): gettext_lazy(
        "The head does not fit the record, which ends with act %(last)s: %(what)s."
    ),
}
WHATS = {
    "act, actor, time, object or details": gettext_lazy("act, actor, time, object or details"),
    "before, after, object": gettext_lazy("before, after or object"),
    "before, after, object and leaf": gettext_lazy("contents, with a new leaf hash"),
    "restamped": gettext_lazy("it has a new hash, onto which the next act is not chained"),
    "missing": gettext_lazy("its row is missing"),
    "hash": gettext_lazy("hash"),
    "number": gettext_lazy("number"),
}


def sentence(finding: Finding) -> str:
    """Return what a finding says, in the language in force. Changes count from 1 here."""
    text = SENTENCES[finding.part, finding.fault]
    acts = str(finding.number or "—")
    if finding.last != finding.number:
        acts = f"{finding.number}–{finding.last}"
    is_private = finding.part is Part.PRIVATE
    is_change = finding.part is Part.CHANGE
    belongs = "" if finding.belongs is None else str(finding.belongs + is_change)
    return str(text) % {
        "acts": acts,
        "last": finding.last,
        "ordinal": ordinals(finding),
        "belongs": belongs,
        "what": private_value(finding.what)
        if is_private
        else WHATS.get(finding.what, finding.what),
    }


def private_value(what: str) -> str:
    """Return which private value is meant: `after.owner: salt, value` says side, field, columns."""
    place, _colon, columns = what.partition(": ")
    side, _dot, field = place.partition(".")
    when = _("after") if side == "after" else _("before")
    text = f"{field_label(field)} ({when})"
    return f"{text} [{columns}]" if columns else text


def ordinals(finding: Finding) -> str:
    if finding.ordinal is None:
        return _("unknown")
    if finding.part is Part.CHANGE and finding.fault is not Fault.CHANGED and "–" in finding.what:
        first, last = finding.what.split("–")
        return f"{int(first) + 1}–{int(last) + 1}" if first != last else str(int(first) + 1)
    return str(finding.ordinal + 1)
