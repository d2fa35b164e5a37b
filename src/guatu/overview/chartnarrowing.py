"""What a printed chart says of what it was narrowed to: a sheet on a wall has no filters beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.core.kinds import KindDefinition
from guatu.dispatch.models import Round
from guatu.dispatch.queries.pasts import UnitThen, units_at
from guatu.ledgers.queries import Filters, Scope
from guatu.ledgers.queries.kinds import spoken
from guatu.overview.needwords import SORT_WORDS
from guatu.overview.queries.securing import SecuringWanted
from guatu.shell.formatting import is_chinese
from guatu.shell.lamps import word


def told_of_lines(
    scope: Scope, filters: Filters, kinds: Mapping[str, KindDefinition], past: Round | None
) -> tuple[str, ...]:
    """Return which lines of its campaign alone a progress chart shows, nothing if all of them."""
    return told(list(parts_of(scope, filters, kinds, past)))


def told_of_needs(wanted: SecuringWanted) -> tuple[str, ...]:
    """Return which needs alone a guarantee chart shows, nothing if all open ones."""
    parts = [str(SORT_WORDS[wanted.sort])] if wanted.sort in SORT_WORDS else []
    return told([*parts, *([_("what one's own unit clears")] if wanted.is_mine else [])])


def told(parts: list[str]) -> tuple[str, ...]:
    between = "、" if is_chinese() else ", "
    return (_("Only %(what)s") % {"what": between.join(parts)},) if parts else ()


def parts_of(
    scope: Scope, filters: Filters, kinds: Mapping[str, KindDefinition], past: Round | None
) -> Iterator[str]:
    if scope.kind is not None:
        yield spoken(scope.kind.noun)
    if filters.unit_id is not None:
        yield unit_name(filters.unit_id, past)
    if filters.is_mine:
        yield _("entries of one's own unit")
    yield from (word(lamp) for lamp in filters.lamps)
    if filters.stage:
        names = [one.stage(filters.stage) for one in kinds.values()]
        yield next((spoken(stage.name) for stage in names if stage), filters.stage)
    if filters.text:
        yield _("with “%(text)s”") % {"text": filters.text}
    if filters.choices or filters.origin or filters.validity or filters.closing:
        yield _("as filtered")


def unit_name(unit_id: int, past: Round | None) -> str:
    """Return what a unit is called, or was when the round closed."""
    units: Mapping[int, Unit | UnitThen] = (
        Unit.objects.in_bulk([unit_id]) if past is None else units_at(past)
    )
    return units[unit_id].label if unit_id in units else _("one unit")
