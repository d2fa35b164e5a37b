"""Addresses of closing: what waits for a word, a line's way to 销号, and each step of it."""

from guatu.ledgers.policies import (
    can_manage_ledgers,
    can_open_ledgers,
    can_review_some_closing,
    can_work_ledgers,
)
from guatu.ledgers.views import closingpapers, closings
from guatu.shell.routes import act, route

ENTRY = "entries/<int:entry_id>/closing/"
ONE = "closings/<int:closing_id>/"

urlpatterns = [
    route("closings/", closings.closings, name="closings", policy=can_review_some_closing),
    route(ENTRY, closings.closing, name="entry-closing", policy=can_open_ledgers),
    act(ENTRY + "ask", closings.ask, name="closing-ask", policy=can_work_ledgers),
    act(ENTRY + "reopen", closings.reopen, name="closing-reopen", policy=can_manage_ledgers),
    act(ONE + "review", closings.review, name="closing-review", policy=can_review_some_closing),
    act(ONE + "verify", closings.verify, name="closing-verify", policy=can_manage_ledgers),
    act(ONE + "return", closings.give_back, name="closing-return", policy=can_review_some_closing),
    act(ONE + "withdraw", closings.withdraw, name="closing-withdraw", policy=can_work_ledgers),
    route(
        ENTRY + "sheet", closingpapers.sheet, name="entry-closing-sheet", policy=can_open_ledgers
    ),
    act(ENTRY + "ask-paper", closingpapers.ask, name="closing-ask-paper", policy=can_work_ledgers),
    act(
        ONE + "review-paper",
        closingpapers.review,
        name="closing-review-paper",
        policy=can_work_ledgers,
    ),
    act(
        ONE + "verify-paper",
        closingpapers.verify,
        name="closing-verify-paper",
        policy=can_manage_ledgers,
    ),
    route(
        ONE + "steps/<int:step_id>/sheet",
        closingpapers.scan,
        name="closing-scan",
        policy=can_open_ledgers,
    ),
    route(
        ONE + "steps/<int:step_id>/proof",
        closings.proof,
        name="closing-proof",
        policy=can_open_ledgers,
    ),
]
