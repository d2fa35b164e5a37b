"""容错/客观因素认定 (T12): asked by the unit, an opinion of the lead unit, decided; nothing late is erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, Role
from guatu.dispatch.models import CheckIn
from guatu.dispatch.policies import Place
from guatu.ledgers.actions import Proof
from guatu.ledgers.models import Entry
from guatu.notices.actions import Notice, tell
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version
from guatu.supervision.actions.deciding import Paper, Word, own_word, paper_word
from guatu.supervision.models import Directive, Excuse
from guatu.supervision.policies.ladder import can_speak, can_write_down
from guatu.supervision.queries.deciders import OFFICE_OR_LEADER, deciders_on
from guatu.supervision.queries.excuses import adviser_of, adviser_place

State = Excuse.State
SORT = "supervision.excuse"
ASKED = (
    "campaign", "unit", "entry", "directive", "check_in", "sort", "covers_from", "covers_to",
    "ground", "adviser", "state",
)  # fmt: skip
SETTLED = ("state", "note", "decided_by", "decided_post", "decided_on", "recorded_by")
LONGEST = 500
OPEN = frozenset({State.ASKED, State.OPINED})
HINTS = {
    State.ASKED: gettext_lazy("The lead unit gives its opinion first."),
    State.OPINED: gettext_lazy("The opinion is given; it waits for the decision."),
    State.RECOGNISED: gettext_lazy("It is recognised already; for other days apply anew."),
    State.REFUSED: gettext_lazy("It was not recognised; with new grounds apply anew."),
    State.WITHDRAWN: gettext_lazy("It was taken back; apply anew."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExcuse:
    """What is to be recognised: of which matter, for which days, on what ground."""

    about: Entry | Directive | CheckIn
    unit: Unit
    sort: str
    covers_from: date
    covers_to: date
    ground: str
    proof: Proof | None = None


@transaction.atomic
def ask_excuse(actor: Actor, campaign: Campaign, new: NewExcuse) -> Excuse:
    """Apply: who speaks for the unit. The mark of being late stays whatever is decided."""
    if not can_speak(actor, Place(id=new.unit.pk, path=new.unit.path)):
        raise NotAllowed(_("The unit itself applies: its liaison or approver."))
    check_new(new)
    refuse_double(new)
    adviser = adviser_of(new.about, new.unit.pk)
    proof = new.proof
    kept = store_evidence(actor, proof.payload, proof.file_name) if proof else None
    row = Excuse.objects.create(
        campaign=campaign,
        unit=new.unit,
        entry=new.about if isinstance(new.about, Entry) else None,
        directive=new.about if isinstance(new.about, Directive) else None,
        check_in=new.about if isinstance(new.about, CheckIn) else None,
        sort=new.sort,
        state=State.ASKED if adviser else State.OPINED,
        covers_from=new.covers_from,
        covers_to=new.covers_to,
        ground=new.ground.strip(),
        evidence=kept,
        adviser_id=adviser,
        asked_by=actor.person_id,
        asked_at=timezone.now(),
    )
    changes = [Change.of(row, after=plain(row, *ASKED))]
    changes += [evidence_change(kept)] if kept else []
    tell_next(row)
    record(actor, "excuse.ask", of=row, changes=changes)
    return row


def check_new(new: NewExcuse) -> None:
    if new.sort not in Excuse.Sort.values:
        raise InvalidState(_("Choose what sort of ground it is."))
    if not 0 < len(new.ground.strip()) <= 1000:  # noqa: PLR2004 the column's length
        raise InvalidState(_("Say what happened, in 1 to 1000 characters."))
    if new.covers_to < new.covers_from:
        raise InvalidState(_("The last day lies before the first."))


def refuse_double(new: NewExcuse) -> None:
    """Refuse a second application that waits for the same matter of the same unit."""
    name = (
        "entry"
        if isinstance(new.about, Entry)
        else ("directive" if isinstance(new.about, Directive) else "check_in")
    )
    waiting = Excuse.objects.filter(**{name: new.about}, unit=new.unit, state__in=OPEN)
    if waiting.exists():
        raise InvalidState(_("An application for this waits already; it is decided or taken back first."))  # fmt: skip


@transaction.atomic
def opine(actor: Actor, row: Excuse, version: int, *, opinion: str, words: str) -> Excuse:
    """Give the lead unit's opinion; never by the person who applied."""
    place = adviser_place(row)
    if place is None or not can_speak(actor, place):
        raise NotAllowed(_("The lead unit gives its opinion: its liaison or approver."))
    refuse_own(actor.person_id, row)
    refuse_state(row, State.ASKED)
    if opinion not in {Excuse.Opinion.AGREE, Excuse.Opinion.DISAGREE}:
        raise InvalidState(_("Say whether it should be recognised."))
    if not 0 < len(words.strip()) <= LONGEST:
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    before = plain(row, "state", "opinion")
    update_at_version(
        row,
        version,
        state=State.OPINED,
        opinion=opinion,
        opinion_words=words.strip(),
        opinion_by=actor.person_id,
        opinion_at=timezone.now(),
    )
    tell_next(row)
    record(actor, "excuse.opine", of=row,
           changes=[Change.of(row, before=before, after=plain(row, "state", "opinion"))])  # fmt: skip
    return row


