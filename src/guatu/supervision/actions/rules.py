"""Keeping the days of directives: of the house, or of one campaign; a campaign may go back to the house's."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.directives import DirectiveDays
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.shell.versions import update_at_version
from guatu.supervision.models import DirectiveRules
from guatu.supervision.policies.directives import can_keep_rules
from guatu.supervision.queries.rules import NAMES, kept_rules, scope_of

MOST_DAYS = 60


def allow_keeping(actor: Actor, campaign: Campaign | None) -> None:
    """Refuse who does not run the campaign; the house's own days are for the office of the whole."""
    path = campaign.unit.path if campaign is not None else root_path()
    if not can_keep_rules(actor, path):
        raise NotAllowed(_("Your post does not allow this."))


def root_path() -> str:
    """Return the path of the first root unit: whose office reaches it keeps the house's rules."""
    paths = Unit.objects.filter(parent__isnull=True).order_by("path").values_list("path", flat=True)
    return paths.first() or ""


@transaction.atomic
def keep_rules(
    actor: Actor,
    campaign: Campaign | None,
    days: DirectiveDays,
    *,
    version: int,
    preset: str = "",
) -> DirectiveRules:
    """Set the days that hold from now on; `version` is 0 where there were none of its own."""
    allow_keeping(actor, campaign)
    numbers = (days.near_days, days.sign_within, days.overdue_days, days.unsigned_days)
    if not all(0 <= one <= MOST_DAYS for one in numbers):
        raise InvalidState(_("Days are whole numbers from 0 to 60."))
    if 0 in (days.sign_within, days.overdue_days, days.unsigned_days):
        raise InvalidState(_("Only the notice may be 0 days."))
    values = {name: getattr(days, name) for name in NAMES} | {"preset": preset}
    row = kept_rules(campaign)
    before = plain(row, "preset", *NAMES) if row is not None else None
    if row is not None:
        update_at_version(row, version, **values)
    else:
        row = made(campaign, version, values)
    change = Change.of(row, before=before, after=plain(row, "preset", *NAMES))
    record(actor, "directive_rules.keep", of=row, changes=[change])
    return row


def made(campaign: Campaign | None, version: int, values: dict[str, object]) -> DirectiveRules:
    stale = Stale(
        _("Somebody changed this since you opened it. Look at the new state and try again.")
    )
    if version:
        raise stale
    try:
        with transaction.atomic():
            return DirectiveRules.objects.create(
                campaign=campaign, scope=scope_of(campaign), **values
            )
    except IntegrityError as error:
        raise stale from error


@transaction.atomic
def drop_rules(actor: Actor, campaign: Campaign, *, version: int) -> None:
    """Let a campaign go by the house's days again."""
    allow_keeping(actor, campaign)
    row = kept_rules(campaign)
    if row is None:
        raise InvalidState(_("This campaign goes by the house's days already."))
    update_at_version(row, version)
    change = Change.of(row, before=plain(row, "preset", *NAMES))
    record(actor, "directive_rules.drop", of=row, changes=[change])
    row.delete()
