"""What a change of a kind would do to the entries that stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from guatu.core.kinds.model import KindDefinition
from guatu.core.kinds.values import problem_of


class MisfitCode(StrEnum):
    """Why an entry does not fit the changed kind."""

    STAGE_GONE = "stage-gone"  # it stands in a stage that is no more
    VALUE_UNFIT = "value-unfit"  # a value of its, or of a row of a log, that the field refuses


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """What of an entry does not fit: the stage, or the field (of the log `log`)."""

    code: MisfitCode
    key: str
    value: str
    log: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What the changed kind no longer has. The values of such fields stay with their entries."""

    stages: tuple[str, ...]
    fields: tuple[str, ...]
    logs: tuple[str, ...]


def removed(old: KindDefinition, new: KindDefinition) -> Removed:
    """Return the stages, fields and logs of `old` that `new` lacks, in the order of `old`."""
    return Removed(
        stages=tuple(s.code for s in old.stages if new.stage(s.code) is None),
        fields=tuple(f.key for f in old.fields if new.field(f.key) is None),
        logs=tuple(log.code for log in old.logs if new.log(log.code) is None),
    )


def entry_misfits(new: KindDefinition, stage: str, values: Mapping[str, Any]) -> list[Misfit]:
    """Return what of an entry does not fit `new`.

    Parameters
    ----------
    new : KindDefinition
        The changed kind.
    stage : str
        Where the entry stands.
    values : Mapping
        Its extra fields as stored; those that `new` lacks stay as they are and fit.
    """
    found = []
    if new.stage(stage) is None:
        found.append(Misfit(code=MisfitCode.STAGE_GONE, key="stage", value=stage))
    for key, value in values.items():
        field = new.field(key)
        if field is not None and problem_of(field, value) is not None:
            found.append(Misfit(code=MisfitCode.VALUE_UNFIT, key=key, value=str(value)))
    return found


def row_misfits(new: KindDefinition, log_code: str, values: Mapping[str, Any]) -> list[Misfit]:
    """Return what of a row of a log does not fit `new`."""
    log = new.log(log_code)
    if log is None:
        return []
    return [
        Misfit(code=MisfitCode.VALUE_UNFIT, key=key, value=str(value), log=log_code)
        for key, value in values.items()
        if (field := log.field(key)) is not None and problem_of(field, value) is not None
    ]
