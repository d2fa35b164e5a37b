"""An office's own wording of bulletins: kept only without faults, which are told with their line."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.official.fields import TemplateFault, faults_of
from guatu.paper.actions.bulletins import LONGEST_TEXT, check_may_write
from guatu.paper.models import BulletinTemplate
from guatu.paper.queries.bulletins import fields_of
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version

RECORDED = ("unit", "sort", "name", "title", "text", "dropped_at")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTemplate:
    """A wording as it is written."""

    sort: str
    name: str
    title: str
    text: str


class TemplateRefused(InvalidState):
    """A template has faults; the page shows them beside its text."""

    def __init__(self, message: str, faults: list[TemplateFault]) -> None:
        super().__init__(message)
        self.faults = faults


def check_template(new: NewTemplate) -> None:
    """Refuse a template that cannot be filled.

    Raises
    ------
    TemplateRefused
        With each fault and its place.
    """
    if not 1 <= len(new.name.strip()) <= LONGEST_NAME or len(new.text) > LONGEST_TEXT:
        raise InvalidState(_("A template needs a name of 1 to 60 characters."))
    if not new.title.strip():
        raise InvalidState(_("A bulletin needs a title and a text."))
    if faults := faults_of(new.title, new.text, fields_of(new.sort)):
        raise TemplateRefused(_("The template is not kept: its fields are not in order."), faults)


@transaction.atomic
def keep_template(actor: Actor, campaign: Campaign, new: NewTemplate) -> BulletinTemplate:
    """Keep a new template of the campaign's unit."""
    check_may_write(actor, campaign)
    check_template(new)
    row = BulletinTemplate(
        unit=campaign.unit, sort=new.sort, name=new.name.strip(), title=new.title.strip(),
        text=new.text, kept_by=actor.person_id, kept_at=timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise InvalidState(_("There is a template of this name already.")) from None
    record(
        actor, "bulletin.template", of=row, changes=[Change.of(row, after=plain(row, *RECORDED))]
    )
    return row


@transaction.atomic
def change_template(
    actor: Actor, campaign: Campaign, row: BulletinTemplate, *, version: int, new: NewTemplate
) -> BulletinTemplate:
    """Write a template anew; what was drafted from it keeps its text."""
    check_may_write(actor, campaign)
    check_template(new)
    before = plain(row, *RECORDED)
    update_at_version(
        row, version, title=new.title.strip(), text=new.text, kept_by=actor.person_id,
        kept_at=timezone.now(),
    )  # fmt: skip
    after = plain(row, *RECORDED)
    record(actor, "bulletin.template", of=row, changes=[Change.of(row, before=before, after=after)])
    return row


@transaction.atomic
def drop_template(
    actor: Actor, campaign: Campaign, row: BulletinTemplate, version: int
) -> BulletinTemplate:
    """Drop a template; what was drafted from it keeps its text."""
    check_may_write(actor, campaign)
    before = plain(row, *RECORDED)
    update_at_version(row, version, dropped_at=timezone.now())
    after = plain(row, *RECORDED)
    record(actor, "bulletin.template", of=row, changes=[Change.of(row, before=before, after=after)])
    return row
