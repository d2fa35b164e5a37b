"""Tables of supervision. `directives` < `steps`, `rules`, `ladder`, `excuses`, `problems` < `inspections`."""

from guatu.supervision.models.decided import Decided
from guatu.supervision.models.directives import Directive
from guatu.supervision.models.excuses import Excuse
from guatu.supervision.models.inspections import (
    Finding,
    Inspection,
    InspectionPhoto,
    InspectionPlan,
)
from guatu.supervision.models.ladder import (
    RUNGS,
    LadderAnswer,
    LadderStep,
    LadderSuggestion,
    Matter,
    Rung,
    SupervisionRules,
)
from guatu.supervision.models.problems import Problem, ProblemStep
from guatu.supervision.models.rules import DirectiveRules
from guatu.supervision.models.steps import (
    DirectiveEscalation,
    DirectiveExtension,
    DirectiveFile,
    DirectiveStep,
)
from guatu.supervision.models.watches import SupervisedItem, Watch

__all__ = [
    "RUNGS",
    "Decided",
    "Directive",
    "DirectiveEscalation",
    "DirectiveExtension",
    "DirectiveFile",
    "DirectiveRules",
    "DirectiveStep",
    "Excuse",
    "Finding",
    "Inspection",
    "InspectionPhoto",
    "InspectionPlan",
    "LadderAnswer",
    "LadderStep",
    "LadderSuggestion",
    "Matter",
    "Problem",
    "ProblemStep",
    "Rung",
    "SupervisedItem",
    "SupervisionRules",
    "Watch",
]
