"""Words of the past of lamps and due dates."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guatu.ledgers.models import DueShift

SHIFT_SOURCES: Mapping[str, Promise] = {
    DueShift.Source.EDIT: _("changed by the office"),
    DueShift.Source.ADJUSTMENT: _("by an adjustment"),
    DueShift.Source.RULING: _("a unit's wish was granted"),
    DueShift.Source.ABOVE: _("taken over from above"),
    DueShift.Source.PLAN: _("by the corrected plan"),
}
