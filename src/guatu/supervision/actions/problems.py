"""提请协调, 马上办: asked, handed over, sent up by the clock, answered, confirmed, opened again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, ActorKind, Role
from guatu.core.coordinating import ABOVE, MOVES, Act, AnswerLimits, Level, due_at
from guatu.dispatch.models import CheckIn
from guatu.dispatch.policies import Place
from guatu.ledgers.actions import NewNeed, open_need
from guatu.ledgers.models import Entry
from guatu.notices.actions import Notice, tell
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version
from guatu.shell.workdays import work_calendar
from guatu.supervision.actions.deciding import Paper, Word, paper_word
from guatu.supervision.models import Problem, ProblemStep
from guatu.supervision.policies.ladder import can_speak
from guatu.supervision.policies.problems import can_answer, can_settle, can_steer
from guatu.supervision.queries.deciders import OFFICE_OR_LEADER, deciders_on
from guatu.supervision.queries.ladder import rules_for
from guatu.supervision.queries.problems import first_holder, held_by

SORT = "supervision.problem"
ASKED = (
    "campaign", "unit", "entry", "check_in", "title", "text", "is_at_once", "level", "holder",
    "state", "due_at",
)  # fmt: skip
MOVED = ("level", "holder", "state", "due_at", "was_late", "need")
LONGEST = 1000
HINTS = {
    Problem.State.OPEN: gettext_lazy(
        "It waits for an answer: answer it, hand it over or send it up; who asked takes it back."
    ),
    Problem.State.ANSWERED: gettext_lazy(
        "It is answered: who asked confirms that it is cleared, or opens it again."
    ),
    Problem.State.CLOSED: gettext_lazy("It is cleared: who asked opens it again if it comes back."),
    Problem.State.WITHDRAWN: gettext_lazy("It was taken back: ask anew if it is still there."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProblem:
    """What is to be coordinated, from an entry, a check-in's words, or by itself."""

    title: str
    text: str = ""
    is_at_once: bool = False
    entry: Entry | None = None
    check_in: CheckIn | None = None


@transaction.atomic
def ask_problem(
    actor: Actor, campaign: Campaign, unit: Unit, new: NewProblem, now: datetime
) -> Problem:
    """Ask for coordination: it goes to the lead or superior unit, or straight to the office."""
    is_office = can_run(actor, campaign)
    if not is_office and not can_speak(actor, Place(id=unit.pk, path=unit.path)):
        raise NotAllowed(_("Only the unit that has the problem asks, or the campaign office for it."))  # fmt: skip
    check_words(new)
    level, holder = first_holder(campaign, unit, new.entry)
    row = Problem(
        campaign=campaign,
        unit=unit,
        entry=new.entry,
        check_in=new.check_in,
        title=new.title.strip(),
        text=new.text.strip(),
        is_at_once=new.is_at_once,
        level=level.value,
        holder=holder,
        asked_by=actor.person_id,
        asked_at=now,
        due_at=limit_of(campaign, level, is_at_once=new.is_at_once, now=now),
    )
    insert_once(row)
    step_of(actor, row, ProblemStep.Act.ASK, now, words=new.text.strip()[:LONGEST])
    tell_holder(row, "ask")
    record(actor, "problem.ask", of=row, changes=[Change.of(row, after=plain(row, *ASKED))])
    return row


def can_run(actor: Actor, campaign: Campaign) -> bool:
    return can_steer(
        actor,
        held_by(
            Problem(
                campaign=campaign,
                unit=campaign.unit,
                holder=campaign.unit,
                level=Level.OFFICE.value,
            )
        ),
    )


def check_words(new: NewProblem) -> None:
    if not 0 < len(new.title.strip()) <= 200:  # noqa: PLR2004 the column's length
        raise InvalidState(_("Say what is to be coordinated, in 1 to 200 characters."))
    if len(new.text) > LONGEST:
        raise InvalidState(_("The words have more than 1,000 characters; shorten them."))


def insert_once(row: Problem) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise InvalidState(
            _("The problem of this report is asked already; go on with that one.")
        ) from error


def limits_of(campaign: Campaign) -> AnswerLimits:
    rules = rules_for(campaign)
    return AnswerLimits(
        lead_days=rules.lead_days,
        office_days=rules.office_days,
        leader_days=rules.leader_days,
        at_once_hours=rules.at_once_hours,
    )


def limit_of(campaign: Campaign, level: Level, *, is_at_once: bool, now: datetime) -> datetime:
    return due_at(
        now,
        level,
        is_at_once=is_at_once,
        limits=limits_of(campaign),
        calendar=work_calendar(),
        zone=timezone.get_default_timezone(),
    )


