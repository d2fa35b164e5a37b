"""Every name in the design of a kind, with the key where it stands, for the rules on burdens."""

from __future__ import annotations

from collections.abc import Iterator

from guatu.core.burden.rules import Breach, breach_of
from guatu.core.kinds import KindDefinition


def names_of(definition: KindDefinition) -> Iterator[tuple[str, str, bool]]:
    """Give key, name and whether nobody gets on without it."""
    yield "noun", definition.noun.zh, False
    for index, field in enumerate(definition.fields):
        yield f"fields[{index}].name", field.name.zh, field.is_required
    for index, stage in enumerate(definition.stages):
        yield f"stages[{index}].name", stage.name.zh, False
        if stage.proof is not None:
            yield f"stages[{index}].proof", stage.proof.zh, True
    for index, statistic in enumerate(definition.statistics):
        yield f"statistics[{index}].name", statistic.name.zh, False
    for index, log in enumerate(definition.logs):
        yield f"logs[{index}].name", log.name.zh, False
        if log.proof is not None:
            yield f"logs[{index}].proof", log.proof.zh, True
        for at, field in enumerate(log.fields):
            yield f"logs[{index}].fields[{at}].name", field.name.zh, field.is_required


def breaches_of(definition: KindDefinition) -> list[tuple[str, str, Breach]]:
    """Return the key, the name and the rule of all that a kind may not ask.

    Parameters
    ----------
    definition : KindDefinition
        The kind as it shall be.
    """
    found = []
    for key, name, is_required in names_of(definition):
        if (breach := breach_of(name, is_required=is_required)) is not None:
            found.append((key, name, breach))
    return found
