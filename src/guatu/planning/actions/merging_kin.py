"""What a loaded plan is: a corrected one, next year's, a 专项方案, or one of its own (D11)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Plan
from guatu.core.actors import Actor
from guatu.core.planreading.compare.kin import Kin
from guatu.planning import policies
from guatu.planning.actions.loading import discard_draft
from guatu.planning.actions.merging_matches import match_versions, unmatch
from guatu.planning.actions.merging_special import match_special
from guatu.planning.actions.opening import touch
from guatu.planning.models import Draft
from guatu.planning.queries.versions import draft_of
from guatu.shell.errors import InvalidState, NotAllowed, Stale

RELATIONS = ("corrects_id", "follows_id", "parent_id", "kind")


@transaction.atomic
def settle_kin(
    actor: Actor, draft: Draft, version: int, *, kin: Kin, other: Plan | None = None
) -> None:
    """Say what the plan of an open draft is to another one, and tie the draft to it.

    It can be said anew until the draft is confirmed: what the earlier word had carried over is
    then taken back, as far as nobody touched it.

    Raises
    ------
    Stale
        If anything of the draft changed since the version was read.
    InvalidState
        If the other plan cannot be what it is said to be.
    """
    held = Draft.objects.select_for_update().select_related("plan__unit").get(pk=draft.pk)
    if held.version != version:
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        )
    if kin is not Kin.NONE:
        other = checked(actor, held.plan, other, kin)
    if kin is Kin.SAME:
        discard_draft(actor, held, version)
        return
    touch(actor, held)
    plan = held.plan
    before = plain(plan, *RELATIONS)
    unmatch(held)
    plan.corrects = other if kin is Kin.CORRECTION else None
    plan.follows = other if kin is Kin.SUCCESSOR else None
    plan.parent = other if kin is Kin.SPECIAL else other.parent if plan.corrects and other else None
    plan.kind = Plan.Kind.SPECIAL if plan.parent_id else Plan.Kind.GENERAL
    plan.save(update_fields=["corrects", "follows", "parent", "kind"])
    tie(held, kin, other)
    change = Change.of(plan, before=before, after=plain(plan, *RELATIONS))
    record(actor, "plan.relate", of=plan, changes=[change], details={"kin": kin.value})


def checked(actor: Actor, plan: Plan, other: Plan | None, kin: Kin) -> Plan:
    """Return the other plan if this one can be that to it."""
    if other is None:
        raise InvalidState(_("Choose the plan that this one belongs to."))
    if kin is not Kin.SPECIAL and not policies.can_work_on(actor, other):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    above: Plan | None = other
    while above is not None:
        if above.pk == plan.pk:
            raise InvalidState(_("A plan cannot stand beneath itself."))
        above = above.corrects or above.follows or above.parent
    if kin is Kin.SPECIAL and other.campaign_id is None:
        raise InvalidState(_("Confirm the general plan first: this one stands beneath its lines."))
    return other


def tie(draft: Draft, kin: Kin, other: Plan | None) -> None:
    """Compare the draft with what the other plan made, where there is something to compare."""
    if other is None:
        return
    if kin is Kin.SPECIAL:
        match_special(draft, other)
        return
    earlier = draft_of(other)
    if earlier is not None:
        match_versions(draft, earlier, is_correction=kin is Kin.CORRECTION)
