"""A kind as values: its nouns, fields, stages, columns, statistics and print hints."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guatu.core.errors import CoreError


class KindError(CoreError, ValueError):
    """A kind's file is wrong; the message names the file, the key and what to do.

    Parameters
    ----------
    file : str
        The file as the person gave it.
    key : str
        Where in it: ``fields[2].type``.
    remedy : str
        One plain English sentence: what is wrong and what to do.
    """

    def __init__(self, *, file: str, key: str, remedy: str) -> None:
        super().__init__(f"{file}: {key}: {remedy}", code="kind-wrong")
        self.file = file
        self.key = key
        self.remedy = remedy


class FieldType(StrEnum):
    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    UNIT = "unit"
    BOOL = "bool"
    SERIES = "series"


class Filler(StrEnum):
    """Who fills a field in: the campaign office alone, or also the lead unit."""

    OFFICE = "office"
    UNIT = "unit"


class Mark(StrEnum):
    """What a field is for beside being read; a marked field also lives in typed rows (D3)."""

    FILTER = "filter"
    SORT = "sort"
    STATISTIC = "statistic"


class Function(StrEnum):
    COUNT = "count"
    SUM = "sum"


BUILT_IN_COLUMNS = (
    "lamp",
    "number",
    "title",
    "heading",
    "standard",
    "leads",
    "supports",
    "stage",
    "starts",
    "due",
    "limit",
    "progress",
    "amount",
    "place",
    "report",
    "origin",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A noun in both languages of the product."""

    zh: str
    en: str

    def spoken(self, language: str) -> str:
        """Return the noun in `language`: Chinese for ``zh…``, English for all else."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice. In a log it may send the entry to a stage: what was found decides the course."""

    code: str
    name: Name
    to_stage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One extra field of a kind.

    `scale` is how many decimal places a number or a series keeps; `measure` is its unit of measure.
    A `is_unique` field stands once in its ledger. `default` is what a new form holds, as it is
    stored; ``"today"`` for a date. `bands` are the lower ends, in `measure`, of the second band on.
    """

    key: str
    type: FieldType
    name: Name
    measure: str | None = None
    scale: int = 0
    choices: tuple[Choice, ...] = ()
    filled_by: Filler = Filler.OFFICE
    is_private: bool = False
    is_required: bool = False
    marks: frozenset[Mark] = frozenset()
    help: Name | None = None
    against: str | None = None  # of a series: the series that holds its plan
    is_unique: bool = False
    default: str | None = None
    bands: tuple[int, ...] = ()

    def choice(self, code: str) -> Choice | None:
        """Return the choice with `code`, if there is one."""
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a kind's course: what entering it asks for, and how long an entry may stay.

    At most one limit is set: calendar days, working days, or hours. `requires` are the fields that
    must be filled before an entry comes here. `is_start` marks the stage with which the work itself
    begins (开工): lamps ask whether it was reached in time.
    """

    code: str
    name: Name
    proof: Name | None = None
    limit_days: int | None = None
    is_final: bool = False
    is_start: bool = False
    limit_working_days: int | None = None
    limit_hours: int | None = None
    requires: tuple[str, ...] = ()
    help: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A repeated act of an entry (a visit, a check): its own fields, and how often it is due.

    It is due while the entry stands in one of `stages` (all but the final one if none is named),
    `every_days` or `every_working_days` after it was done last, or after the entry came there.
    """

    code: str
    name: Name
    fields: tuple[Field, ...] = ()
    every_days: int | None = None
    every_working_days: int | None = None
    stages: tuple[str, ...] = ()
    proof: Name | None = None
    help: Name | None = None

    def field(self, key: str) -> Field | None:
        """Return the field `key` of a row, if the log has it."""
        return next((field for field in self.fields if field.key == key), None)


class StepBy(StrEnum):
    """Who records a step of a track: the lead unit, or only the unit that keeps the track."""

    UNIT = "unit"
    KEEPER = "keeper"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackState:
    """One state of a track: from which states it is entered, by whom, with what proof or reason."""

    code: str
    after: tuple[str, ...] = ()
    by: StepBy = StepBy.UNIT
    proof: Name | None = None
    needs_reason: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A course of its own beside the stages (T7). `field` is the choice field that shows its state."""

    field: str
    keeper: Name
    states: tuple[TrackState, ...]

    def state(self, code: str) -> TrackState | None:
        """Return the state `code`, if the track has it."""
        return next((state for state in self.states if state.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of a line and when it is due: exactly one of the three rules is set."""

    code: str
    name: Name
    proof: Name | None = None
    offset_days: int | None = None  # after the start
    share_percent: int | None = None  # of the time from the start to the due date
    before_due_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeLine:
    """The nodes that an entry passes whose choice field `field` has the value `value`."""

    field: str
    value: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """A figure above the ledger: a count, or the sum of a money or number field, by group.

    A count `of` a log counts its rows, by one of its choice fields.
    """

    key: str
    name: Name
    function: Function
    of: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintHints:
    paper: str = "A3"
    is_landscape: bool = True
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindDefinition:
    """All that a ledger kind declares."""

    code: str
    noun: Name
    official_order: int
    stages: tuple[Stage, ...]
    fields: tuple[Field, ...]
    columns: tuple[str, ...]
    lamp_rules: str
    has_quantity: bool
    has_amount: bool
    statistics: tuple[Statistic, ...]
    print_hints: PrintHints
    tracks: tuple[Track, ...] = ()
    node_lines: tuple[NodeLine, ...] = ()
    logs: tuple[Log, ...] = ()
    help: Name | None = None
    amount_name: Name | None = None  # what its sum of money is called, where not plainly money
    is_reported: bool = True  # whether rounds ask the lead unit for a report
    added_by: Filler = Filler.OFFICE  # who adds entries
    closed_by: Filler = Filler.OFFICE  # who records the final stage (never who recorded the last)
    # the stage in which closing is asked for: then it is reviewed and checked before it is final (T10)
    closing_stage: str | None = None

    def field(self, key: str) -> Field | None:
        """Return the extra field `key`, if the kind has it."""
        return next((field for field in self.fields if field.key == key), None)

    def stage(self, code: str) -> Stage | None:
        """Return the stage `code`, if the kind has it."""
        return next((stage for stage in self.stages if stage.code == code), None)

    def log(self, code: str) -> Log | None:
        """Return the log `code`, if the kind has it."""
        return next((log for log in self.logs if log.code == code), None)

    def track(self, field: str) -> Track | None:
        """Return the track that the choice field `field` shows, if the kind has it."""
        return next((track for track in self.tracks if track.field == field), None)

    def stage_position(self, code: str) -> int:
        """Return the place of `code` in the course, from 0; -1 for one that the kind no longer has."""
        codes = [stage.code for stage in self.stages]
        return codes.index(code) if code in codes else -1

    @property
    def has_limits(self) -> bool:
        """Whether any stage has a limit, or any log is due at a cadence."""
        return any(
            stage.limit_days or stage.limit_working_days or stage.limit_hours
            for stage in self.stages
        ) or any(log.every_days or log.every_working_days for log in self.logs)

    @property
    def has_working_days(self) -> bool:
        """Whether any of its limits is counted in working days, by the table of holidays."""
        return any(stage.limit_working_days for stage in self.stages) or any(
            log.every_working_days for log in self.logs
        )

    @property
    def first_stage(self) -> Stage:
        return self.stages[0]
