"""评议意见: the office writes once what it finds of a unit's half-year or year; no unit is asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.dispatch.models import PeriodOpinion
from guatu.dispatch.policies import can_run_rounds
from guatu.dispatch.queries.spans import Span
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale

RECORDED = ("campaign", "every", "starts_on", "unit", "text", "signed_by", "replaced_at")
LONGEST = 1000
LONGEST_NAME = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What is said of a unit (None: of the whole), by whom, and in place of which row."""

    text: str
    signed_by: str
    unit_id: int | None = None
    replaces: int | None = None


@transaction.atomic
def write_opinion(actor: Actor, campaign: Campaign, span: Span, said: Opinion) -> PeriodOpinion:
    """Write an opinion; what it replaces stays as a row, with the moment of its end."""
    if not can_run_rounds(actor, campaign.unit.path):
        raise NotAllowed(_("Your post does not allow this."))
    if not span.is_reviewed:
        raise InvalidState(_("Opinions are written for half-years and years."))
    if not 1 <= len(said.text.strip()) <= LONGEST:
        raise InvalidState(_("Write the opinion in 1 to 1000 characters."))
    if not 1 <= len(said.signed_by.strip()) <= LONGEST_NAME:
        raise InvalidState(_("Say whose opinion it is, by name."))
    if said.unit_id is not None and not Unit.objects.filter(pk=said.unit_id).exists():
        raise NotFound
    changes = replace(campaign, span, said)
    row = PeriodOpinion(
        campaign=campaign,
        every=span.every,
        starts_on=span.starts_on,
        unit_id=said.unit_id,
        text=said.text.strip(),
        signed_by=said.signed_by.strip(),
        written_by=actor.person_id,
        written_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Stale(_("Somebody wrote one meanwhile. Look at it, then write anew.")) from None
    record(
        actor, "opinion.write", of=campaign,
        changes=[*changes, Change.of(row, after=plain(row, *RECORDED))],
    )  # fmt: skip
    return row


def replace(campaign: Campaign, span: Span, said: Opinion) -> list[Change]:
    """End the row that the writer saw; another one that stands now is left for the constraint."""
    if said.replaces is None:
        return []
    standing = PeriodOpinion.objects.select_for_update().filter(
        pk=said.replaces, campaign=campaign, every=span.every, starts_on=span.starts_on,
        unit=said.unit_id, replaced_at__isnull=True,
    )  # fmt: skip
    if (old := standing.first()) is None:
        raise Stale(_("Somebody wrote one meanwhile. Look at it, then write anew."))
    before = plain(old, *RECORDED)
    old.replaced_at = timezone.now()
    old.save(update_fields=["replaced_at"])
    return [Change.of(old, before=before, after=plain(old, *RECORDED))]