def refuse_state(row: Excuse, *wanted: str) -> None:
    if row.state not in wanted:
        raise InvalidState(str(HINTS[State(row.state)]))


def refuse_own(person_id: int | None, row: Excuse) -> None:
    """Refuse who applied: persons are compared, not posts (D6)."""
    if person_id is not None and person_id == row.asked_by:
        raise NotAllowed(_("Whoever applied does not decide on it: let another person do so."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is decided on an application; on paper where a leader signed (T4)."""

    is_recognised: bool
    note: str = ""
    paper: Paper | None = None


@transaction.atomic
def decide_excuse(
    actor: Actor, row: Excuse, version: int, *, verdict: Verdict, today: date
) -> Excuse:
    """Recognise or refuse: the office or a leader, never who applied; what is late stays late."""
    refuse_state(row, State.OPINED)
    if not verdict.is_recognised and not verdict.note.strip():
        raise InvalidState(_("Say why it is not recognised."))
    if len(verdict.note) > LONGEST:
        raise InvalidState(_("The note has more than 500 characters; shorten it."))
    word = word_of(actor, row, verdict, today)
    refuse_own(word.person_id, row)
    before = plain(row, *SETTLED)
    update_at_version(
        row,
        version,
        state=State.RECOGNISED if verdict.is_recognised else State.REFUSED,
        note=verdict.note.strip(),
        settled_at=timezone.now(),
        **word.columns,
    )
    tell_unit(row)
    changes = [Change.of(row, before=before, after=plain(row, *SETTLED)), *word.changes]
    record(actor, "excuse.decide", of=row, changes=changes, details={"state": row.state})
    return row


def word_of(actor: Actor, row: Excuse, verdict: Verdict, today: date) -> Word:
    if verdict.paper is None:
        return own_word(actor, deciders_on(row.campaign, today, OFFICE_OR_LEADER), today)
    if not can_write_down(actor, row.campaign.unit.path):
        raise NotAllowed(_("Only the campaign office writes down what was decided on paper."))
    deciders = deciders_on(row.campaign, verdict.paper.signed_on, OFFICE_OR_LEADER)
    first = timezone.localdate(row.asked_at)
    return paper_word(actor, deciders, verdict.paper, first=first, today=today)


@transaction.atomic
def withdraw_excuse(actor: Actor, row: Excuse, version: int) -> Excuse:
    """Take an application back before it is decided: who speaks for the unit."""
    if not can_speak(actor, Place(id=row.unit_id, path=row.unit.path)):
        raise NotAllowed(_("The unit that applied takes it back."))
    refuse_state(row, *OPEN)
    before = plain(row, "state")
    update_at_version(row, version, state=State.WITHDRAWN, settled_at=timezone.now())
    record(actor, "excuse.withdraw", of=row,
           changes=[Change.of(row, before=before, after=plain(row, "state"))])  # fmt: skip
    return row


def tell_next(row: Excuse) -> None:
    """Tell who has the next word: the lead unit for its opinion, or the office for the decision."""
    at_adviser = row.state == State.ASKED
    posts = deciders_on(row.campaign, timezone.localdate(), (Role.CAMPAIGN_OFFICE,))
    tell(
        Notice(
            key=f"excuse:{row.pk}:{row.state}",
            sort=SORT,
            campaign=row.campaign,
            subject=lambda: _("A ground to be recognised"),
            text=lambda: (
                _("%(unit)s applies for recognition of a ground.") % {"unit": row.unit.label}
            ),
            address=reverse("supervision:excuse", args=[row.pk]),
            unit_ids=(row.adviser_id,) if at_adviser and row.adviser_id else (),
            roles=(Role.LIAISON, Role.APPROVER),
            post_ids=()
            if at_adviser
            else tuple(dict.fromkeys(posts.values_list("post_id", flat=True))),
        )
    )


def tell_unit(row: Excuse) -> None:
    is_recognised = row.state == State.RECOGNISED
    tell(
        Notice(
            key=f"excuse:{row.pk}:{row.state}",
            sort=SORT,
            campaign=row.campaign,
            subject=lambda: (
                _("A ground was recognised") if is_recognised else _("A ground was not recognised")
            ),
            text=lambda: (
                _("%(unit)s: the decision on your application is there.") % {"unit": row.unit.label}
            ),
            address=reverse("supervision:excuse", args=[row.pk]),
            unit_ids=(row.unit_id,),
            roles=(Role.LIAISON, Role.APPROVER),
        )
    )
