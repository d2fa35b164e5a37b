"""Which late reports an app above recognised (认定): a word beside the late mark, which stays.

Each app registers, once, when it is ready, a source that tells those of a query whose lateness
has a recognised ground. Recognition names reports, never persons: whoever sees a report sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Q, QuerySet

from guatu.dispatch.models import CheckIn

Source = Callable[[QuerySet[CheckIn]], QuerySet[CheckIn]]
_sources: dict[str, Source] = {}


def register(code: str, source: Source) -> None:
    """Register a source by its code; a code that is known is replaced."""
    _sources[code] = source


def recognised_in(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    """Return the late check-ins of a query that are recognised, in no order."""
    late = rows.filter(is_late=True).order_by()
    told = Q(pk__in=())
    for source in _sources.values():
        told |= Q(pk__in=source(late).values("pk"))
    return late.filter(told)


def recognised(rows: Iterable[CheckIn]) -> frozenset[int]:
    """Return the keys of those of some check-ins that are late and recognised; none late, no query."""
    late = [row.pk for row in rows if row.is_late]
    if not late:
        return frozenset()
    return frozenset(
        recognised_in(CheckIn.objects.filter(pk__in=late)).values_list("pk", flat=True)
    )
