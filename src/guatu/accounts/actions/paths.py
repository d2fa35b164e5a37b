"""Places in the tree for new units: never one that another unit had before it moved away."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guatu.accounts.models import Unit, UnitChange
from guatu.core.paths import STEP, child_path
from guatu.shell.errors import InvalidState

DEEPEST = 80  # the length of `Unit.path`


def free_path(parent: Unit | None) -> str:
    """Return the next path beneath `parent`."""
    return free_paths(parent, 1)[0]


def free_paths(parent: Unit | None, count: int) -> list[str]:
    """Return the next paths beneath `parent`, in order."""
    prefix = ""
    if parent is not None:
        # the lock keeps two new children apart; the row gives the path as it is now
        prefix = Unit.objects.select_for_update().get(pk=parent.pk).path
    length = len(prefix) + STEP
    if length > DEEPEST:
        raise InvalidState(_("The tree of units cannot be deeper than this."))
    taken = set(Unit.objects.filter(parent=parent).values_list("path", flat=True)) | {
        path
        for path in UnitChange.objects.filter(old_path__startswith=prefix).values_list(
            "old_path", flat=True
        )
        if len(path) == length
    }
    last = max((int(path[-STEP:]) for path in taken), default=0)
    return [child_path(prefix, last + place) for place in range(1, count + 1)]
