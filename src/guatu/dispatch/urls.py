"""Addresses of dispatch."""

from guatu.dispatch import policies
from guatu.dispatch.views import files, mine, reviews, rounds, streams
from guatu.shell.routes import act, route

app_name = "dispatch"
MINE = policies.can_fill_some
REVIEW = policies.can_review_some
RUN = policies.can_run_some_rounds

urlpatterns = [
    route("mine/", mine.mine, name="mine", policy=MINE),
    act("mine/<int:round_id>/save", mine.save, name="save", policy=MINE),
    act("check-ins/<int:check_in_id>/draft", mine.draft, name="draft", policy=MINE),
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
    route("receipts/<int:number>", mine.receipt, name="receipt", policy=MINE),
    route("reviews/", reviews.reviews, name="reviews", policy=REVIEW),
    act("reviews/approve", reviews.approve, name="approve", policy=REVIEW),
    act("reviews/<int:check_in_id>/return", reviews.give_back, name="return", policy=REVIEW),
    route("rounds/<int:round_id>/", rounds.one_round, name="round", policy=policies.can_see_rounds),
    route("rounds/", rounds.rounds, name="rounds", policy=policies.can_see_rounds),
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
]
