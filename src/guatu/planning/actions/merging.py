"""Merging a corrected plan into its running campaign: one transaction, one audit row, nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns.actions import insert_phases
from guatu.campaigns.models import Campaign, Phase, Plan
from guatu.core.actors import Actor
from guatu.ledgers.followers import tell_followers as tell_of_entries
from guatu.ledgers.models import Entry
from guatu.planning.actions.confirming import (
    RECORDED_PLAN,
    Issue,
    Settings,
    cadences,
    check,
    issue_lines,
    new_phases,
)
from guatu.planning.actions.entries import Made, insert_all, settle
from guatu.planning.actions.merging_lines import Applied, apply_matches, refuse_changed, renumber
from guatu.planning.actions.merging_live import known_for
from guatu.planning.actions.merging_ties import Ties, refuse_open, ties_of, write_sources
from guatu.planning.actions.merging_values import standing_values
from guatu.planning.actions.naming import settle_units
from guatu.planning.followers import ReadCadence, tell_followers
from guatu.planning.models import Draft, DraftItem, DraftMatch
from guatu.planning.queries.standing import StandingLine, parts_of
from guatu.planning.queries.versions import matches_of
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version

Choice = DraftMatch.Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeChoices:
    """How the added lines come into force; what stands stays in force while it is changed."""

    issue: str = Issue.STEPWISE
    reason: str = ""


@transaction.atomic
def merge_draft(actor: Actor, draft: Draft, version: int, choices: MergeChoices) -> Campaign:
    """Write into the campaign of the corrected plan what was taken and added, withdraw what was said.

    Raises
    ------
    Stale
        If anything of the draft changed since the version was read.
    InvalidState
        If something waits for a person's word, or a line was changed since the person decided;
        `fields` names the first.
    """
    campaign = campaign_of(draft)
    settings = settings_of(campaign, choices)
    check(actor, draft, version, settings)
    refuse_open(draft)
    matches = matches_of(draft)
    refuse_stale(draft, matches)
    ties = ties_of(draft)
    changes = [tie_correction(draft.plan, campaign)]
    units = settle_units(draft)
    changes += units.changes
    phases = add_phases(draft, campaign, ties)
    changes += phases
    made = insert_all(draft, campaign, units, validity=settings.validity)
    changes += made.changes
    applied = apply_matches(settle(draft, campaign, units, settings.validity), matches)
    changes += [*applied.changes, *renumber(campaign, matches)]
    changes += write_sources(draft, ties)
    changes += issue_lines(actor, draft.plan, made, settings, title=title_of(draft))
    changes += tell_followers(actor, campaign, added_cadences(draft, ties))
    relight(applied)
    changes.append(close(draft, version, campaign))
    details = summary(made, matches, phases=len(phases), units=len(units.created))
    record(actor, "plan.merge", of=campaign, changes=changes, details=details)
    return campaign


def campaign_of(draft: Draft) -> Campaign:
    corrected = draft.plan.corrects
    campaign = corrected.campaign if corrected is not None else None
    if campaign is None:
        raise InvalidState(_("Say first which plan with a campaign this one corrects."))
    if campaign.status == Campaign.Status.CLOSED:
        raise InvalidState(_("This campaign is closed already."))
    return campaign


def settings_of(campaign: Campaign, choices: MergeChoices) -> Settings:
    return Settings(
        title=campaign.title,
        slug=campaign.slug,
        starts_on=campaign.starts_on,
        ends_on=campaign.ends_on,
        unit=campaign.unit,
        issue=choices.issue,
        reason=choices.reason,
    )


def title_of(draft: Draft) -> str:
    return _("Added by: %(title)s") % {"title": draft.plan.title[:150]}


def refuse_stale(draft: Draft, matches: Sequence[DraftMatch]) -> None:
    """Compare each line of which something is taken with how it stood when that was said."""
    taken = [row for row in matches if row.choice == Choice.TAKE]
    known = known_for(draft, parts_of(row.entry for row in taken if row.entry is not None))
    if known is None:
        return
    for row in taken:
        line = StandingLine(entry=row.entry, target=row.target, phase=row.phase)
        before = {one["field"]: one["before"] for one in row.differences}
        refuse_changed(row, standing_values(line, before, known))


def tie_correction(plan: Plan, campaign: Campaign) -> Change:
    before = plain(plan, *RECORDED_PLAN)
    plan.campaign = campaign
    plan.save(update_fields=["campaign"])
    return Change.of(plan, before=before, after=plain(plan, *RECORDED_PLAN))


def add_phases(draft: Draft, campaign: Campaign, ties: Ties) -> list[Change]:
    """Write the phases that are new, behind those that stand."""
    spans = {
        (item.start, item.end)
        for item in draft.items.filter(kind=DraftItem.Kind.PHASE, pk__in=ties.known)
    }
    new = [one for one in new_phases(draft) if (one.quote_start, one.quote_end) not in spans]
    if not new:
        return []
    last = campaign.phases.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0
    rows: list[Phase] = insert_phases(campaign, new, after=last)
    return [Change.of(p, after=plain(p, "name", "starts_on", "ends_on")) for p in rows]


def added_cadences(draft: Draft, ties: Ties) -> list[ReadCadence]:
    known = {
        (item.start, item.end)
        for item in draft.items.filter(kind=DraftItem.Kind.CADENCE, pk__in=ties.known)
    }
    return [one for one in cadences(draft) if (one.quote_start, one.quote_end) not in known]


def relight(applied: Applied) -> None:
    """Light the lamps anew of what changed, and of what serves a figure that changed."""
    served = Entry.objects.filter(entry_targets__target__in=applied.targets)
    rows = {entry.pk: entry for entry in served.select_related("kind", "campaign").distinct()}
    rows |= {entry.pk: entry for entry in applied.entries}
    for key in sorted(rows):
        tell_of_entries(rows[key])


def close(draft: Draft, version: int, campaign: Campaign) -> Change:
    before = plain(draft, "state", "campaign_id")
    update_at_version(
        draft,
        version,
        state=Draft.State.CONFIRMED,
        campaign=campaign,
        confirmed_at=timezone.now(),
    )
    return Change.of(draft, before=before, after=plain(draft, "state", "campaign_id"))


def summary(
    made: Made, matches: Sequence[DraftMatch], *, phases: int, units: int
) -> dict[str, object]:
    choices = [row.choice for row in matches]
    return {
        "targets": len(made.targets),
        "tasks": len(made.tasks),
        "projects": len(made.projects),
        "phases": phases,
        "units_created": units,
        "leaders_not_found": list(made.leaders_not_found),
        "taken": choices.count(Choice.TAKE),
        "kept": choices.count(Choice.KEEP),
        "withdrawn": choices.count(Choice.WITHDRAW),
    }
