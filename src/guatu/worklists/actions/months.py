"""The month's key work: proposed from goals, approved by a leader, checked, disputed, gone on with (T8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor, Role
from guatu.ledgers.actions.goals import Decided, decide_milestone
from guatu.ledgers.models import Entry, Milestone
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version
from guatu.worklists.actions.settling import Paper
from guatu.worklists.actions.steps import hand_of, reason_of
from guatu.worklists.models import KeyWork, KeyWorkStep, MonthList
from guatu.worklists.policies import acts_for, can_decide_month, can_propose_month
from guatu.worklists.queries.months import leaders_on, proposals_for

State = MonthList.State
Outcome = KeyWork.Outcome
Act = KeyWorkStep.Act
LONGEST_GOAL = 300
LINE = ("month_list", "entry", "goal", "unit", "outcome", "word", "is_disputed")
APPROVED = ("state", "approved_by", "approved_at", "post", "signed_by", "signed_on", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the office found of a line at the month's end."""

    outcome: str
    word: str = ""


def note(
    actor: Actor, one: MonthList, work: KeyWork | None, act: str, *, text: str = "",
    outcome: str = "",
) -> None:  # fmt: skip
    """Write what became of a line; a dispute names the unit whose word it is."""
    KeyWorkStep.objects.create(
        month_list=one, work=work, act=act, text=text[:500], outcome=outcome,
        unit=work.unit if work is not None and act == Act.DISPUTED else None,
        person_id=actor.person_id, taken_at=timezone.now(),
    )  # fmt: skip


def check_open(actor: Actor, one: MonthList) -> None:
    """Refuse to change a list that was approved, or for whom it is not."""
    if not can_propose_month(actor, one.campaign):
        raise NotAllowed(_("Your post does not allow this."))
    if one.state != State.PROPOSED:
        raise InvalidState(_("This list is approved; what was approved stays."))


@transaction.atomic
def propose_month(actor: Actor, campaign: Campaign, month: date) -> MonthList:
    """Propose the key work of a month: what was not reached before, then the goals that are due in it.

    Proposed again, what is missing is added; nothing that stands is changed.
    """
    if not can_propose_month(actor, campaign):
        raise NotAllowed(_("Your post does not allow this."))
    one, _is_new = MonthList.objects.select_for_update().get_or_create(
        campaign=campaign,
        month=month,
        defaults={"made_by": actor.person_id, "made_at": timezone.now()},
    )
    if one.state != State.PROPOSED:
        raise InvalidState(_("This list is approved; what was approved stays."))
    last = one.works.aggregate(last=Max("ordinal"))["last"] or 0
    rows = []
    for ordinal, line in enumerate(proposals_for(one), start=last + 1):
        rows.append(KeyWork.objects.create(month_list=one, ordinal=ordinal, **line))
    changes = [Change.of(row, after=plain(row, *LINE)) for row in rows]
    if rows:
        record(actor, "month.propose", of=one, changes=changes, details={"count": len(rows)})
    return one


@transaction.atomic
def add_work(actor: Actor, one: MonthList, entry: Entry, goal: str) -> KeyWork:
    """Put a line of one's own on the list, with what it shall reach."""
    check_open(actor, one)
    if entry.campaign_id != one.campaign_id:
        raise InvalidState(_("This line belongs to another campaign."))
    if entry.closed_on is not None or entry.validity != Validity.IN_FORCE:
        raise InvalidState(_("This line is closed or not in force."))
    last = one.works.aggregate(last=Max("ordinal"))["last"] or 0
    row = KeyWork.objects.create(
        month_list=one, ordinal=last + 1, entry=entry, unit_id=entry.unit_id, goal=goal_of(goal)
    )
    note(actor, one, row, Act.SET, text=row.goal)
    record(actor, "month.add", of=row, changes=[Change.of(row, after=plain(row, *LINE))])
    return row


