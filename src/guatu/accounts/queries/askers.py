"""Who asked for work that runs behind."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Account
from guatu.accounts.queries.actors import actor_of
from guatu.core.actors import Actor
from guatu.jobs.works import Run
from guatu.shell.errors import NotAllowed


def asker(run: Run) -> Actor:
    """Return who asked, with the posts of today: what he may not do any more is refused.

    Raises
    ------
    NotAllowed
        If he has no account any more.
    """
    account = Account.objects.filter(pk=run.account_id or 0, is_active=True).first()
    if account is None:
        raise NotAllowed(_("Whoever asked for this has no account any more."))
    return actor_of(account, timezone.localdate())
