"""Tables of burden."""

from guatu.burden.models.asks import Ask, BurdenScheme, Count
from guatu.burden.models.complaints import Complaint

__all__ = ["Ask", "BurdenScheme", "Complaint", "Count"]
