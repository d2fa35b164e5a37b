"""What a person wants by mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.notices.models import Preference
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

FIELDS = ("mail_address", "mail", "digest_hour", "muted_sorts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a person wants mail: to which address, when, and which sorts not."""

    mail_address: str = ""
    mail: str = Preference.Mail.OFF
    digest_hour: int = 8
    muted_sorts: Sequence[str] = ()


@transaction.atomic
def prefer(actor: Actor, wish: Wish, *, version: int) -> Preference:
    """Keep what the person wants; `version` is 0 where nothing was kept until now.

    Raises
    ------
    InvalidState
        If mail is wanted and no address is given.
    """
    if actor.person_id is None:
        raise NotAllowed(_("Your post does not allow this."))
    if wish.mail != Preference.Mail.OFF and not wish.mail_address:
        raise InvalidState(_("Say to which address, or choose no mail."))
    row, is_new = Preference.objects.get_or_create(
        person_id=actor.person_id, defaults={"version": 0}
    )
    before = None if is_new else plain(row, *FIELDS)
    update_at_version(
        row, version, mail_address=wish.mail_address, mail=wish.mail,
        digest_hour=wish.digest_hour, muted_sorts=sorted(wish.muted_sorts),
    )  # fmt: skip
    change = Change.of(
        row, before=before, after=plain(row, *FIELDS), private=frozenset({"mail_address"})
    )
    record(actor, "preference.set", of=row, changes=[change])
    return row
