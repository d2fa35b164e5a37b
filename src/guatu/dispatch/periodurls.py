"""Addresses of periods, of the past, and of corrections after the freeze."""

from guatu.dispatch import policies
from guatu.dispatch.views import corrections, pasts, periods
from guatu.shell.routes import act, route

READ = policies.can_read_reports
RUN = policies.can_run_some_rounds
CORRECT = policies.can_correct_some
PERIOD = "periods/<slug:slug>/<slug:every>/<slug:start>/"

PERIOD_URLS = [
    route("periods/<slug:slug>/", periods.periods, name="periods", policy=READ),
    route(PERIOD, periods.period, name="period", policy=READ),
    route(f"{PERIOD}rows/<slug:what>/", periods.period_rows, name="period-rows", policy=READ),
    act(f"{PERIOD}opinion", periods.keep_opinion, name="write-opinion", policy=RUN),
    route("past/of/<slug:slug>/", pasts.newest, name="past-newest", policy=READ),
    route("past/<int:round_id>/", pasts.past, name="past", policy=READ),
    route("corrections/", corrections.corrections, name="corrections", policy=CORRECT),
    route(
        "check-ins/<int:check_in_id>/correct/",
        corrections.correct,
        name="correct",
        policy=CORRECT,
    ),
    act(
        "corrections/<int:correction_id>/decide",
        corrections.decide,
        name="decide-correction",
        policy=RUN,
    ),
    act(
        "corrections/<int:correction_id>/withdraw",
        corrections.withdraw,
        name="withdraw-correction",
        policy=CORRECT,
    ),
]
