"""Addresses of dispatch."""

from guatu.dispatch import policies
from guatu.dispatch.views import files, mine, reviews, rounds
from guatu.shell.routes import route

app_name = "dispatch"
MINE = policies.can_fill_some
REVIEW = policies.can_review_some
RUN = policies.can_run_some_rounds

urlpatterns = [
    route("mine/", mine.mine, name="mine", policy=MINE),
    route("mine/<int:round_id>/save", mine.save, name="save", policy=MINE),
    route("check-ins/<int:check_in_id>/draft", mine.draft, name="draft", policy=MINE),
    route("check-ins/<int:check_in_id>/files", files.attach, name="attach", policy=MINE),
    route(
        "check-ins/<int:check_in_id>/files/<int:evidence_id>",
        files.file,
        name="file",
        policy=policies.can_work_on_check_ins,
    ),
    route(
        "check-ins/<int:check_in_id>/files/<int:evidence_id>/remove",
        files.detach,
        name="detach",
        policy=MINE,
    ),
    route("receipts/<int:number>", mine.receipt, name="receipt", policy=MINE),
    route("reviews/", reviews.reviews, name="reviews", policy=REVIEW),
    route("reviews/approve", reviews.approve, name="approve", policy=REVIEW),
    route("reviews/<int:check_in_id>/return", reviews.give_back, name="return", policy=REVIEW),
    route("rounds/", rounds.rounds, name="rounds", policy=policies.can_see_rounds),
    route("rounds/open/<slug:slug>", rounds.open_next, name="open", policy=RUN),
    route("rounds/relight/<slug:slug>", rounds.relight, name="relight", policy=RUN),
    route("rounds/<int:round_id>/close", rounds.close, name="close", policy=RUN),
    route("rounds/<int:round_id>/freeze", rounds.freeze, name="freeze", policy=RUN),
]
