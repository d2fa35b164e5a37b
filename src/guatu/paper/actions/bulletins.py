"""Bulletins: drafted from facts, edited, handed in, taken back. Nothing is issued here (T16)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record
from guatu.audit.evidence import store_original
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign
from guatu.campaigns.policies import can_manage_campaign
from guatu.core.actors import Actor
from guatu.core.filenames import DOCX, PDF
from guatu.core.official.facts import Facts, data_of, facts_from
from guatu.core.official.facttables import EMPTY_TABLES
from guatu.core.official.fields import fill
from guatu.core.official.filling import values_of
from guatu.core.official.text import without_empty_annexes
from guatu.dispatch.models import Round
from guatu.interchange.official.writing import write_official
from guatu.paper.models import Bulletin, Sort
from guatu.paper.printing import official_pdf
from guatu.paper.queries.bulletinfacts import Found, facts_of_period, facts_of_round
from guatu.paper.queries.bulletins import (
    OF_PERIOD,
    USUAL_NAMES,
    Wording,
    built_in,
    paper_of,
    templates_for,
    visible_bulletin,
    wording_of,
)
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.formatting import day
from guatu.shell.versions import update_at_version

HEAD = ("head", "title", "addressees", "text", "signature", "dated_on", "copy_to")
RECORDED = ("campaign", "sort", "round", "every", "starts_on", "ends_on", *HEAD, "digest", "state")
LONGEST_TEXT = 60_000  # characters: twelve times what the rules allow, annexes within
State = Bulletin.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Of what a bulletin is to speak: a round, or a day of a period."""

    sort: str
    round: Round | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an editor may write."""

    head: str
    title: str
    text: str
    signature: str
    addressees: str = ""
    dated_on: date | None = None
    copy_to: str = ""


def check_may_write(actor: Actor, campaign: Campaign) -> None:
    if not can_manage_campaign(actor, campaign):
        raise NotAllowed(_("Your post does not allow this."))


@transaction.atomic
def draft_bulletin(
    actor: Actor, campaign: Campaign, matter: Matter, *, wording: Wording | None = None
) -> Bulletin:
    """Draft a bulletin from the facts of now or of what was frozen."""
    check_may_write(actor, campaign)
    now = timezone.now()
    found = found_for(actor, campaign, matter, now)
    row = row_of(campaign, matter, found, wording or built_in(matter.sort))
    row.made_at, row.made_by = now, actor.person_id
    row.save(force_insert=True)
    record(actor, "bulletin.draft", of=row, changes=[Change.of(row, after=plain(row, *RECORDED))])
    return row


def unsaved_bulletin(actor: Actor, one: Round, sort: str, now: datetime) -> Bulletin:
    """Return the draft of a round that nobody keeps: for a package, or a file by the command line.

    Nobody chooses a wording there: it is the office's own of the name that the sort has, if it
    keeps one, else the built-in one.
    """
    campaign = one.campaign
    found = facts_of_round(actor, one, now)
    own = templates_for(campaign).filter(sort=sort, name=USUAL_NAMES[Sort(sort)]).first()
    wording = wording_of(own) if own else built_in(sort)
    return row_of(campaign, Matter(sort=sort, round=one), found, wording)


def row_of(campaign: Campaign, matter: Matter, found: Found, wording: Wording) -> Bulletin:
    """Return a bulletin filled with facts, not yet kept."""
    facts = found.facts
    title, text = drafted(wording, found.facts)
    return Bulletin(
        campaign=campaign,
        sort=matter.sort,
        round=matter.round,
        every=facts.every,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        template=wording.row,
        head=facts.issuer[:100],
        title=title,
        addressees=wording.addressees,
        text=text,
        signature=facts.issuer[:100],
        **kept(found),
    )


def drafted(wording: Wording, facts: Facts) -> tuple[str, str]:
    """Return title and text of a wording filled with facts; an annex with nothing in it falls away."""
    values = values_of(facts, wording.text)
    text = without_empty_annexes(fill(wording.text, values), EMPTY_TABLES)
    return fill(wording.title, values)[:200], text


def found_for(actor: Actor, campaign: Campaign, matter: Matter, now: datetime) -> Found:
    """Return the facts of a matter; a sort that speaks of rounds needs one, others a day.

    Raises
    ------
    InvalidState
        The matter does not fit its sort.
    """
    every = OF_PERIOD.get(Sort(matter.sort))
    if every is None:
        if matter.round is None or matter.round.campaign_id != campaign.pk:
            raise InvalidState(_("Choose the round that the bulletin is to speak of."))
        return facts_of_round(actor, matter.round, now)
    if matter.day is None:
        raise InvalidState(_("Choose a day of the period that the bulletin is to speak of."))
    found = facts_of_period(actor, campaign, every, matter.day, now)
    check_period(campaign, found.facts, timezone.localdate(now))
    return found


def check_period(campaign: Campaign, facts: Facts, today: date) -> None:
    """Refuse a period that lies outside its campaign, or of which nothing can be said yet."""
    if facts.ends_on < facts.starts_on:
        raise InvalidState(
            _("The campaign runs from %(first)s to %(last)s: choose a day of a period in it.")
            % {"first": day(campaign.starts_on), "last": day(campaign.ends_on)}
        )
    if facts.starts_on > today:
        raise InvalidState(
            _("This period begins on %(first)s: there is nothing to say of it yet.")
            % {"first": day(facts.starts_on)}
        )


def kept(found: Found) -> dict[str, Any]:
    """Return the columns that keep what a draft was filled with."""
    data = data_of(found.facts)
    written = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "facts": data,
        "digest": hashlib.sha256(written.encode()).hexdigest(),
        "is_sealed": found.facts.is_sealed,
        "as_of": found.as_of,
    }


@transaction.atomic
def edit_bulletin(actor: Actor, row: Bulletin, version: int, words: Words) -> Bulletin:
    """Write the words of a draft; its facts stay what they were."""
    row = editable(actor, row)
    check_words(words)
    before = plain(row, *HEAD)
    changes: dict[str, object] = {name: getattr(words, name) for name in HEAD}
    update_at_version(row, version, **changes, edited_at=timezone.now(), edited_by=actor.person_id)
    after = plain(row, *HEAD)
    record(actor, "bulletin.edit", of=row, changes=[Change.of(row, before=before, after=after)])
    return row


def editable(actor: Actor, row: Bulletin) -> Bulletin:
    check_may_write(actor, row.campaign)
    row = visible_bulletin(actor, row.pk, is_locked=True)
    if row.state != State.DRAFT:
        raise InvalidState(_("Only a draft is changed: take it back first."))
    return row


def check_words(words: Words) -> None:
    if not words.text.strip() or not words.title.strip():
        raise InvalidState(_("A bulletin needs a title and a text."))
    if not words.head.strip() or not words.signature.strip():
        raise InvalidState(_("Say which body issues it."))
    if len(words.text) > LONGEST_TEXT:
        raise InvalidState(_("The text is longer than 60,000 characters."))


@transaction.atomic
def refill_bulletin(actor: Actor, row: Bulletin, version: int) -> Bulletin:
    """Fill a draft anew with the facts as they are now: what was edited in title and text goes."""
    row = editable(actor, row)
    matter = Matter(sort=row.sort, round=row.round, day=row.ends_on)
    found = found_for(actor, row.campaign, matter, timezone.now())
    wording = wording_of(row.template) if row.template else built_in(row.sort)
    title, text = drafted(wording, found.facts)
    before = plain(row, *HEAD, "digest")
    update_at_version(row, version, title=title, text=text, **kept(found))
    after = plain(row, *HEAD, "digest")
    record(actor, "bulletin.refill", of=row, changes=[Change.of(row, before=before, after=after)])
    return row


@transaction.atomic
def submit_bulletin(actor: Actor, row: Bulletin, version: int) -> Bulletin:
    """Mark a draft as 送审稿 and keep its files as they are now; the office system does the rest."""
    row = editable(actor, row)
    before = plain(row, "state")
    row.state = State.SUBMITTED  # the paper says so
    files = files_of(actor, row)
    update_at_version(
        row, version, state=State.SUBMITTED, submitted_at=timezone.now(),
        submitted_by=actor.person_id, docx=files[0], pdf=files[1],
    )  # fmt: skip
    changes = [Change.of(row, before=before, after=plain(row, "state", "docx", "pdf"))]
    changes += [evidence_change(file) for file in files if file is not None]
    record(actor, "bulletin.submit", of=row, changes=changes)
    return row


def files_of(actor: Actor, row: Bulletin) -> tuple[Evidence, Evidence | None]:
    """Keep the Word file, and the PDF where printing is installed and has every sign."""
    paper = paper_of(row)
    docx = store_original(actor, write_official(paper), f"{row.title}.docx", media_type=DOCX)
    try:
        payload = official_pdf(paper)
    except InvalidState:
        return docx, None
    return docx, store_original(actor, payload, f"{row.title}.pdf", media_type=PDF)


@transaction.atomic
def reopen_bulletin(actor: Actor, row: Bulletin, version: int, reason: str) -> Bulletin:
    """Take a 送审稿 back to be changed; the files that were handed in stay in the record."""
    check_may_write(actor, row.campaign)
    row = visible_bulletin(actor, row.pk, is_locked=True)
    if row.state != State.SUBMITTED:
        raise InvalidState(_("It was not handed in."))
    if not reason.strip():
        raise InvalidState(_("Say why it is taken back."))
    before = plain(row, "state", "docx", "pdf")
    update_at_version(row, version, state=State.DRAFT, docx=None, pdf=None)
    after = plain(row, "state", "docx", "pdf")
    record(
        actor, "bulletin.reopen", of=row, details={"reason": reason.strip()[:500]},
        changes=[Change.of(row, before=before, after=after)],
    )  # fmt: skip
    return row


@transaction.atomic
def drop_bulletin(actor: Actor, row: Bulletin, version: int) -> Bulletin:
    """Drop a draft; it stays as a row."""
    row = editable(actor, row)
    before = plain(row, "state")
    update_at_version(row, version, state=State.DROPPED)
    after = plain(row, "state")
    record(actor, "bulletin.drop", of=row, changes=[Change.of(row, before=before, after=after)])
    return row


def is_edited(row: Bulletin) -> bool:
    """Say whether somebody changed title or text since its facts filled them."""
    wording = wording_of(row.template) if row.template else built_in(row.sort)
    return (row.title, row.text) != drafted(wording, facts_from(row.facts))