def step_of(actor: Actor, row: Problem, act: str, now: datetime, **columns: Any) -> ProblemStep:
    """Write one step of a problem as it stands after it."""
    is_late = columns.pop("is_late", False)
    return ProblemStep.objects.create(
        problem=row,
        act=act,
        at=now,
        person_id=actor.person_id,
        level=row.level,
        unit=row.holder,
        due_at=row.due_at,
        is_late=is_late,
        **columns,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What happens to a problem: the act, the words, and the columns that it changes."""

    act: Act
    words: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    files: Sequence[Change] = ()


def moved(actor: Actor, row: Problem, version: int, move: Move, now: datetime) -> Problem:
    """Carry out one move: the state it leads to, the step, and one chained row."""
    state = check_move(row, move.act)
    if len(move.words) > LONGEST:
        raise InvalidState(_("The words have more than 1,000 characters; shorten them."))
    before = plain(row, *MOVED)
    is_late = row.state == Problem.State.OPEN and now >= row.due_at
    changes = {"state": state, "was_late": row.was_late or is_late, **move.changes}
    update_at_version(row, version, **changes)
    step_of(
        actor, row, move.act.value, now, words=move.words.strip(), is_late=is_late, **move.extra
    )
    record(
        actor,
        f"problem.{move.act.value}",
        of=row,
        changes=[Change.of(row, before=before, after=plain(row, *MOVED)), *move.files],
    )
    return row


def check_move(row: Problem, act: Act) -> str:
    """Return the state that an act leads to.

    Raises
    ------
    InvalidState
        If the state does not allow it; the message says what does.
    """
    state = MOVES[row.state].get(act)
    if state is None:
        raise InvalidState(str(HINTS[Problem.State(row.state)]))
    return state


def needed(words: str, ask: str) -> str:
    if not words.strip():
        raise InvalidState(ask)
    return words


@transaction.atomic
def answer_problem(
    actor: Actor,
    row: Problem,
    version: int,
    *,
    words: str,
    now: datetime,
    paper: Paper | None = None,
) -> Problem:
    """Answer a problem: who has it, the office, a leader; on paper what a leader decided (T4)."""
    if not can_answer(actor, held_by(row)):
        raise NotAllowed(_("Only who has the problem now answers it, the office, or a leader."))
    check_move(row, Act.ANSWER)
    needed(words, _("Write how it is cleared, or why it cannot be."))
    word = signed_word(actor, row, paper, now) if paper else None
    extra: dict[str, Any] = {"post_id": post_of(actor)}
    if word is not None:
        extra = {"post_id": word.post_id, "signed_by": word.person_id, "signed_on": word.on,
                 "evidence": word.sheet}  # fmt: skip
    files = word.changes if word else ()
    move = Move(act=Act.ANSWER, words=words, changes={"answered_at": now}, extra=extra, files=files)
    row = moved(actor, row, version, move, now)
    tell_asker(row)
    return row


def signed_word(actor: Actor, row: Problem, paper: Paper, now: datetime) -> Word:
    if not can_steer(actor, held_by(row)):
        raise NotAllowed(_("Only the campaign office writes down what was decided on paper."))
    deciders = deciders_on(row.campaign, paper.signed_on, OFFICE_OR_LEADER)
    first = timezone.localdate(row.asked_at)
    return paper_word(actor, deciders, paper, first=first, today=timezone.localdate(now))


def post_of(actor: Actor) -> int | None:
    return min(actor.post_ids, default=None)


@transaction.atomic
def hand_over(
    actor: Actor, row: Problem, version: int, *, unit: Unit, words: str, now: datetime
) -> Problem:
    """转办: hand a problem to the unit that can clear it; its own limit runs from now."""
    if not can_answer(actor, held_by(row)):
        raise NotAllowed(_("Only who has the problem now hands it over, the office, or a leader."))
    check_move(row, Act.HAND)
    if unit.valid_to is not None:
        raise InvalidState(_("%(unit)s is closed.") % {"unit": unit.name})
    if unit.pk in {row.unit_id, row.holder_id} and row.level == Level.LEAD.value:
        raise InvalidState(_("This unit has it already, or asked itself; choose another one."))
    due = limit_of(row.campaign, Level.LEAD, is_at_once=row.is_at_once, now=now)
    changes = {"level": Level.LEAD.value, "holder": unit, "due_at": due}
    move = Move(act=Act.HAND, words=words, changes=changes, extra={"post_id": post_of(actor)})
    row = moved(actor, row, version, move, now)
    tell_holder(row, f"hand-{row.version}")
    return row


@transaction.atomic
def escalate(actor: Actor, row: Problem, version: int, *, words: str, now: datetime) -> Problem:
    """Send a problem one level up: by the clock when its limit is over, or by who has it."""
    if actor.kind is not ActorKind.SYSTEM and not can_answer(actor, held_by(row)):
        raise NotAllowed(_("Only who has the problem now sends it up, the office, or a leader."))
    check_move(row, Act.ESCALATE)
    level = ABOVE.get(Level(row.level))
    if level is None:
        raise InvalidState(_("It is with the leader in charge already: it is answered there."))
    due = limit_of(row.campaign, level, is_at_once=row.is_at_once, now=now)
    changes = {"level": level.value, "holder": row.campaign.unit, "due_at": due}
    move = Move(act=Act.ESCALATE, words=words, changes=changes)
    row = moved(actor, row, version, move, now)
    tell_holder(row, f"up-{row.version}")
    return row


@transaction.atomic
def confirm(actor: Actor, row: Problem, version: int, *, words: str, now: datetime) -> Problem:
    """Say that a problem is cleared: who asked says so, nobody else."""
    refuse_others(actor, row)
    move = Move(act=Act.CONFIRM, words=words, changes={"closed_at": now})
    return moved(actor, row, version, move, now)


@transaction.atomic
def reopen(actor: Actor, row: Problem, version: int, *, words: str, now: datetime) -> Problem:
    """Open a problem again: the answer did not clear it, or it came back."""
    refuse_others(actor, row)
    check_move(row, Act.REOPEN)
    needed(words, _("Say what is still not cleared."))
    due = limit_of(row.campaign, Level(row.level), is_at_once=row.is_at_once, now=now)
    changes = {
        "answered_at": None,
        "closed_at": None,
        "due_at": due,
        "reopened_count": row.reopened_count + 1,
    }
    move = Move(act=Act.REOPEN, words=words, changes=changes)
    row = moved(actor, row, version, move, now)
    tell_holder(row, f"again-{row.version}")
    return row


@transaction.atomic
def withdraw(actor: Actor, row: Problem, version: int, *, words: str, now: datetime) -> Problem:
    """Take a problem back, with the reason."""
    refuse_others(actor, row)
    check_move(row, Act.WITHDRAW)
    needed(words, _("Say why it is taken back."))
    move = Move(act=Act.WITHDRAW, words=words)
    return moved(actor, row, version, move, now)


def refuse_others(actor: Actor, row: Problem) -> None:
    if not can_settle(actor, held_by(row)):
        raise NotAllowed(_("Only the unit that asked says so."))


@transaction.atomic
def become_need(
    actor: Actor, row: Problem, version: int, *, need: NewNeed, now: datetime
) -> Problem:
    """Ask for what is missing as a need of the entry (要素保障): the problem says so and goes on."""
    if row.entry is None:
        raise InvalidState(_("A need belongs to an entry; this problem has none."))
    check_move(row, Act.NEED)
    if row.need_id is not None:
        raise InvalidState(_("It is a need already; look there for what became of it."))
    today: date = timezone.localdate(now)
    opened = open_need(actor, row.entry, need, today)
    move = Move(act=Act.NEED, words=opened.title, changes={"need": opened})
    return moved(actor, row, version, move, now)


def tell_holder(row: Problem, key: str) -> None:
    """Tell who has the problem now: a unit's people, the office, or the leader's post."""
    at_unit = row.level == Level.LEAD.value
    tell(
        Notice(
            key=f"problem:{row.pk}:{key}",
            sort=SORT,
            campaign=row.campaign,
            subject=lambda: _("To coordinate: %(title)s") % {"title": row.title},
            text=lambda: (
                _("%(unit)s asks for coordination: %(title)s")
                % {"unit": row.unit.label, "title": row.title}
            ),
            address=reverse("supervision:problem", args=[row.pk]),
            unit_ids=(row.holder_id,) if at_unit else (),
            roles=(Role.LIAISON, Role.APPROVER),
            post_ids=() if at_unit else posts_at(row),
            due_at=row.due_at,
        )
    )


def posts_at(row: Problem) -> tuple[int, ...]:
    """Return the posts that answer at the office's or the leaders' level."""
    role = Role.LEADER if row.level == Level.LEADER.value else Role.CAMPAIGN_OFFICE
    held = deciders_on(row.campaign, timezone.localdate(), (role,))
    return tuple(dict.fromkeys(held.values_list("post_id", flat=True)))


def tell_asker(row: Problem) -> None:
    tell(
        Notice(
            key=f"problem:{row.pk}:answer-{row.version}",
            sort=SORT,
            campaign=row.campaign,
            subject=lambda: _("Answered: %(title)s") % {"title": row.title},
            text=lambda: (
                _("%(unit)s: confirm that it is cleared, or open it again.")
                % {"unit": row.unit.label}
            ),
            address=reverse("supervision:problem", args=[row.pk]),
            unit_ids=(row.unit_id,),
            roles=(Role.LIAISON, Role.APPROVER),
        )
    )
