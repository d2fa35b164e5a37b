"""Addresses of adopting old ledgers."""

from guatu.ledgers.policies import can_open_ledgers
from guatu.sheets import policies
from guatu.sheets.views import adopting
from guatu.shell.routes import act, route

ADOPT = policies.can_adopt_some

urlpatterns = [
    route("ledgers/", adopting.adoptions, name="adoptions", policy=ADOPT),
    route("ledgers/<int:adoption_id>/", adopting.adoption, name="adoption", policy=ADOPT),
    route("ledgers/<int:adoption_id>/file", adopting.original, name="adoption-file", policy=ADOPT),
    act("ledgers/<int:adoption_id>/look", adopting.look, name="adoption-look", policy=ADOPT),
    act("ledgers/<int:adoption_id>/head", adopting.head, name="adoption-head", policy=ADOPT),
    act(
        "ledgers/<int:adoption_id>/columns", adopting.columns, name="adoption-columns", policy=ADOPT
    ),
    act("ledgers/<int:adoption_id>/answer", adopting.answer, name="adoption-answer", policy=ADOPT),
    act("ledgers/<int:adoption_id>/apply", adopting.apply, name="adoption-apply", policy=ADOPT),
    act("ledgers/<int:adoption_id>/undo", adopting.undo, name="adoption-undo", policy=ADOPT),
    act("ledgers/<int:adoption_id>/drop", adopting.drop, name="adoption-drop", policy=ADOPT),
    route(
        "entries/<int:entry_id>/adopted", adopting.line, name="adopted-line",
        policy=can_open_ledgers,
    ),
]  # fmt: skip
