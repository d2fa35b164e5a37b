"""Steps of the ladder (T12): taken by who may, heard, ruled on, revoked. Nothing is taken by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.core.actors import Actor
from guatu.core.ladder import LEADERS_ONLY, Rung, left_out
from guatu.dispatch.policies import Place
from guatu.ledgers.actions import Proof
from guatu.notices.actions import Notice, tell
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version
from guatu.supervision.actions.deciding import Paper, Word, own_word, paper_word
from guatu.supervision.actions.directives import NewDirective, issue
from guatu.supervision.ladderwords import RUNG_WORDS
from guatu.supervision.models import Directive, LadderAnswer, LadderStep, LadderSuggestion
from guatu.supervision.policies.ladder import can_speak, can_take, can_write_down
from guatu.supervision.queries.deciders import deciders_of_rung
from guatu.supervision.queries.matters import About, taken_in

TAKEN = (
    "campaign", "unit", "entry", "directive", "target", "rung", "rule", "facts", "ground", "text",
    "effect", "skip_reason", "issued", "answer_by", "decided_by", "decided_post", "is_deputy",
    "decided_on", "recorded_by",
)  # fmt: skip
LONGEST_GROUND = 1000
SORT = "supervision.ladder"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """A step to be taken: on what ground, with which words; `limit_on` is of a directive.

    `paper` is the signed sheet where somebody else decided; without it the actor decides.
    """

    rung: Rung
    ground: str
    text: str
    effect: str = ""
    skip_reason: str = ""
    rule: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    limit_on: date | None = None
    answer_by: date | None = None
    suggestion: LadderSuggestion | None = None
    paper: Paper | None = None


@transaction.atomic
def take_step(actor: Actor, about: About, new: NewStep, today: date) -> LadderStep:
    """Take one step against a unit in one matter; a directive is issued with it.

    Raises
    ------
    NotAllowed
        If the step is a leader's and neither the actor is one nor a signed sheet comes with it.
    InvalidState
        If a lower step is left out without a reason, or the same one stands already.
    """
    new = with_suggestion(new)
    check_new(about, new, today)
    word = word_of(actor, about, new, today)
    issued = issue_with(actor, about, new) if new.rung is Rung.DIRECT else None
    row = LadderStep.objects.create(
        **about.columns,
        **word.columns,
        rung=new.rung.value,
        rule=new.rule,
        facts=dict(new.facts),
        ground=new.ground.strip(),
        text=new.text.strip(),
        effect=new.effect.strip(),
        skip_reason=new.skip_reason.strip(),
        issued=issued,
        answer_by=new.answer_by,
        taken_at=timezone.now(),
    )
    changes = [Change.of(row, after=plain(row, *TAKEN)), *word.changes]
    changes += take_suggestion(actor, row, new.suggestion)
    if new.rung is not Rung.REFER:
        tell_unit(row, about)
    record(actor, "ladder.step", of=row, changes=changes, details={"rung": row.rung})
    return row


def with_suggestion(new: NewStep) -> NewStep:
    """Return the step with the rule and the facts of the suggestion that it follows."""
    if new.suggestion is None:
        return new
    return replace(new, rule=new.suggestion.rule, facts=new.suggestion.facts)


def check_new(about: About, new: NewStep, today: date) -> None:
    if not 0 < len(new.ground.strip()) <= LONGEST_GROUND:
        raise InvalidState(_("Say on what ground, in 1 to 1000 characters."))
    if not new.text.strip():
        raise InvalidState(_("Write what the unit is told."))
    if new.answer_by is not None and new.answer_by < today:
        raise InvalidState(_("The unit is heard until a day that is not over."))
    if new.suggestion is not None and new.suggestion.state != LadderSuggestion.State.OPEN:
        raise InvalidState(_("This suggestion is settled already; look at the matter again."))
    check_order(about, new)
    if new.rung is Rung.DIRECT and (new.limit_on is None or new.limit_on < today):
        raise InvalidState(_("A directive needs a limit that is not over."))


def check_order(about: About, new: NewStep) -> None:
    taken = taken_in(about)
    if new.rung is Rung.DIRECT and about.directive is not None:
        raise InvalidState(_("This matter is a directive already; the next step is a circular."))
    missing = left_out(taken, new.rung)
    if missing and not new.skip_reason.strip():
        words = "、".join(str(RUNG_WORDS[rung]) for rung in missing)
        raise InvalidState(
            _("%(steps)s was not taken before: take it first, or say why it is left out.")
            % {"steps": words}
        )


def word_of(actor: Actor, about: About, new: NewStep, today: date) -> Word:
    """Return whose decision it is: the actor's own, or that of the signed sheet."""
    path = about.campaign.unit.path
    if new.paper is None:
        if not can_take(actor, new.rung, path):
            raise NotAllowed(refused_words(new.rung))
        return own_word(actor, deciders_of_rung(about.campaign, today, new.rung), today)
    if not can_write_down(actor, path):
        raise NotAllowed(_("Only the campaign office writes down what was decided on paper."))
    deciders = deciders_of_rung(about.campaign, new.paper.signed_on, new.rung)
    return paper_word(actor, deciders, new.paper, first=about.campaign.starts_on, today=today)


