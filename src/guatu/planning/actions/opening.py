"""What every act on an open draft does first."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.planning import policies
from guatu.planning.models import Draft, DraftStep
from guatu.shell.errors import InvalidState, NotAllowed, Stale


def touch(actor: Actor, draft: Draft) -> None:
    """Refuse who may not, or what is no longer open; raise the draft's version by one.

    The draft's row is written first in every act, so that two acts on one draft wait for each other.
    """
    if not policies.can_work_on(actor, draft.plan):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    written = Draft.objects.filter(pk=draft.pk, state=Draft.State.OPEN)
    if not written.update(version=F("version") + 1):
        raise InvalidState(_("This draft is no longer open."))


def refuse_unseen(actor: Actor, draft: Draft, version: int | None) -> None:
    """Refuse an act on many rows if somebody else wrote since `version`; None is who saw no page.

    One's own acts since then are seen: each of them was answered on the page.
    """
    if version is None:
        return
    unseen = DraftStep.objects.filter(draft=draft, number__gt=version)
    others = unseen.exclude(person_id=actor.person_id)
    if others.exists():
        raise Stale(
            _(
                "Somebody changed this draft since you looked. Their changes are shown now: try again."
            )
        )
