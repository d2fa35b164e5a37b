"""What rules suggest, kept as rows: made once, never decided by themselves, gone with their ground."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.shell.errors import NotAllowed
from guatu.supervision.models import LadderSuggestion
from guatu.supervision.policies.ladder import can_make_suggestions
from guatu.supervision.queries.grounds import Grounded, grounded

State = LadderSuggestion.State
SUGGESTED = ("campaign", "unit", "entry", "directive", "rung", "rule", "facts", "state")
BATCH = 100


@transaction.atomic
def suggest_steps(actor: Actor, campaign: Campaign, today: date) -> int:
    """Write down what rules suggest today; return how many suggestions are new.

    What was suggested before stays one row, also when it was put aside; what has lost its ground
    lapses. Run twice on one day, the second run finds nothing to write.
    """
    if not can_make_suggestions(actor):
        raise NotAllowed(_("Rules suggest by the clock, or at the campaign office's asking."))
    found = {one.key: one for one in grounded(campaign, today)}
    known = set(LadderSuggestion.objects.filter(key__in=list(found)).values_list("key", flat=True))
    new = [row_of(one, today) for key, one in found.items() if key not in known]
    LadderSuggestion.objects.bulk_create(new, batch_size=BATCH)
    gone = lapse(campaign, set(found))
    if not new and not gone:
        return 0
    changes = [Change.of(row, after=plain(row, *SUGGESTED)) for row in new]
    record(actor, "ladder.suggest", of=campaign, changes=[*changes, *gone],
           details={"new": len(new), "lapsed": len(gone)})  # fmt: skip
    return len(new)


def row_of(one: Grounded, today: date) -> LadderSuggestion:
    return LadderSuggestion(
        **one.about.columns,
        key=one.key,
        rung=one.suggested.rung.value,
        rule=one.suggested.rule.value,
        facts=one.facts,
        made_on=today,
    )


def lapse(campaign: Campaign, keys: set[str]) -> list[Change]:
    """Let open suggestions whose ground is gone lapse."""
    rows = list(
        LadderSuggestion.objects.filter(campaign=campaign, state=State.OPEN)
        .exclude(key__in=keys)
        .order_by("pk")
    )
    now = timezone.now()
    changes = []
    for row in rows:
        before = plain(row, "state")
        row.state, row.settled_at = State.LAPSED, now
        row.version += 1
        changes.append(Change.of(row, before=before, after=plain(row, "state")))
    LadderSuggestion.objects.bulk_update(rows, ["state", "settled_at", "version"], batch_size=BATCH)
    return changes
