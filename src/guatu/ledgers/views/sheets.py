"""The 台账 page: parse the filters, ask, render."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Validity
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.campaigns.wording import VALIDITIES
from guatu.core.kinds import Field, FieldType, Function, KindDefinition
from guatu.ledgers.limitwords import LimitWord, limit_word
from guatu.ledgers.policies import can_create_entry
from guatu.ledgers.queries import (
    ALL,
    BY_FIELD,
    SORTS,
    Figure,
    Filters,
    Scope,
    SheetPage,
    SheetRow,
    field_sorts,
    figures,
    filter_fields,
    ledgers_of,
    months_named,
    owning_units,
    sheet_page,
    spoken,
    units_named,
    visible_scope,
)
from guatu.ledgers.queries.adding import may_add
from guatu.ledgers.queries.asking import asked_filters, asked_sort
from guatu.ledgers.queries.responsibility import (
    LevelLine,
    common_levels,
    has_responsibility,
    responsible_of_ids,
)
from guatu.ledgers.queries.scopes import CLOSINGS
from guatu.ledgers.wording import (
    CLOSING_STATES,
    ORIGINS,
    RESPONSIBILITY_LEVELS,
    SORT_WORDS,
    WAN,
    Column,
    columns_of,
    field_text,
    figure_text,
    filter_options,
    measured,
    money,
    part_word,
)
from guatu.shell import formatting
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.routes import Request

CHOICE = BY_FIELD  # a filter by a field is f.inclusion=ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for; `link` makes the address of the same sheet with something changed."""

    path: str
    filters: Filters
    sort: str
    after: str

    def parameters(self) -> list[tuple[str, str]]:
        narrow = self.filters
        pairs = [
            ("unit", str(narrow.unit_id) if narrow.unit_id is not None else ""),
            *(("lamp", lamp) for lamp in narrow.lamps),
            ("stage", narrow.stage),
            ("q", narrow.text),
            ("mine", "1" if narrow.is_mine else ""),
            ("origin", narrow.origin),
            ("validity", narrow.validity),
            ("closing", narrow.closing),
            *((CHOICE + key, code) for key, code in narrow.choices),
            ("sort", self.sort if self.sort != "plan" else ""),
        ]
        return [(name, value) for name, value in pairs if value]

    def link(self, **changes: str) -> str:
        """Return the address with parameters set, or left out where they are empty."""
        kept = [pair for pair in self.parameters() if pair[0] not in changes]
        pairs = [*kept, *((name, value) for name, value in changes.items() if value)]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def choice_link(self, key: str, code: str) -> str:
        """Return the address of the lines in force with a choice: what a statistic counts."""
        return self.link(**{CHOICE + key: code, "validity": Validity.IN_FORCE.value})


def asked(request: Request, kind: KindDefinition | None) -> Asked:
    """Read the address; what it gets wrong is as if it were not there."""
    return Asked(
        path=request.path,
        filters=asked_filters(request.GET, kind),
        sort=asked_sort(request.GET, kind),
        after=request.GET.get("after", "")[:400],
    )


def index(request: Request) -> HttpResponse:
    """Open the first ledger of the campaign looked at last, else of the one that runs."""
    campaign = current_campaign(request.actor, last=last_campaign(request))
    if campaign is None:
        return render(request, "ledgers/no_campaign.html")
    ledgers = ledgers_of(campaign)
    code = ledgers[0][1].code if ledgers else ALL
    return HttpResponseRedirect(reverse("ledgers:sheet", args=[campaign.slug, code]))


def sheet(request: Request, slug: str, code: str) -> HttpResponse:
    """Show one page of a ledger, or of all ledgers of a campaign."""
    scope = visible_scope(request.actor, slug, code)
    keep_campaign(request, slug)
    ask = asked(request, scope.kind)
    page = sheet_page(request.actor, scope, filters=ask.filters, sort=ask.sort, after=ask.after)
    lines = responsible_rows(scope.campaign, page)
    said_once, said_by_row = common_levels(lines.values())
    context = {
        "scope": scope,
        "campaign": scope.campaign,
        "campaigns": campaign_choices(request.actor),
        "ask": ask,
        "page": page,
        "kind_help": spoken(scope.kind.help) if scope.kind and scope.kind.help else "",
        "columns": [*columns_of(scope.kind), *responsible_column(said_by_row)],
        "responsible_of": {
            pk: [line for line in row if line.level in said_by_row] for pk, row in lines.items()
        },
        "responsible_once": said_once,
        "levels": RESPONSIBILITY_LEVELS,
        "today": timezone.localdate(),
        "validities": VALIDITIES,
        "may_create": may_create(request, scope),
        **choices_context(request, scope),
        **values_context(request, scope, ask=ask, page=page),
    }
    return render(request, "ledgers/sheet.html", context)


def may_create(request: Request, scope: Scope) -> bool:
    if scope.ledger is None:
        return False
    is_office = can_create_entry(request.actor, scope.campaign.unit.path)
    return may_add(request.actor, scope.ledger.kind, is_office=is_office)


