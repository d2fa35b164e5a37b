"""What all acts of issuing share: holding the row, and writing a step with the state it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain
from guatu.audit.models import Evidence
from guatu.core.actors import Actor
from guatu.planning import policies
from guatu.planning.models import Issuance, IssuanceStep, StepCode
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.shell.versions import update_at_version

LONGEST_REASON = 500
RECORDED = (
    "code", "happened_on", "is_skipped", "reason", "due_on", "count", "post_id", "approved_by",
    "is_deputy", "evidence_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who approved: the post, its holder of that day, and whether as a deputy; on paper with a scan."""

    post_id: int
    person_id: int
    is_deputy: bool
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One step as it is written down."""

    code: StepCode
    on: date
    is_skipped: bool = False
    reason: str = ""
    due_on: date | None = None
    count: int | None = None
    by: Signature | None = None


def refuse() -> NotAllowed:
    return NotAllowed(_("Only the campaign office of this unit may do this."))


def lock(issuance: Issuance) -> None:
    """Hold the issuance's row to the end of the transaction and read how it stands."""
    Issuance.objects.select_for_update().get(pk=issuance.pk)
    issuance.refresh_from_db(fields=["state", "version"])


def held(actor: Actor, issuance: Issuance, version: int, *states: StepCode) -> None:
    """Hold the issuance for an act of the office on it, at the version read and in one of `states`."""
    if not policies.can_issue_in(actor, issuance.campaign):
        raise refuse()
    hold(issuance, version, *states)


def hold(issuance: Issuance, version: int, *states: StepCode) -> None:
    lock(issuance)
    if issuance.version != version:
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        )
    if issuance.state not in states:
        raise InvalidState(_("The issuance is at another step by now."))


def take_step(
    actor: Actor,
    issuance: Issuance,
    version: int,
    passed: Passed,
    *,
    state: StepCode | None = None,
) -> list[Change]:
    """Write the step and bring the issuance to it (or to `state`); return both changes."""
    if len(passed.reason) > LONGEST_REASON:
        raise InvalidState(_("The reason has more than 500 characters; shorten it."))
    before = plain(issuance, "state")
    update_at_version(issuance, version, state=state or passed.code)
    change = Change.of(issuance, before=before, after=plain(issuance, "state"))
    return [change, keep_step(actor, issuance, passed)]


def keep_step(actor: Actor, issuance: Issuance, passed: Passed) -> Change:
    by = passed.by
    row = IssuanceStep.objects.create(
        issuance=issuance,
        code=passed.code,
        happened_on=passed.on,
        recorded_by=actor.person_id,
        recorded_at=timezone.now(),
        is_skipped=passed.is_skipped,
        reason=passed.reason,
        due_on=passed.due_on,
        count=passed.count,
        post_id=by.post_id if by else None,
        approved_by=by.person_id if by else None,
        is_deputy=bool(by and by.is_deputy),
        evidence=by.evidence if by else None,
    )
    return Change.of(row, after=plain(row, *RECORDED))
