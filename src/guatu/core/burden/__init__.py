"""What a campaign asks of units: counts, an estimate of minutes, and the budget (principle 6)."""

from guatu.core.burden.counts import BUDGETED, Counts, Measure, Rates, minutes, total
from guatu.core.burden.schemes import Excess, Scheme, SchemeError, excesses, read_scheme, written

__all__ = [
    "BUDGETED",
    "Counts",
    "Excess",
    "Measure",
    "Rates",
    "Scheme",
    "SchemeError",
    "excesses",
    "minutes",
    "read_scheme",
    "total",
    "written",
]
