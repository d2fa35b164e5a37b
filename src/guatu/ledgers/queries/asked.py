"""Whether a kind would ask for what is held or asked already, and what the rules on burdens say of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from guatu.campaigns.models import Indicator
from guatu.core.burden.designs import breaches_of
from guatu.core.burden.rules import Rule
from guatu.core.kinds import KindDefinition
from guatu.core.kinds.asking import Clash, Held, Place, clashes, figure_name, figures_asked
from guatu.core.kinds.places import line_of
from guatu.ledgers.queries.kinds import installed_kinds
from guatu.shell.burdenrules import forbid
from guatu.shell.errors import RuleForbids


def held_elsewhere(code: str) -> Iterator[Held]:
    """Give the figures that kinds other than `code`, and indicators, ask of units."""
    for kind in installed_kinds():
        if kind.code != code:
            yield from figures_asked(kind, kind.noun.zh)
    for name, measure in Indicator.objects.order_by("pk").values_list("name", "measure"):
        yield Held(name=figure_name(name), measure=measure, place=Place.INDICATOR, where=name)


def check_indicators(wanted: Collection[tuple[str, str | None]]) -> None:
    """Refuse new indicators whose figure a ledger asks of its lead units already.

    Parameters
    ----------
    wanted : collection of (name, measure)
        The indicators as they shall be; those that stand already are let through.

    Raises
    ------
    RuleForbids
        With the indicator, the rule, and the ledger that asks for it.
    """
    asked = {
        (one.name, one.measure): one.where
        for kind in installed_kinds()
        for one in figures_asked(kind, kind.noun.zh)
    }
    found = [(name, asked.get((figure_name(name), measure))) for name, measure in wanted]
    twice = {name: where for name, where in found if where is not None}
    if not twice:
        return
    known = set(Indicator.objects.filter(name__in=twice).values_list("name", flat=True))
    for name, where in twice.items():
        if name in known:
            continue
        refusal = forbid(Rule.ASKED_TWICE, name)
        place = _("“%(name)s” is asked by the ledger “%(where)s” already.") % {
            "name": name,
            "where": where,
        }
        refusal.message = f"{place} {refusal.message}"
        raise refusal


def check_asks(definition: KindDefinition, text: str) -> None:
    """Refuse a kind that asks twice, or for what the rules keep out.

    Raises
    ------
    RuleForbids
        With the line of the text, the rule, and the place where the thing is held already.
    """
    for key, name, breach in breaches_of(definition):
        raise at_line(forbid(breach.rule, name), text, key)
    found = clashes(definition, list(held_elsewhere(definition.code)))
    for clash in found:
        refusal = forbid(Rule.ASKED_TWICE, clash.field.name.zh)
        refusal.message = f"{place_of(clash)} {refusal.message}"
        raise at_line(refusal, text, f"fields[{clash.index}].name")


def at_line(refusal: RuleForbids, text: str, key: str) -> RuleForbids:
    if (line := line_of(text, key)) is not None:
        refusal.message = _("Line %(line)d: %(message)s") % {
            "line": line,
            "message": refusal.message,
        }
    refusal.fields = {"line": line, "key": key}
    return refusal


def place_of(clash: Clash) -> str:
    """Say where it is held or asked already."""
    words = {"name": clash.field.name.zh, "where": clash.where}
    if clash.place is Place.COLUMN:
        return _("“%(name)s” stands in every entry already (%(where)s).") % words
    if clash.place is Place.REPORT:
        return _("“%(name)s” is said in every report already.") % words
    if clash.place is Place.INDICATOR:
        return _("“%(name)s” is reported as the figure of an indicator already.") % words
    if clash.place is Place.SAME_KIND:
        return _("“%(name)s” is asked by the field %(where)s of this kind already.") % words
    return _("“%(name)s” is asked by the ledger “%(where)s” already.") % words
