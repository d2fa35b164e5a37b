"""Addresses of nodes and 月度目标: a campaign's year, an entry's year, and what is proposed."""

from guatu.ledgers.policies import can_manage_ledgers, can_open_ledgers, can_set_some_goals
from guatu.ledgers.views import goals
from guatu.shell.routes import act, route

urlpatterns = [
    route("goals/", goals.index, name="goals-index", policy=can_open_ledgers),
    route("goals/<slug:slug>/", goals.campaign_year, name="goals", policy=can_open_ledgers),
    route(
        "entries/<int:entry_id>/goals/", goals.entry_year, name="goal-year", policy=can_open_ledgers
    ),
    act(
        "entries/<int:entry_id>/goals/save",
        goals.save_year,
        name="goal-save",
        policy=can_set_some_goals,
    ),
    act(
        "goals/milestones/<int:milestone_id>/move",
        goals.move,
        name="goal-move",
        policy=can_manage_ledgers,
    ),
    act(
        "goals/proposals/<int:proposal_id>/decide",
        goals.decide,
        name="goal-decide",
        policy=can_manage_ledgers,
    ),
    act(
        "goals/proposals/<int:proposal_id>/withdraw",
        goals.withdraw,
        name="goal-withdraw",
        policy=can_set_some_goals,
    ),
]
