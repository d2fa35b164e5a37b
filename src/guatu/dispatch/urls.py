"""Addresses of dispatch."""

from guatu.dispatch import policies
from guatu.dispatch.cadenceurls import CADENCE_URLS
from guatu.dispatch.lampurls import LAMP_URLS
from guatu.dispatch.periodurls import PERIOD_URLS
from guatu.dispatch.views import (
    files,
    mine,
    papers,
    receipts,
    register,
    reviews,
    roundrows,
    rounds,
    saving,
    silence,
    streams,
)
from guatu.shell.routes import act, route

app_name = "dispatch"
MINE = policies.can_fill_some
REVIEW = policies.can_review_some
PAPER = policies.can_record_some_paper
RUN = policies.can_run_some_rounds

urlpatterns = [
    route("mine/", mine.mine, name="mine", policy=MINE),
    route("mine/register/", register.register, name="register", policy=MINE),
    route("mine/<int:round_id>/open", mine.still_open, name="still-open", policy=MINE),
    act("mine/<int:round_id>/save", saving.save, name="save", policy=MINE),
    act("check-ins/<int:check_in_id>/draft", saving.draft, name="draft", policy=MINE),
    act("check-ins/<int:check_in_id>/files", files.attach, name="attach", policy=MINE),
    route(
        "check-ins/<int:check_in_id>/files/<int:evidence_id>",
        files.file,
        name="file",
        policy=policies.can_read_reports,
    ),
    act(
        "check-ins/<int:check_in_id>/files/<int:evidence_id>/remove",
        files.detach,
        name="detach",
        policy=MINE,
    ),
    route("receipts/<int:number>", receipts.receipt, name="receipt", policy=MINE),
    route("reviews/", reviews.reviews, name="reviews", policy=REVIEW),
    act("reviews/approve", reviews.approve, name="approve", policy=REVIEW),
    act("reviews/<int:check_in_id>/return", reviews.give_back, name="return", policy=REVIEW),
    route("reviews/papers/", papers.papers, name="papers", policy=PAPER),
    route("reviews/papers/sheet/", papers.sheet, name="paper-sheet", policy=PAPER),
    act("reviews/papers/record", papers.record_paper, name="record-paper", policy=PAPER),
    route(
        "check-ins/<int:check_in_id>/papers/<int:evidence_id>",
        files.paper,
        name="paper",
        policy=policies.can_read_reports,
    ),
    route("rounds/<int:round_id>/", rounds.one_round, name="round", policy=policies.can_see_rounds),
    route(
        "rounds/<int:round_id>/rows/<slug:what>/",
        roundrows.round_rows_page,
        name="round-rows",
        policy=policies.can_see_rounds,
    ),
    act("rounds/<int:round_id>/extend", rounds.extend_unit, name="extend", policy=RUN),
    *CADENCE_URLS,
    route("rounds/", rounds.rounds, name="rounds", policy=policies.can_see_rounds),
    route("silence/<slug:slug>/", silence.silent, name="silence", policy=policies.can_see_rounds),
    route(
        "entries/<int:entry_id>/reports/",
        streams.entry_stream,
        name="entry-stream",
        policy=policies.can_read_reports,
    ),
    act("rounds/open/<slug:slug>", rounds.open_next, name="open", policy=RUN),
    act("rounds/relight/<slug:slug>", rounds.relight, name="relight", policy=RUN),
    act("rounds/<int:round_id>/close", rounds.close, name="close", policy=RUN),
    act("rounds/<int:round_id>/freeze", rounds.freeze, name="freeze", policy=RUN),
    *LAMP_URLS,
    *PERIOD_URLS,
]
