"""What the data themselves say of a line: nobody types what guatu holds already."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from guatu.ledgers.models import Entry, Milestone
from guatu.supervision.models import Directive
from guatu.worklists.models import ItemStep, WeekItem

Source = WeekItem.Source


def decided_by_data(rows: Sequence[WeekItem]) -> dict[int, str]:
    """Return, for lines whose matter is settled in its own place, the word that says so."""
    closed = closed_entries(rows)
    met = met_goals(rows)
    ended = ended_directives(rows)
    found = {}
    for row in rows:
        if row.source == Source.DIRECTIVE:
            if number_of(row) in ended:
                found[row.pk] = _("The directive was closed.")
        elif row.source in (Source.GOAL, Source.NODE) and number_of(row) in met:
            found[row.pk] = _("Recorded as met in the ledger.")
        elif row.entry_id in closed and row.source != Source.OWN:
            found[row.pk] = _("The entry was closed in the ledger.")
    return found


def spoken_against(rows: Sequence[WeekItem], decided: Collection[int]) -> set[int]:
    """Return those of the decided lines of which a person said that they are not done (退回, 反弹重开).

    A person's word stands against the data until a person says otherwise, on whatever day the line
    goes on.
    """
    found = {row.pk for row in rows if row.pk in decided and row.reopened_count}
    chain = {pk: pk for pk in decided if pk not in found}  # a line of the past: the line it became
    while chain:
        given_back = ItemStep.objects.filter(item__in=chain, act=ItemStep.Act.RETURNED)
        found |= {chain[pk] for pk in given_back.order_by().values_list("item", flat=True)}
        before = WeekItem.objects.filter(pk__in=chain, follows__isnull=False).order_by()
        chain = {
            follows or 0: chain[pk]
            for pk, follows in before.values_list("pk", "follows")
            if chain[pk] not in found
        }
    return found


def number_of(row: WeekItem) -> int:
    """Return the key of what a line came from."""
    number = row.source_key.split(":")[1] if ":" in row.source_key else ""
    return int(number) if number.isdigit() else 0


def closed_entries(rows: Sequence[WeekItem]) -> set[int]:
    ids = {row.entry_id for row in rows if row.entry_id is not None}
    closed = Entry.objects.filter(pk__in=ids, closed_on__isnull=False)
    return set(closed.order_by().values_list("pk", flat=True))


def met_goals(rows: Sequence[WeekItem]) -> set[int]:
    ids = {number_of(row) for row in rows if row.source in (Source.GOAL, Source.NODE)}
    met = Milestone.objects.filter(pk__in=ids, outcome=Milestone.Outcome.MET)
    return set(met.order_by().values_list("pk", flat=True))


def ended_directives(rows: Sequence[WeekItem]) -> set[int]:
    ids = {number_of(row) for row in rows if row.source == Source.DIRECTIVE}
    ended = Directive.objects.filter(pk__in=ids, state=Directive.State.CLOSED)
    return set(ended.order_by().values_list("pk", flat=True))
