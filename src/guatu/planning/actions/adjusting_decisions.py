"""Deciding on an adjustment (T12): by whoever approved the line, in guatu or on signed paper (T4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.audit.models import Evidence
from guatu.campaigns.actions import adjust_target
from guatu.campaigns.actions.carrying import Owed, carry_figures
from guatu.campaigns.models import Target, Validity
from guatu.campaigns.policies import can_manage_campaign
from guatu.core.actors import Actor, Role
from guatu.ledgers.actions import Proof, adjust_entry
from guatu.ledgers.actions.shifts import ShiftNote, Source
from guatu.ledgers.followers import tell_followers
from guatu.ledgers.models import Entry
from guatu.planning import policies
from guatu.planning.lines import LEADS, Line, columns_of, values_of
from guatu.planning.models import Adjustment
from guatu.planning.queries.approvers import Signer, approvers_of, signers
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

State = Adjustment.State
DECIDED = (
    "state", "decided_by", "decided_post", "recorded_by", "note", "effective_on", "sheet",
)  # fmt: skip
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A signed sheet: the scan, who signed it at which post, and on which day (T4)."""

    scan: Proof
    person_id: int
    post_id: int
    signed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided; a refusal needs a note. `paper` is set where the word was given on paper."""

    state: str  # approved | refused
    note: str = ""
    paper: Paper | None = None


@transaction.atomic
def decide_adjustment(
    actor: Actor, row: Adjustment, version: int, *, verdict: Verdict, today: date
) -> Line:
    """Approve or refuse; an approval changes the line in the same transaction.

    Raises
    ------
    NotAllowed
        If the actor, or who signed the paper, is not who approved the line, or asked for this.
    InvalidState
        If it is decided already, or the line is no longer as it was when this was asked.
    """
    signer = signer_of(actor, row, verdict.paper, today)
    check(row, verdict)
    paper = verdict.paper
    sheet = store_evidence(actor, paper.scan.payload, paper.scan.file_name) if paper else None
    day = paper.signed_on if paper else today
    is_approved = verdict.state == State.APPROVED
    before = plain(row, *DECIDED)
    update_at_version(
        row,
        version,
        state=verdict.state,
        decided_by=signer.person_id,
        decided_post_id=signer.post_id or None,
        recorded_by=actor.person_id,
        decided_at=timezone.now(),
        note=verdict.note.strip(),
        sheet=sheet,
        effective_on=day if is_approved else None,
    )
    line = fresh(row)
    changes = [Change.of(row, before=before, after=plain(row, *DECIDED))]
    changes += evidence_of(sheet)
    if is_approved:
        changes += carry_out(row, line)
    act = "adjustment.approve" if is_approved else "adjustment.refuse"
    record(actor, act, of=line, changes=changes, details={"kind": row.kind})
    return line


def check(row: Adjustment, verdict: Verdict) -> None:
    if row.state != State.ASKED:
        raise InvalidState(_("This request is decided already."))
    if verdict.state not in {State.APPROVED, State.REFUSED}:
        raise InvalidState(_("Approve the request, or refuse it."))
    if verdict.state == State.REFUSED and not verdict.note.strip():
        raise InvalidState(_("Say why it is refused."))
    if len(verdict.note) > LONGEST_NOTE:
        raise InvalidState(_("The note has more than 500 characters; shorten it."))


def evidence_of(sheet: Evidence | None) -> list[Change]:
    return [] if sheet is None else [evidence_change(sheet)]


def signer_of(actor: Actor, row: Adjustment, paper: Paper | None, today: date) -> Signer:
    """Return whose word it is: the actor's own, or that of who signed the paper."""
    approvers = approvers_of(row.line)
    if paper is None:
        if not policies.can_decide(actor, row.campaign, approvers, row.asked_by):
            raise NotAllowed(
                _("Only whoever approved this line decides, and never who asked for the change.")
            )
        post_id = deciding_post(actor, approvers)
        return Signer(
            person_id=actor.person_id or 0,
            name=actor.name,
            post_id=post_id,
            post="",
            is_deputy=False,
        )
    if not can_manage_campaign(actor, row.campaign):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    if not timezone.localdate(row.asked_at) <= paper.signed_on <= today:
        raise InvalidState(_("The paper was signed between the request and today."))
    known = signers(row.campaign, approvers, paper.signed_on, but=row.asked_by)
    for one in known:
        if (one.person_id, one.post_id) == (paper.person_id, paper.post_id):
            return one
    raise NotAllowed(
        _("Only whoever approved this line decides, and never who asked for the change.")
    )


def deciding_post(actor: Actor, approvers: policies.Approvers) -> int:
    """Return the post through which the actor decides."""
    own = sorted(actor.post_ids & approvers.post_ids)
    if own:
        return own[0]
    offices = [grant.post_id for grant in actor.grants if grant.role is Role.CAMPAIGN_OFFICE]
    return min(offices, default=0)


def fresh(row: Adjustment) -> Line:
    """Return the line as it is now, with what its changes need."""
    if row.entry_id is not None:
        return Entry.objects.select_related("campaign__unit", "kind", "unit").get(pk=row.entry_id)
    return Target.objects.select_related("campaign__unit", "unit", "indicator").get(pk=row.line.pk)


def carry_out(row: Adjustment, line: Line) -> list[Change]:
    """Change the line as it was asked; refuse if it is no longer the line that was asked about."""
    if values_of(line, row.before) != row.before or not is_open(row, line):
        raise InvalidState(
            _("The line was changed since this was asked. Refuse it, and let it be asked anew.")
        )
    check_place(row)
    if isinstance(line, Entry):
        leads = row.after.get(LEADS)
        note = ShiftNote(
            source=Source.ADJUSTMENT,
            reason=row.reason,
            approved_by=row.decided_by,
            on=row.effective_on,
        )
        return [adjust_entry(line, columns=columns_of(row.after), leads=leads, note=note)]
    owed = Owed.of(line)
    change = adjust_target(line, columns=columns_of(row.after))
    carried = carry_figures(owed, line)
    for entry in Entry.objects.filter(entry_targets__target=line).order_by("pk"):
        tell_followers(entry)
    return [change, *carried]


def is_open(row: Adjustment, line: Line) -> bool:
    """Say whether the line may still be changed so: in force and not done, unless it is resumed."""
    if row.kind == Adjustment.Kind.RESUME:
        return True  # its validity is among the values that were asked about
    return line.validity == Validity.IN_FORCE and not (
        isinstance(line, Entry) and line.closed_on is not None
    )


def check_place(row: Adjustment) -> None:
    """Refuse what became impossible since it was asked."""
    into = row.into_entry or row.into_target
    if into is not None and into.validity != Validity.IN_FORCE:
        raise InvalidState(_("A line goes only into one that is in force."))
    if row.to_unit is not None and row.to_unit.valid_to is not None:
        raise InvalidState(_("%(unit)s is closed.") % {"unit": row.to_unit.name})
