"""Lists that were asked for as files: each one's own."""

from __future__ import annotations

from guatu.core.actors import Actor
from guatu.sheets.models import ListExport
from guatu.shell.errors import NotFound


def own_export(actor: Actor, export_id: int) -> ListExport:
    """Return a list that the actor asked for.

    Raises
    ------
    NotFound
        If there is none, or another asked for it.
    """
    rows = ListExport.objects.select_related("evidence")
    found = rows.filter(pk=export_id, asked_by=actor.account_id or 0).first()
    if found is None:
        raise NotFound
    return found
