"""A person opens a notice. It is the person's own list and nobody's statistic: no record is made."""

from __future__ import annotations

from guatu.core.actors import Actor
from guatu.notices.models import Notice
from guatu.notices.queries.lists import own_copies, own_copy
from guatu.notices.sights import open_addresses


def open_notice(actor: Actor, notice_id: int) -> tuple[Notice, bool]:
    """Take a notice from the unread; return it, and whether its page is for the person's eyes.

    Raises
    ------
    NotFound
        If the person was not told it.
    """
    copy = own_copy(actor, notice_id)
    own_copies(actor).filter(pk=copy.pk, is_unread=True).update(is_unread=False)
    address = copy.notice.address
    return copy.notice, bool(address) and address in open_addresses(actor, [address])


def read_all(actor: Actor) -> int:
    """Take all notices of the person from the unread; return how many there were."""
    return own_copies(actor).filter(is_unread=True).update(is_unread=False)