def goal_of(text: str) -> str:
    text = " ".join(text.split())
    if not text or len(text) > LONGEST_GOAL:
        raise InvalidState(_("Say what is to be reached, in 1 to 300 characters."))
    return text


@transaction.atomic
def edit_work(actor: Actor, row: KeyWork, *, version: int, goal: str) -> KeyWork:
    check_open(actor, row.month_list)
    before = plain(row, *LINE)
    update_at_version(row, version, goal=goal_of(goal))
    note(actor, row.month_list, row, Act.CHANGED, text=row.goal)
    change = Change.of(row, before=before, after=plain(row, *LINE))
    record(actor, "month.edit", of=row, changes=[change])
    return row


@transaction.atomic
def strike_work(actor: Actor, row: KeyWork, *, version: int) -> None:
    """Take a line off a list that is not approved yet; its row of history stays."""
    one = row.month_list
    check_open(actor, one)
    update_at_version(row, version)
    change = Change.of(row, before=plain(row, *LINE))
    note(actor, one, None, Act.STRUCK, text=f"{row.entry.title}：{row.goal}")
    row.delete()
    record(actor, "month.strike", of=one, changes=[change])


@transaction.atomic
def approve_month(actor: Actor, one: MonthList, *, version: int, today: date) -> MonthList:
    """Approve the list as a leader of the committee; never who proposed it."""
    if not can_decide_month(actor, one.campaign):
        raise NotAllowed(_("A leader approves the month's key work."))
    if one.made_by is not None and one.made_by == actor.person_id:
        raise NotAllowed(_("Whoever proposed the list does not approve it."))
    check_approvable(one)
    posts = [grant.post_id for grant in actor.grants if grant.role is Role.LEADER]
    hand = hand_of(actor, posts[0], today)
    before = plain(one, *APPROVED)
    update_at_version(
        one, version, state=State.APPROVED, approved_by=actor.person_id,
        approved_at=timezone.now(), post_id=hand.post_id, is_deputy=hand.is_deputy,
    )  # fmt: skip
    change = Change.of(one, before=before, after=plain(one, *APPROVED))
    record(actor, "month.approve", of=one, changes=[change])
    return one


def check_approvable(one: MonthList) -> None:
    if one.state != State.PROPOSED:
        raise InvalidState(_("This list is approved; what was approved stays."))
    if not one.works.exists():
        raise InvalidState(_("An empty list is not approved."))


@transaction.atomic
def approve_on_paper(
    actor: Actor, one: MonthList, paper: Paper, *, version: int, today: date
) -> MonthList:
    """Record the leader's signature under the printed list (T4)."""
    if not can_propose_month(actor, one.campaign):
        raise NotAllowed(_("Your post does not allow this."))
    check_approvable(one)
    if not timezone.localdate(one.made_at) <= paper.signed_on <= today:
        raise InvalidState(_("The day of the signature lies between the print and today."))
    signer = leaders_on(one.campaign, paper.signed_on).filter(pk=paper.appointment_id).first()
    if signer is None:
        raise InvalidState(_("Nobody held this post on the day of the signature."))
    if signer.person_id in (actor.person_id, one.made_by):
        raise NotAllowed(_("Whoever proposed the list does not approve it."))
    evidence = store_evidence(actor, paper.payload, paper.file_name)
    before = plain(one, *APPROVED)
    update_at_version(
        one, version, state=State.APPROVED, approved_by=signer.person_id,
        approved_at=timezone.now(), post_id=signer.post_id, is_deputy=signer.is_deputy,
        signed_by=signer.person_id, signed_on=paper.signed_on, evidence=evidence,
    )  # fmt: skip
    change = Change.of(one, before=before, after=plain(one, *APPROVED))
    record(actor, "month.approve-on-paper", of=one, changes=[change, evidence_change(evidence)])
    return one


