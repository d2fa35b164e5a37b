"""What the office does by hand with a delivery: try it once more, or stop it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.notices.models import Channel, Delivery
from guatu.notices.queries.channels import visible_delivery
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version

AGAIN = frozenset(
    {Delivery.State.FAILED, Delivery.State.UNKNOWN, Delivery.State.STOPPED, Delivery.State.HELD}
)
FIELDS = ("state", "reason")


@transaction.atomic
def try_again(actor: Actor, delivery_id: int, *, version: int) -> Delivery:
    """Let a delivery that ended be tried once more, quiet hours or not: a person decided so.

    Raises
    ------
    InvalidState
        If it waits, went out, or is simulated.
    """
    row = visible_delivery(actor, delivery_id)
    if row.state not in AGAIN or row.is_simulated or not row.channel.is_active:
        raise InvalidState(_("This cannot be sent again."))
    before = plain(row, *FIELDS)
    update_at_version(
        row, version, state=Delivery.State.WAITING, reason="by-hand", ended_at=None,
        is_urgent=True, not_before=timezone.now(), made_at=timezone.now(),
    )  # fmt: skip
    Channel.objects.filter(pk=row.channel_id).update(closed_until=None)
    record(
        actor,
        "delivery.retry",
        of=row,
        changes=[Change.of(row, before=before, after=plain(row, *FIELDS))],
    )
    return row


@transaction.atomic
def stop(actor: Actor, delivery_id: int, *, version: int) -> Delivery:
    """Stop a delivery that waits.

    Raises
    ------
    InvalidState
        If it does not wait.
    """
    row = visible_delivery(actor, delivery_id)
    if row.state != Delivery.State.WAITING:
        raise InvalidState(_("Only what waits can be stopped."))
    before = plain(row, *FIELDS)
    update_at_version(
        row, version, state=Delivery.State.STOPPED, reason="by-hand", ended_at=timezone.now()
    )
    record(
        actor,
        "delivery.stop",
        of=row,
        changes=[Change.of(row, before=before, after=plain(row, *FIELDS))],
    )
    return row
