"""Who reported a figure and all that it corrects: two reads, however many figures."""

from __future__ import annotations

from collections.abc import Iterable

from guatu.campaigns.models import Observation


def reporters_of(rows: Iterable[Observation]) -> dict[int, frozenset[int | None]]:
    """Return, for each figure, the persons who reported it and those it takes the place of."""
    rows = list(rows)
    corrected = Observation.objects.filter(
        indicator_id__in={row.indicator_id for row in rows if row.replaces_id},
        unit_id__in={row.unit_id for row in rows if row.replaces_id},
        replaced_by__isnull=False,
    ).values_list("pk", "replaces_id", "reported_by")
    before = {pk: (replaces_id, person) for pk, replaces_id, person in corrected}
    found: dict[int, frozenset[int | None]] = {}
    for row in rows:
        persons, link = {row.reported_by}, row.replaces_id
        while link is not None:
            link, person = before[link]
            persons.add(person)
        found[row.pk] = frozenset(persons - {None})
    return found
