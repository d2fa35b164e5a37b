"""Ways out of the house: made, changed, switched and tested by the office or the administrator."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.interchange.posting import refusal_of
from guatu.notices.actions.digests import TEST
from guatu.notices.actions.outbox import fingerprint
from guatu.notices.models import Channel, Delivery
from guatu.notices.outside import limits
from guatu.notices.policies import can_keep_channels
from guatu.notices.queries.channels import visible_channel, visible_channels
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

# never the address and the secret: whoever reads the record could write to the group
FIELDS = ("form", "title", "campaign", "unit", "keyword", "sorts", "digest_hour", "is_active")
OPEN = (Delivery.State.WAITING, Delivery.State.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A way out as it was typed; an empty address or secret leaves what is kept."""

    title: str
    form: str = Channel.Form.WECOM
    campaign: Campaign | None = None
    unit: Unit | None = None
    address: str = ""
    secret: str = ""
    keyword: str = ""
    sorts: Sequence[str] = ()
    digest_hour: int | None = None


@transaction.atomic
def make_channel(actor: Actor, drawn: Drawn) -> Channel:
    """Make a way out for the notices of a campaign, of a unit, or of both.

    Raises
    ------
    InvalidState
        If the address is none that the operator allowed.
    NotAllowed
        If the campaign or the unit lies beyond the actor's reach.
    """
    if not can_keep_channels(actor):
        raise NotAllowed(_("Only the campaign office and the system administrator do this."))
    if drawn.campaign is None and drawn.unit is None:
        raise InvalidState(_("Say whose notices go there: a campaign's, a unit's, or both."))
    refuse_address(drawn.address)
    row = Channel.objects.create(
        form=drawn.form,
        title=drawn.title,
        campaign=drawn.campaign,
        unit=drawn.unit,
        address=drawn.address,
        secret=drawn.secret,
        keyword=drawn.keyword,
        sorts=sorted(drawn.sorts),
        digest_hour=drawn.digest_hour,
        made_at=timezone.now(),
    )
    if not visible_channels(actor).filter(pk=row.pk).exists():
        raise NotAllowed(_("This lies beyond the reach of your office."))
    change = Change.of(row, after=plain(row, *FIELDS))
    record(actor, "channel.create", of=row, changes=[change], details=where(row))
    return row


@transaction.atomic
def change_channel(actor: Actor, channel_id: int, drawn: Drawn, *, version: int) -> Channel:
    """Change a way out; whose it is and its form stay."""
    row = visible_channel(actor, channel_id)
    before = plain(row, *FIELDS)
    told = {"is_address_new": bool(drawn.address), "is_secret_new": bool(drawn.secret)}
    if drawn.address:
        refuse_address(drawn.address)
    update_at_version(
        row, version, title=drawn.title, keyword=drawn.keyword, sorts=sorted(drawn.sorts),
        digest_hour=drawn.digest_hour, address=drawn.address or row.address,
        secret=drawn.secret or row.secret, failures=0, closed_until=None,
    )  # fmt: skip
    change = Change.of(row, before=before, after=plain(row, *FIELDS))
    record(actor, "channel.edit", of=row, changes=[change], details=where(row) | told)
    return row


@transaction.atomic
def switch_channel(actor: Actor, channel_id: int, *, version: int) -> Channel:
    """Switch a way out off, which stops what waits for it, or on again."""
    row = visible_channel(actor, channel_id)
    before = plain(row, "is_active")
    update_at_version(row, version, is_active=not row.is_active, failures=0, closed_until=None)
    if not row.is_active:
        row.deliveries.filter(state=Delivery.State.WAITING).update(
            state=Delivery.State.STOPPED, reason="switched-off", ended_at=timezone.now()
        )
    change = Change.of(row, before=before, after=plain(row, "is_active"))
    record(actor, "channel.switch", of=row, changes=[change])
    return row


@transaction.atomic
def send_test(actor: Actor, channel_id: int) -> Delivery:
    """Put a test message on its way; the log says what came of it.

    Raises
    ------
    InvalidState
        If the way is off, simulated, or mail, which goes to persons.
    """
    row = visible_channel(actor, channel_id)
    if not row.is_active or row.is_simulated or row.form == Channel.Form.MAIL:
        raise InvalidState(_("A test goes to a group or platform that is switched on."))
    refuse_address(row.address)
    now = timezone.now()
    text = _("This group takes notices of guatu. Nothing needs to be done.")
    delivery = Delivery.objects.create(
        key=f"{TEST}{uuid.uuid4().hex}",
        channel=row,
        subject=_("Test message"),
        text=text,
        fingerprint=fingerprint(uuid.uuid4().hex),
        is_urgent=True,  # somebody looks at the group right now
        not_before=now,
        made_at=now,
    )
    Channel.objects.filter(pk=row.pk).update(closed_until=None)
    record(actor, "channel.test", of=row, details=where(row))
    return delivery


def refuse_address(address: str) -> None:
    """Refuse what the operator did not allow, with a sentence that says who can change it."""
    why = refusal_of(address, limits().hosts)
    if why == "form":
        raise InvalidState(
            _("This is no address of a robot: it begins with https:// and has no blanks.")
        )
    if why == "scheme":
        raise InvalidState(
            _("Only an address by https:// is taken, unless the operator allowed it.")
        )
    if why:
        raise InvalidState(
            _("The operator did not allow the host %(host)s (GUATU_WEBHOOK_HOSTS).")
            % {"host": host_of(address)}
        )


def host_of(address: str) -> str:
    """Return the host of an address, which is no secret; its path and query are."""
    return urlsplit(address).netloc.rpartition("@")[2]


def where(row: Channel) -> dict[str, object]:
    return {"host": host_of(row.address)}
