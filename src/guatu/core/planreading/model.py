"""What reading a plan gives: a draft whose every item shows the words it was read from."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from guatu.core.text.quantities import Op

__all__ = [
    "OF_INTEREST",
    "Clause",
    "DraftCadence",
    "DraftFact",
    "DraftPhase",
    "DraftPlan",
    "DraftProject",
    "DraftTarget",
    "DraftTask",
    "Every",
    "Evidence",
    "Issue",
    "IssueCode",
    "Op",
    "Origin",
    "Severity",
    "Unused",
    "UnusedReason",
]


class Every(StrEnum):
    """The interval of a recurring act."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


class Origin(StrEnum):
    """Where a commitment comes from: 上级下达, 本级部署 or 单位自报承诺."""

    ASSIGNED = "assigned"
    OWN = "own"
    PLEDGED = "pledged"


class Severity(StrEnum):
    """How much an issue matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class IssueCode(StrEnum):
    """What reading noticed about the document."""

    EMPTY = "empty"
    NOT_CHINESE = "not-chinese"
    NO_PLAN = "no-plan"
    NO_TASKS = "no-tasks"
    NO_TARGETS = "no-targets"
    NO_YEAR = "no-year"
    NO_DUTIES = "no-duties"
    UNIT_IN_BOTH_ROLES = "unit-in-both-roles"
    PHASE_WITHOUT_DATES = "phase-without-dates"


class UnusedReason(StrEnum):
    """Why a number of the text is in no record."""

    DATE = "date"
    DURATION = "duration"
    ORDINAL = "ordinal"
    NUMBERING = "numbering"
    NAME = "name"
    CODE = "code"
    WORD = "word"
    PARTS = "parts"
    THRESHOLD = "threshold"
    INTERVAL = "interval"
    FURNITURE = "furniture"
    NO_INDICATOR = "no-indicator"
    NO_PLAN = "no-plan"
    DECOMPOSED = "decomposed"  # a table's part of a figure: of one unit, one quarter, or a sum


# Quantities that no rule took; the other reasons tell dates, numbering, names and words.
OF_INTEREST = frozenset({UnusedReason.NO_INDICATOR, UnusedReason.THRESHOLD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The words an item was read from; ``text[start:end] == quote`` in the text as given."""

    quote: str
    start: int
    end: int
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    evidence: Evidence

    @property
    def quote(self) -> str:
        """The exact words."""
        return self.evidence.quote

    @property
    def start(self) -> int:
        """First code point of the quote in the text."""
        return self.evidence.start

    @property
    def end(self) -> int:
        """The code point behind the quote."""
        return self.evidence.end

    @property
    def confidence(self) -> float:
        """How sure the reading is, 0 to 1."""
        return self.evidence.confidence

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes of the rules that decided."""
        return self.evidence.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTarget(_Read):
    """A quantity that somebody is to reach."""

    indicator: str
    op: Op
    value: Decimal
    value_high: Decimal | None = None
    unit: str | None = None
    growth: bool = False
    deadline: date | None = None
    origin: Origin = Origin.OWN
    speaker: str | None = None  # the body that says so, where several speak each for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFact(_Read):
    """A quantity that describes what is or was."""

    indicator: str
    value: Decimal
    value_high: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTask(_Read):
    """A numbered work item with the units that owe it."""

    number: str
    title: str
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    deadline: date | None = None
    body_start: int = 0
    body_end: int = 0
    standard: str | None = None  # 完成标准, as the plan words it
    origin: Origin = Origin.OWN
    speaker: str | None = None  # the body that says so, where several speak each for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPhase(_Read):
    """A named stretch of the campaign."""

    name: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftProject(_Read):
    """A named investment or construction project."""

    name: str
    investment_yi: Decimal | None = None
    area_mu: Decimal | None = None
    stage: str | None = None
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    origin: Origin = Origin.OWN
    speaker: str | None = None  # the body that says so, where several speak each for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCadence(_Read):
    """A recurring act of management."""

    event: str
    every: Every


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(_Read):
    """One heading or sentence with the headings it stands under."""

    path: tuple[str, ...] = ()
    is_heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """A number of the body that is in no record, and why."""

    quote: str
    start: int
    end: int
    reason: UnusedReason

    @property
    def is_of_interest(self) -> bool:
        """Whether it may be a quantity that the rules missed: what a person looks at first."""
        return self.reason in OF_INTEREST


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something about the document that a person should know."""

    code: IssueCode
    severity: Severity
    message: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPlan:
    """All that was read from one text, in the order of the text."""

    text: str
    title: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    targets: tuple[DraftTarget, ...] = ()
    facts: tuple[DraftFact, ...] = ()
    tasks: tuple[DraftTask, ...] = ()
    phases: tuple[DraftPhase, ...] = ()
    projects: tuple[DraftProject, ...] = ()
    cadence: tuple[DraftCadence, ...] = ()
    clauses: tuple[Clause, ...] = ()
    unused: tuple[Unused, ...] = ()
    issues: tuple[Issue, ...] = field(default=())

    @property
    def date(self) -> date | None:
        """The day the document was published or issued."""
        return self.issued_on