def refused_words(rung: Rung) -> str:
    if rung in LEADERS_ONLY:
        return _("From a talk on only a named leader decides: have it signed, and record the sheet here.")  # fmt: skip
    return _("The campaign office or a leader takes this step.")


def issue_with(actor: Actor, about: About, new: NewStep) -> Directive:
    """Issue the directive that the step is."""
    if new.limit_on is None:
        raise InvalidState(_("A directive needs a limit that is not over."))
    wanted = NewDirective(
        campaign_id=about.campaign.pk,
        unit_id=about.unit.pk,
        title=about.title[:200],
        requirement=new.text.strip(),
        limit_on=new.limit_on,
        source=Directive.Source.LAMP if new.rule.startswith("red") else Directive.Source.OTHER,
        source_note=new.ground.strip(),
        entry_id=about.entry.pk if about.entry else None,
    )
    return issue(actor, wanted)


def take_suggestion(
    actor: Actor, step: LadderStep, suggestion: LadderSuggestion | None
) -> list[Change]:
    if suggestion is None:
        return []
    before = plain(suggestion, "state")
    update_at_version(
        suggestion,
        suggestion.version,
        state=LadderSuggestion.State.TAKEN,
        step=step,
        settled_by=actor.person_id,
        settled_at=timezone.now(),
    )
    return [Change.of(suggestion, before=before, after=plain(suggestion, "state"))]


def tell_unit(row: LadderStep, about: About) -> None:
    """Tell the unit, in the transaction of the act; the words name units and no person."""
    word = RUNG_WORDS[Rung(row.rung)]
    tell(
        Notice(
            key=f"ladder:{row.pk}",
            sort=SORT,
            campaign=about.campaign,
            subject=lambda: f"{word}：{about.title}",
            text=f"{about.unit.label}：{row.text}",
            address=reverse("supervision:ladder-step", args=[row.pk]),
            unit_ids=(about.unit.pk,),
        )
    )


