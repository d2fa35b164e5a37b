"""Acts of burden."""

from guatu.burden.actions.complaints import answer_complaint, leave_complaint
from guatu.burden.actions.counting import count_month
from guatu.burden.actions.schemes import set_scheme

__all__ = ["answer_complaint", "count_month", "leave_complaint", "set_scheme"]