def responsible_column(levels: Sequence[str]) -> list[Column]:
    """Return the column of who answers, where rows differ: its head names the levels it tells."""
    head = "、".join(str(RESPONSIBILITY_LEVELS[level]) for level in levels)
    return [Column(key="responsible", head=head)] if levels else []


def choices_context(request: Request, scope: Scope) -> dict[str, Any]:
    """Return what the sheet can be narrowed and sorted by."""
    kinds = [kind for _ledger, kind in ledgers_of(scope.campaign)]
    return {
        "tabs": [(ALL, None), *((kind.code, spoken(kind.noun)) for kind in kinds)],
        "rail_kinds": [
            (
                reverse("ledgers:sheet", args=[scope.campaign.slug, kind.code]),
                spoken(kind.noun),
                kind.code == scope.code,
            )
            for kind in kinds
        ],
        "nouns": {kind.code: spoken(kind.noun) for kind in kinds},
        "stage_words": {
            (kind.code, stage.code): spoken(stage.name) for kind in kinds for stage in kind.stages
        },
        "stages": [(s.code, spoken(s.name)) for s in scope.kind.stages] if scope.kind else [],
        "origins": {code: str(word) for code, word in ORIGINS.items()},
        "closings": [(code.value, str(CLOSING_STATES[code])) for code in CLOSINGS],
        "units": owning_units(request.actor, scope),
        "sorts": [
            *((code, str(SORT_WORDS[code])) for code in sorts_of(scope.kind)),
            *((BY_FIELD + f.key, spoken(f.name)) for f in field_sorts(scope.kind)),
        ],
        "filter_fields": [
            (field, spoken(field.name), filter_options(field, named_by(request, scope, field)))
            for field in filter_fields(scope.kind)
        ],
    }


def sorts_of(kind: KindDefinition | None) -> list[str]:
    """Return the sorts that mean something on a sheet."""
    return [code for code in SORTS if code != "limit" or kind is None or kind.has_limits]


def named_by(request: Request, scope: Scope, field: Field) -> list[tuple[str, str]]:
    """Return the units or the months that a field of this sheet names somewhere."""
    if field.type is FieldType.UNIT:
        return [(str(unit.pk), unit.label) for unit in units_named(request.actor, scope, field)]
    if field.type is FieldType.DATE:
        months = months_named(request.actor, scope, field)
        return [(f"{first:%Y-%m}", formatting.month(first)) for first in months]
    return []


def values_context(
    request: Request, scope: Scope, *, ask: Asked, page: SheetPage
) -> dict[str, Any]:
    """Return the functions by which the template shows values, and the kind's statistics."""
    units = unit_names(scope.kind, page)

    def shown(field: Field, value: Any) -> str:
        return field_text(field, value, units)

    def limit_of(row: SheetRow) -> LimitWord | None:
        if scope.kind is None or not row.is_in_force:
            return None
        return limit_word(scope.kind, row.stage, limit_at=row.limit_at, limit_for=row.limit_for)

    return {
        "shown": shown,
        "measured": measured,
        "limit_of": limit_of,
        "local_day": local_day,
        "money": money,
        # counted over all that is shown, row by row: only for whoever opens them
        "has_figures": bool(scope.kind and scope.kind.statistics),
        "figures": [
            figure_line(figure, scope.kind)
            for figure in figures(request.actor, scope, ask.filters)
            if scope.kind is not None
        ]
        if request.GET.get("figures") == "1"
        else None,
    }


def responsible_rows(campaign: Campaign, page: SheetPage) -> Mapping[int, list[LevelLine]]:
    """Return who answers for each row, where that was set for anything in the campaign."""
    if not has_responsibility(campaign):
        return {}
    return responsible_of_ids([row.pk for row in page.rows], timezone.localdate())


def local_day(moment: datetime) -> str:
    return formatting.day(timezone.localdate(moment))


def unit_names(kind: KindDefinition | None, page: SheetPage) -> Mapping[int, str]:
    keys = [field.key for field in (kind.fields if kind else ()) if field.type is FieldType.UNIT]
    ids = {row.fields[key] for row in page.rows for key in keys if key in row.fields}
    if not ids:
        return {}
    return {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=ids)}


def figure_line(figure: Figure, kind: KindDefinition) -> dict[str, Any]:
    statistic = figure.statistic
    field = kind.field(statistic.of or "")
    is_sum = statistic.function is Function.SUM
    measure = (field.measure or "") if field else WAN if is_sum else ""
    return {
        "name": spoken(statistic.name),
        "measure": measure,
        "by": statistic.by if is_sum or kind.log(statistic.of or "") is None else None,
        "total": figure_text(figure, kind, figure.total),
        "parts": [
            (
                part.code,
                part_word(statistic, kind, part.code),
                figure_text(figure, kind, part.value),
            )
            for part in figure.parts
        ],
    }
