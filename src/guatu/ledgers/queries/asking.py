"""What an address asks of a ledger sheet: the same for the page and for its export."""

from __future__ import annotations

from django.http import QueryDict

from guatu.campaigns.models import Target, Validity
from guatu.core.kinds import KindDefinition
from guatu.core.lamps import Lamp
from guatu.ledgers.queries.fieldfilters import filter_fields, is_askable
from guatu.ledgers.queries.paging import BY_FIELD, SORTS, field_sorts
from guatu.ledgers.queries.scopes import CLOSINGS, Filters
from guatu.shell.inputs import whole

LARGEST_KEY = 2**63 - 1
LONGEST_TEXT = 100


def asked_filters(query: QueryDict, kind: KindDefinition | None) -> Filters:
    """Read the filters of an address; what it gets wrong is as if it were not there."""
    lamps = tuple(dict.fromkeys(code for code in query.getlist("lamp") if code in set(Lamp)))
    stage, origin = query.get("stage", ""), query.get("origin", "")
    validity, closing = query.get("validity", ""), query.get("closing", "")
    return Filters(
        unit_id=whole(query.get("unit", ""), most=LARGEST_KEY),
        lamps=lamps,
        stage=stage if kind is not None and kind.stage(stage) else "",
        text=query.get("q", "").strip()[:LONGEST_TEXT].replace("\x00", ""),
        is_mine=query.get("mine") == "1",
        choices=tuple(
            (field.key, query.get(BY_FIELD + field.key, ""))
            for field in filter_fields(kind)
            if is_askable(field, query.get(BY_FIELD + field.key, ""))
        ),
        origin=origin if origin in Target.Origin.values else "",
        validity=validity if validity in Validity.values else "",
        closing=closing if closing in CLOSINGS else "",
    )


def asked_sort(query: QueryDict, kind: KindDefinition | None) -> str:
    """Read the sort of an address; one that there is not is the plan's order."""
    sort = query.get("sort", "plan")
    fields = [BY_FIELD + field.key for field in field_sorts(kind)]
    return sort if sort in {*SORTS, *fields} else "plan"