@transaction.atomic
def speak(
    actor: Actor, step: LadderStep, *, text: str, proof: Proof | None, today: date
) -> LadderAnswer:
    """陈述申辩: what the unit says of a step; late words are taken and marked."""
    if not can_speak(actor, Place(id=step.unit_id, path=step.unit.path)):
        raise NotAllowed(_("The unit itself is heard: its liaison or approver."))
    if step.state != LadderStep.State.IN_FORCE:
        raise InvalidState(_("This step was revoked; there is nothing more to say against it."))
    if step.rung == Rung.REFER:
        raise InvalidState(_("What was handed over is answered where it went, not here."))
    if not text.strip():
        raise InvalidState(_("Write what your unit says of it."))
    kept = store_evidence(actor, proof.payload, proof.file_name) if proof else None
    row = LadderAnswer(
        step=step,
        text=text.strip(),
        evidence=kept,
        said_by=actor.person_id,
        said_at=timezone.now(),
        is_late=step.answer_by is not None and today > step.answer_by,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise InvalidState(
            _("What your unit said before waits for its ruling; say more after it.")
        ) from error
    changes = [Change.of(row, after=plain(row, "step", "text", "is_late"))]
    changes += [evidence_change(kept)] if kept else []
    record(actor, "ladder.speak", of=step, changes=changes)
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What becomes of a step after the unit was heard; on paper where a leader decided."""

    is_upheld: bool
    words: str
    paper: Paper | None = None


@transaction.atomic
def rule_on(actor: Actor, answer: LadderAnswer, ruling: Ruling, today: date) -> LadderAnswer:
    """Keep the step or revoke it, by who may take such a step; never by who spoke for the unit."""
    step = answer.step
    if answer.state != LadderAnswer.State.WAITING:
        raise InvalidState(
            _("This was ruled on already; what the unit says anew is ruled on anew.")
        )
    if not ruling.words.strip():
        raise InvalidState(_("Say why, whichever way it goes."))
    word = ruling_word(actor, step, ruling, today)
    if answer.said_by is not None and answer.said_by == word.person_id:
        raise NotAllowed(_("Whoever spoke for the unit does not rule on it: let another person do so."))  # fmt: skip
    before = plain(answer, "state")
    answer.state = LadderAnswer.State.UPHELD if ruling.is_upheld else LadderAnswer.State.KEPT
    answer.ruling = ruling.words.strip()
    answer.ruled_by = word.person_id
    answer.ruled_at = timezone.now()
    answer.save(update_fields=["state", "ruling", "ruled_by", "ruled_at"])
    changes = [Change.of(answer, before=before, after=plain(answer, "state", "ruling", "ruled_by"))]
    if ruling.is_upheld:
        changes.append(revoked(step, ruling.words.strip()))
    record(actor, "ladder.rule", of=step, changes=[*changes, *word.changes])
    return answer


def ruling_word(actor: Actor, step: LadderStep, ruling: Ruling, today: date) -> Word:
    rung = Rung(step.rung)
    first = timezone.localdate(step.taken_at)
    if ruling.paper is not None:
        if not can_write_down(actor, step.campaign.unit.path):
            raise NotAllowed(_("Only the campaign office writes down what was decided on paper."))
        deciders = deciders_of_rung(step.campaign, ruling.paper.signed_on, rung)
        return paper_word(actor, deciders, ruling.paper, first=first, today=today)
    if not can_take(actor, rung, step.campaign.unit.path):
        raise NotAllowed(refused_words(rung))
    return own_word(actor, deciders_of_rung(step.campaign, today, rung), today)


def revoked(step: LadderStep, reason: str) -> Change:
    before = plain(step, "state", "revoked_reason")
    update_at_version(
        step,
        step.version,
        state=LadderStep.State.REVOKED,
        revoked_at=timezone.now(),
        revoked_reason=reason[:500],
    )
    return Change.of(step, before=before, after=plain(step, "state", "revoked_reason"))


@transaction.atomic
def put_aside(
    actor: Actor, suggestion: LadderSuggestion, *, version: int, reason: str
) -> LadderSuggestion:
    """Put a suggestion aside with a reason; the rule does not suggest the same again."""
    if not can_write_down(actor, suggestion.campaign.unit.path):
        raise NotAllowed(_("The campaign office settles what rules suggest."))
    if suggestion.state != LadderSuggestion.State.OPEN:
        raise InvalidState(_("This suggestion is settled already; look at the matter again."))
    if not 0 < len(reason.strip()) <= 500:  # noqa: PLR2004 the column's length
        raise InvalidState(_("Say why it is put aside, in 1 to 500 characters."))
    before = plain(suggestion, "state", "reason")
    update_at_version(
        suggestion,
        version,
        state=LadderSuggestion.State.PUT_ASIDE,
        reason=reason.strip(),
        settled_by=actor.person_id,
        settled_at=timezone.now(),
    )
    after = plain(suggestion, "state", "reason")
    record(actor, "ladder.put_aside", of=suggestion,
           changes=[Change.of(suggestion, before=before, after=after)])  # fmt: skip
    return suggestion
