"""When guatu makes lists by itself, as an office sets it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.shell.errors import NotAllowed, Stale
from guatu.shell.versions import update_at_version
from guatu.worklists.models import ListSetting
from guatu.worklists.policies import is_office_over
from guatu.worklists.queries.settings import Setting

KEPT = ("weekday", "is_on")


@transaction.atomic
def keep_setting(
    actor: Actor, setting: Setting, *, version: int, weekday: int, is_on: bool
) -> ListSetting:
    """Keep on which day the next week's lists are made for the posts under a unit."""
    if not is_office_over(actor, setting.unit.path):
        raise NotAllowed(_("Your post does not allow this."))
    row = ListSetting.objects.select_for_update().filter(unit=setting.unit).first()
    if row is None:
        if version:
            raise Stale(
                _("Somebody changed this since you opened it. Look at the new state and try again.")
            )
        row = ListSetting.objects.create(unit=setting.unit, weekday=weekday, is_on=is_on)
        change = Change.of(row, after=plain(row, *KEPT))
    else:
        before = plain(row, *KEPT)
        update_at_version(row, version, weekday=weekday, is_on=is_on)
        change = Change.of(row, before=before, after=plain(row, *KEPT))
    record(actor, "worklist.set", of=row, changes=[change])
    return row
