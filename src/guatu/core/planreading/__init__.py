"""Plan reading: the text of a plan to a draft of its ledgers."""

from guatu.core.planreading.document import to_document
from guatu.core.planreading.model import DraftPlan
from guatu.core.planreading.reader import read_plan

__all__ = ["DraftPlan", "read_plan", "to_document"]
