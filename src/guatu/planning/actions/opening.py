"""What every act on an open draft does first."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.planning import policies
from guatu.planning.models import Draft
from guatu.shell.errors import InvalidState, NotAllowed


def touch(actor: Actor, draft: Draft) -> None:
    """Refuse who may not, or what is no longer open; raise the draft's version by one.

    The draft's row is written first in every act, so that two acts on one draft wait for each other.
    """
    if not policies.can_work_on(actor, draft.plan):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    written = Draft.objects.filter(pk=draft.pk, state=Draft.State.OPEN)
    if not written.update(version=F("version") + 1):
        raise InvalidState(_("This draft is no longer open."))
