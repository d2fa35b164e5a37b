"""Confirming a draft: campaign, phases, targets, tasks and projects in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.actions import NewCampaign, NewPhase, insert_campaign, insert_phases
from guatu.campaigns.models import Campaign, Plan, Validity
from guatu.core.actors import Actor
from guatu.planning import policies
from guatu.planning.actions.entries import Made, insert_all
from guatu.planning.actions.issuing import NewIssuance, begin, begin_in_force, check_reason
from guatu.planning.actions.merging_ties import refuse_new_campaign, ties_of, write_sources
from guatu.planning.actions.naming import settle_units
from guatu.planning.fields import Kind, day
from guatu.planning.followers import ReadCadence, tell_followers
from guatu.planning.models import Draft, Issuance
from guatu.planning.queries import confirmed_items, left_of
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.shell.versions import update_at_version

RECORDED_CAMPAIGN = ("slug", "title", "unit_id", "parent_id", "starts_on", "ends_on")
RECORDED_PLAN = ("campaign_id", "parent_id", "kind")


class Issue(StrEnum):
    """How the lines come into force: step by step (T2), or at once with a reason."""

    STEPWISE = "stepwise"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the office settles of the campaign. `parent_plan` makes the plan a 专项方案 (1+N).

    With `issue` at once every step of T2 is written as skipped, for `reason`.
    """

    title: str
    slug: str
    starts_on: date
    ends_on: date
    unit: Unit
    short_title: str = ""
    parent_plan: Plan | None = None
    parent_campaign: Campaign | None = None
    is_simulated: bool = False
    issue: str = Issue.STEPWISE
    reason: str = ""

    @property
    def validity(self) -> Validity:
        return Validity.IN_FORCE if self.issue == Issue.AT_ONCE else Validity.DRAFT


@transaction.atomic
def confirm_draft(actor: Actor, draft: Draft, version: int, settings: Settings) -> Campaign:
    """Make a campaign of what was accepted: one transaction, one audit row.

    Raises
    ------
    Stale
        If anything of the draft changed since the version was read.
    InvalidState
        If items or unit names still wait for a person's word; `fields` names the first.
    """
    check(actor, draft, version, settings)
    refuse_new_campaign(draft, settings.parent_plan)
    plan = draft.plan
    campaign = insert_campaign(
        NewCampaign(
            slug=settings.slug,
            title=settings.title,
            short_title=settings.short_title,
            unit=settings.unit,
            parent=parent_of(settings),
            starts_on=settings.starts_on,
            ends_on=settings.ends_on,
            is_simulated=settings.is_simulated,
        )
    )
    changes = [Change.of(campaign, before=None, after=plain(campaign, *RECORDED_CAMPAIGN))]
    changes.append(tie_plan(plan, campaign, settings.parent_plan))
    units = settle_units(draft)
    phases = insert_phases(campaign, new_phases(draft))
    changes += units.changes
    changes += [
        Change.of(p, before=None, after=plain(p, "name", "starts_on", "ends_on")) for p in phases
    ]
    made = insert_all(draft, campaign, units, validity=settings.validity)
    changes += [*made.changes, *write_sources(draft, ties_of(draft))]
    changes += issue_lines(actor, draft.plan, made, settings)
    changes += tell_followers(actor, campaign, cadences(draft))
    before = plain(draft, "state", "campaign_id")
    update_at_version(
        draft,
        version,
        state=Draft.State.CONFIRMED,
        campaign=campaign,
        confirmed_at=timezone.now(),
    )
    changes.append(Change.of(draft, before=before, after=plain(draft, "state", "campaign_id")))
    details = {**summary(made), "phases": len(phases), "units_created": len(units.created)}
    record(actor, "plan.confirm", of=campaign, changes=changes, details=details)
    return campaign


def check(actor: Actor, draft: Draft, version: int, settings: Settings) -> None:
    """Refuse who may not, what changed, and what is not decided yet; hold the draft's row."""
    if settings.issue == Issue.AT_ONCE:
        check_reason(settings.reason)
    if not policies.can_work_on(actor, draft.plan) or not policies.can_plan_under(
        actor, settings.unit.path
    ):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    if held.state != Draft.State.OPEN:
        raise InvalidState(_("This draft is no longer open."))
    if held.version != version:
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        )
    left = left_of(draft)
    if left.items:
        raise InvalidState(
            ngettext(
                "%(count)d item still waits for your word.",
                "%(count)d items still wait for your word.",
                left.items,
            )
            % {"count": left.items},
            first=f"item-{left.first_item}",
        )
    if left.units:
        raise InvalidState(
            ngettext(
                "%(count)d unit name still waits for your word.",
                "%(count)d unit names still wait for your word.",
                left.units,
            )
            % {"count": left.units},
            first=f"unit-{left.first_unit}",
        )


def issue_lines(
    actor: Actor, plan: Plan, made: Made, settings: Settings, *, title: str = ""
) -> list[Change]:
    """Put what was made on its way: its first step, or all of them skipped."""
    if not made.entries and not made.targets:
        return []
    new = NewIssuance(
        campaign=made.campaign,
        plan=plan,
        title=title or plan.title,
        kind=Issuance.Kind.ADDED if title else Issuance.Kind.PLAN,
        entries=made.entries,
        targets=made.targets,
    )
    today = timezone.localdate()
    if settings.issue == Issue.AT_ONCE:
        return begin_in_force(actor, new, today, reason=settings.reason)[1]
    return begin(actor, new, today)[1]


def parent_of(settings: Settings) -> Campaign | None:
    """Return the campaign above: that of the 总方案, or the one chosen a level up.

    Raises
    ------
    InvalidState
        If both are given and differ.
    """
    above = settings.parent_plan.campaign if settings.parent_plan else None
    if above and settings.parent_campaign and above != settings.parent_campaign:
        raise InvalidState(
            _("The plan above belongs to another campaign than the one chosen as parent.")
        )
    return above or settings.parent_campaign


def tie_plan(plan: Plan, campaign: Campaign, parent: Plan | None) -> Change:
    before = plain(plan, *RECORDED_PLAN)
    plan.campaign, plan.parent = campaign, parent
    plan.kind = Plan.Kind.SPECIAL if parent else Plan.Kind.GENERAL
    plan.save(update_fields=["campaign", "parent", "kind"])
    return Change.of(plan, before=before, after=plain(plan, *RECORDED_PLAN))


def new_phases(draft: Draft) -> list[NewPhase]:
    phases = []
    for item in confirmed_items(draft, Kind.PHASE):
        first, last = day(item.fields["start"]), day(item.fields["end"])
        if first is None or last is None:  # accepting asks for both
            raise InvalidState(_("Both days of the phase are needed."), first=f"item-{item.pk}")
        phases.append(
            NewPhase(
                name=item.fields["name"],
                starts_on=first,
                ends_on=last,
                plan_id=draft.plan_id,
                quote_start=item.start,
                quote_end=item.end,
            )
        )
    return phases


def cadences(draft: Draft) -> list[ReadCadence]:
    return [
        ReadCadence(
            event=item.fields["event"],
            every=item.fields["every"],
            plan_id=draft.plan_id,
            quote_start=item.start,
            quote_end=item.end,
        )
        for item in confirmed_items(draft, Kind.CADENCE)
    ]


def summary(made: Made) -> dict[str, object]:
    return {
        "targets": len(made.targets),
        "tasks": len(made.tasks),
        "projects": len(made.projects),
        "leaders_not_found": list(made.leaders_not_found),
    }
