"""Saying that one has a draft open: neither an act nor a step, and forgotten with the draft."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from guatu.core.actors import Actor
from guatu.planning.models import Draft, DraftPresence

OFTEN = timedelta(seconds=10)  # a row is written no more often than this


def be_present(actor: Actor, draft: Draft) -> None:
    """Note that the actor's page of the draft is open now."""
    if actor.person_id is None:
        return
    now = timezone.now()
    fresh = DraftPresence.objects.filter(
        draft=draft, person_id=actor.person_id, seen_at__gt=now - OFTEN
    )
    if not fresh.exists():
        DraftPresence.objects.update_or_create(
            draft=draft,
            person_id=actor.person_id,
            defaults={"name": actor.name, "seen_at": now},
        )
