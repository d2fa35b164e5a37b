"""Acts on rounds, check-ins and lamps: one function an act, one transaction, one chained audit row."""

from guatu.dispatch.actions.drafts import Draft, attach_evidence, detach_evidence, save_draft
from guatu.dispatch.actions.freezing import freeze_round
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.actions.papers import Paper, approve_on_paper, check_one_sheet
from guatu.dispatch.actions.returning import return_check_in
from guatu.dispatch.actions.reviews import Pick, approve_check_ins
from guatu.dispatch.actions.rounds import (
    close_past_rounds,
    close_round,
    ensure_cadence,
    open_round,
)
from guatu.dispatch.actions.submissions import Words, submit_check_ins

__all__ = [
    "Draft",
    "Paper",
    "Pick",
    "Words",
    "approve_check_ins",
    "approve_on_paper",
    "attach_evidence",
    "check_one_sheet",
    "close_past_rounds",
    "close_round",
    "detach_evidence",
    "ensure_cadence",
    "freeze_round",
    "open_round",
    "recompute_lamps",
    "return_check_in",
    "save_draft",
    "submit_check_ins",
]
