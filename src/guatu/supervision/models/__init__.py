"""Tables of supervision. `directives` < `steps`, `rules`."""

from guatu.supervision.models.directives import Directive
from guatu.supervision.models.rules import DirectiveRules
from guatu.supervision.models.steps import (
    DirectiveEscalation,
    DirectiveExtension,
    DirectiveFile,
    DirectiveStep,
)

__all__ = [
    "Directive",
    "DirectiveEscalation",
    "DirectiveExtension",
    "DirectiveFile",
    "DirectiveRules",
    "DirectiveStep",
]
