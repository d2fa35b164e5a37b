"""What rules of the ladder read: how often entries of a campaign became red, how late directives are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.ladder import MatterFacts, Rung, Suggested, Thresholds, suggested
from guatu.core.lamps import Lamp
from guatu.ledgers.models import Entry, LampSpell
from guatu.ledgers.queries import in_force_entries
from guatu.supervision.models import Directive, LadderStep
from guatu.supervision.queries.ladder import rules_for
from guatu.supervision.queries.matters import About, about_directive, about_entry

RED = (Lamp.OVERDUE.value, Lamp.SEVERE.value)
BATCH = 500
ONE = timedelta(days=1)
Spell = tuple[date, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded:
    """A suggestion with the matter it is about; `since` is the day that its ground began."""

    about: About
    suggested: Suggested
    since: date

    @property
    def key(self) -> str:
        """Return what makes it one: the same rule, matter and occurrence are suggested once."""
        one = self.about.entry or self.about.directive
        sort = "entry" if self.about.entry else "directive"
        ident = one.pk if one else 0
        rule = self.suggested.rule.value
        return f"{rule}:{sort}:{ident}:{self.about.unit.pk}:{self.since.isoformat()}"

    @property
    def facts(self) -> dict[str, object]:
        return {"count": self.suggested.count, "since": self.since.isoformat()}


def thresholds_of(campaign: Campaign) -> Thresholds:
    rules = rules_for(campaign)
    return Thresholds(
        red_times=rules.red_times,
        overdue_days=rules.overdue_days,
        long_overdue_days=rules.long_overdue_days,
    )


def grounded(campaign: Campaign, today: date) -> list[Grounded]:
    """Return all that rules suggest in a campaign on a day; read only by guatu itself."""
    return [*of_entries(campaign), *of_directives(campaign, today)]


def of_entries(campaign: Campaign) -> list[Grounded]:
    limits = thresholds_of(campaign)
    rows = in_force_entries(SYSTEM, campaign).filter(lamp__in=RED, closed_on__isnull=True)
    entries = list(rows.select_related("unit", "campaign__unit").order_by("pk"))
    taken = taken_by_entry(campaign)
    found = []
    for first in range(0, len(entries), BATCH):
        batch = entries[first : first + BATCH]
        reds = red_stretches(batch)
        for entry in batch:
            stretches = reds.get(entry.pk, [])
            if not stretches:
                continue
            facts = MatterFacts(
                is_red=True,
                red_times=len(stretches),
                taken=frozenset(taken.get((entry.pk, entry.unit_id), ())),
            )
            if (one := suggested(facts, limits)) is not None:
                found.append(
                    Grounded(about=about_entry(entry), suggested=one, since=stretches[-1][0])
                )
    return found


def red_stretches(entries: Iterable[Entry]) -> dict[int, list[Spell]]:
    """Return the stretches of red of each entry: spells that follow each other are one."""
    rows = (
        LampSpell.objects.filter(entry__in=[one.pk for one in entries], lamp__in=RED)
        .order_by("entry", "from_on")
        .values_list("entry_id", "from_on", "to_on")
    )
    return {
        entry_id: joined((first, last) for _id, first, last in spells)
        for entry_id, spells in groupby(rows, key=lambda row: row[0])
    }


def joined(spells: Iterable[Spell]) -> list[Spell]:
    """Return spells as stretches: red through one rule and on through the next is red once."""
    found: list[Spell] = []
    for first, last in spells:
        before = found[-1] if found else None
        if before is not None and (before[1] is None or first <= before[1] + ONE):
            found[-1] = (before[0], last)
        else:
            found.append((first, last))
    return found


def taken_by_entry(campaign: Campaign) -> dict[tuple[int, int], set[Rung]]:
    """Return the steps that stand, by entry and unit; a directive about an entry is one of them."""
    found: dict[tuple[int, int], set[Rung]] = {}
    steps = LadderStep.objects.filter(
        campaign=campaign, entry__isnull=False, state=LadderStep.State.IN_FORCE
    )
    for entry_id, unit_id, rung in steps.values_list("entry_id", "unit_id", "rung"):
        found.setdefault((entry_id or 0, unit_id), set()).add(Rung(rung))
    issued = Directive.objects.filter(campaign=campaign, entry__isnull=False)
    for entry_id, unit_id in issued.exclude(state=Directive.State.WITHDRAWN).values_list(
        "entry_id", "unit_id"
    ):
        found.setdefault((entry_id or 0, unit_id), set()).add(Rung.DIRECT)
    return found


def of_directives(campaign: Campaign, today: date) -> list[Grounded]:
    limits = thresholds_of(campaign)
    done = (Directive.State.CLOSED, Directive.State.WITHDRAWN, Directive.State.REPLIED)
    rows = Directive.objects.filter(
        campaign=campaign,
        parent__isnull=True,
        limit_on__lte=today - timedelta(days=limits.overdue_days),
    ).exclude(state__in=done)
    steps: dict[int, set[Rung]] = {}
    stand = LadderStep.objects.filter(
        campaign=campaign, directive__isnull=False, state=LadderStep.State.IN_FORCE
    )
    for directive_id, rung in stand.values_list("directive_id", "rung"):
        steps.setdefault(directive_id or 0, set()).add(Rung(rung))
    found = []
    for row in rows.select_related("unit", "campaign__unit").order_by("pk"):
        facts = MatterFacts(
            overdue_days=(today - row.limit_on).days,
            taken=frozenset({Rung.DIRECT, *steps.get(row.pk, ())}),
        )
        if (one := suggested(facts, limits)) is not None:
            found.append(Grounded(about=about_directive(row), suggested=one, since=row.limit_on))
    return found
