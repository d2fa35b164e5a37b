"""Plan reading: the text of a plan to a draft of its ledgers."""

from guatu.core.planreading.context import Surroundings, sentence_around
from guatu.core.planreading.document import to_document
from guatu.core.planreading.model import DraftPlan
from guatu.core.planreading.reader import read_plan

__all__ = ["DraftPlan", "Surroundings", "read_plan", "sentence_around", "to_document"]