@transaction.atomic
def check_work(
    actor: Actor, row: KeyWork, *, version: int, verdict: Verdict, today: date
) -> KeyWork:
    """绩效办 checks a line against its goal: reached, partly, not reached; and why, where it was not.

    The goal in the ledger says the same afterwards, so that nobody says it twice.
    """
    one = row.month_list
    if not can_propose_month(actor, one.campaign):
        raise NotAllowed(_("Your post does not allow this."))
    if one.state == State.PROPOSED:
        raise InvalidState(_("Only an approved list is checked."))
    if verdict.outcome not in (Outcome.MET, Outcome.PARTLY, Outcome.MISSED):
        raise InvalidState(_("Say what was found."))
    word = verdict.word.strip()[:500]
    if verdict.outcome != Outcome.MET:
        word = reason_of(verdict.word)
    before = plain(row, *LINE)
    now = timezone.now()
    update_at_version(
        row, version, outcome=verdict.outcome, word=word, checked_by=actor.person_id,
        checked_at=now, is_disputed=False,
    )  # fmt: skip
    note(actor, one, row, Act.CHECKED, text=word, outcome=verdict.outcome)
    changes = [Change.of(row, before=before, after=plain(row, *LINE))]
    changes += follow_goal(actor, row, today)
    if one.state == State.APPROVED and not one.works.filter(outcome=Outcome.OPEN).exists():
        update_at_version(
            one, one.version, state=State.CHECKED, checked_by=actor.person_id, checked_at=now
        )
    record(actor, "month.check", of=row, changes=changes, details={"outcome": verdict.outcome})
    return row


def follow_goal(actor: Actor, row: KeyWork, today: date) -> list[Change]:
    """Write what was found to the goal that the line came from, if nobody has decided it yet."""
    goal = row.milestone
    if goal is None or goal.outcome != Milestone.Outcome.OPEN:
        return []
    is_met = row.outcome == Outcome.MET
    outcome = Milestone.Outcome.MET if is_met else Milestone.Outcome.MISSED
    return decide_milestone(
        actor, goal, Decided(outcome=outcome, on=today, reason="" if is_met else row.word)
    )


@transaction.atomic
def dispute_work(actor: Actor, row: KeyWork, *, version: int, reason: str) -> KeyWork:
    """Say as the unit that what was found is not so."""
    if not acts_for(actor, row.unit_id, row.unit.path):
        raise NotAllowed(_("The unit that owes the line disputes what was found."))
    if row.outcome == Outcome.OPEN or row.is_disputed:
        raise InvalidState(_("Only what was found and is not disputed yet is disputed."))
    reason = reason_of(reason)
    before = plain(row, *LINE)
    update_at_version(row, version, is_disputed=True)
    note(actor, row.month_list, row, Act.DISPUTED, text=reason)
    change = Change.of(row, before=before, after=plain(row, *LINE))
    record(actor, "month.dispute", of=row, changes=[change], details={"reason": reason})
    return row


@transaction.atomic
def answer_work(actor: Actor, row: KeyWork, *, version: int, verdict: Verdict) -> KeyWork:
    """Answer a dispute: what stands, or what is found instead, with the reason; by another than who checked."""
    one = row.month_list
    if not can_propose_month(actor, one.campaign):
        raise NotAllowed(_("Your post does not allow this."))
    if not row.is_disputed:
        raise InvalidState(_("Nobody disputes this."))
    if row.checked_by is not None and row.checked_by == actor.person_id:
        raise NotAllowed(_("Whoever checked the line does not answer its dispute."))
    if verdict.outcome not in (Outcome.MET, Outcome.PARTLY, Outcome.MISSED):
        raise InvalidState(_("Say what was found."))
    word = reason_of(verdict.word)
    before = plain(row, *LINE)
    update_at_version(row, version, outcome=verdict.outcome, word=word, is_disputed=False)
    note(actor, one, row, Act.ANSWERED, text=word, outcome=verdict.outcome)
    change = Change.of(row, before=before, after=plain(row, *LINE))
    record(actor, "month.answer", of=row, changes=[change])
    return row
