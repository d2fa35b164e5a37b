"""Applications for recognition, and what is recognised: shown beside the late mark, skipped by scoring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, ActorKind
from guatu.dispatch.models import CheckIn
from guatu.dispatch.policies import Place
from guatu.ledgers.models import Entry
from guatu.shell.errors import NotFound
from guatu.supervision.models import Directive, Excuse
from guatu.supervision.queries.matters import seen

WITH_ALL = (
    "campaign__unit", "unit", "adviser", "entry__unit", "directive__unit", "check_in__entry",
    "check_in__round", "decided_post", "evidence", "sheet",
)  # fmt: skip
Days = tuple[date, date]


def visible_excuses(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Excuse]:
    """Return the applications that an actor sees: of its campaigns, and those its units made or advise on."""
    rows = Excuse.objects.select_related(*WITH_ALL)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    if actor.kind is ActorKind.SYSTEM:
        return rows
    return rows.filter(seen(actor, "unit", "adviser"))


def visible_excuse(actor: Actor, excuse_id: int) -> Excuse:
    row = visible_excuses(actor).filter(pk=excuse_id).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Excused:
    """What is recognised, by the key of the matter: the days that each decision covers."""

    entries: dict[int, list[Days]] = field(default_factory=dict)
    directives: dict[int, list[Days]] = field(default_factory=dict)
    check_ins: dict[int, list[Days]] = field(default_factory=dict)

    def entry_on(self, entry_id: int, day: date) -> bool:
        """Say whether a day of an entry is recognised: scoring skips it."""
        return covers(self.entries.get(entry_id, ()), day)

    def directive_on(self, directive_id: int, day: date) -> bool:
        return covers(self.directives.get(directive_id, ()), day)

    def check_in(self, check_in_id: int) -> bool:
        """Say whether a late report is recognised; the report stays late."""
        return check_in_id in self.check_ins


def covers(days: Iterable[Days], day: date) -> bool:
    return any(first <= day <= last for first, last in days)


def excused(campaign: Campaign) -> Excused:
    """Return all that is recognised in a campaign: one query. It names matters and days, no persons."""
    return gathered(Excuse.objects.filter(campaign=campaign))


def recognised_check_ins(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    """Narrow reports to those recognised: by themselves, or their cut-off lies in recognised days.

    What is recognised of an entry is so for the unit that applied.
    """
    found = Excuse.objects.filter(state=Excuse.State.RECOGNISED).order_by()
    cut_off = Coalesce(OuterRef("round__due_on"), OuterRef("round__ends_on"))
    by_entry = found.filter(
        entry=OuterRef("entry"),
        unit=OuterRef("unit"),
        covers_from__lte=cut_off,
        covers_to__gte=cut_off,
    )
    return rows.filter(Exists(found.filter(check_in=OuterRef("pk"))) | Exists(by_entry))


def gathered(rows: QuerySet[Excuse]) -> Excused:
    found = Excused()
    places = (found.entries, found.directives, found.check_ins)
    recognised = rows.filter(state=Excuse.State.RECOGNISED).order_by("pk")
    for *keys, first, last in recognised.values_list(
        "entry_id", "directive_id", "check_in_id", "covers_from", "covers_to"
    ):
        for key, place in zip(keys, places, strict=True):
            if key is not None:
                place.setdefault(key, []).append((first, last))
    return found


def adviser_of(about: Entry | Directive | CheckIn, unit_id: int) -> int | None:
    """Return the lead unit that gives an opinion, None where the applicant leads itself."""
    entry = about if isinstance(about, Entry) else about.entry
    if entry is None or entry.unit_id == unit_id:
        return None
    return entry.unit_id


def adviser_place(row: Excuse) -> Place | None:
    return Place(id=row.adviser.pk, path=row.adviser.path) if row.adviser else None
