"""What passes to the successor when a unit goes on as another: its open lines, and key work not yet settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.handover import Succession
from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain
from guatu.worklists.models import ItemStep, KeyWork, KeyWorkStep, WeekItem
from guatu.worklists.queries.weeks import UNSETTLED


def open_lines(unit_id: int) -> QuerySet[WeekItem]:
    return WeekItem.objects.filter(unit=unit_id, state__in=UNSETTLED)


def open_works(unit_id: int) -> QuerySet[KeyWork]:
    """Return the key work of a unit that is not checked yet, or whose check it disputes."""
    unsettled = Q(outcome=KeyWork.Outcome.OPEN) | Q(is_disputed=True)
    return KeyWork.objects.filter(unsettled, unit=unit_id)


def count_open(unit_id: int) -> int:
    return open_lines(unit_id).count() + open_works(unit_id).count()


def pass_on(old: Unit, new: Unit, day: date) -> Sequence[Change]:
    """Give the unit's open lines and key work to its successor, each with a row; settled ones keep it."""
    now = timezone.now()
    words = _("%(old)s → %(new)s, from %(day)s") % {
        "old": old.label, "new": new.label, "day": day.isoformat(),
    }  # fmt: skip
    changes = []
    for line in open_lines(old.pk).select_related("week_list").order_by("pk"):
        line.is_changed = line.is_changed or line.week_list.settled_at is not None
        changes.append(moved(line, new, "is_changed"))
        ItemStep.objects.create(item=line, act=ItemStep.Act.CHANGED, taken_at=now, reason=words)
    for work in open_works(old.pk).order_by("pk"):
        changes.append(moved(work, new))
        KeyWorkStep.objects.create(
            month_list_id=work.month_list_id, work=work, act=KeyWorkStep.Act.CHANGED, text=words,
            taken_at=now,
        )  # fmt: skip
    return changes


def moved(row: WeekItem | KeyWork, new: Unit, *also: str) -> Change:
    before = plain(row, "unit")
    row.unit = new
    row.version += 1
    row.save(update_fields=["unit", "version", *also])
    return Change.of(row, before=before, after=plain(row, "unit"))


SUCCESSION = Succession(
    label=gettext_lazy("lines of weekly lists and key work"), count_open=count_open, pass_on=pass_on
)
