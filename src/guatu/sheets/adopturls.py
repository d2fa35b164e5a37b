"""Addresses of adopting old ledgers, and of forms of offices above."""

from guatu.ledgers.policies import can_open_ledgers
from guatu.sheets import policies
from guatu.sheets.views import adopting, higher
from guatu.shell.routes import act, route

ADOPT = policies.can_adopt_some
KEEP = policies.can_keep_forms

urlpatterns = [
    route("ledgers/", adopting.adoptions, name="adoptions", policy=ADOPT),
    route("ledgers/<int:adoption_id>/", adopting.adoption, name="adoption", policy=ADOPT),
    route("ledgers/<int:adoption_id>/file", adopting.original, name="adoption-file", policy=ADOPT),
    route("ledgers/<int:adoption_id>/faults", adopting.faults, name="adoption-faults", policy=ADOPT),
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
    route("higher/", higher.forms, name="higher", policy=KEEP),
    route("higher/<int:form_id>/", higher.form, name="higher-form", policy=KEEP),
    route("higher/<int:form_id>/file", higher.original, name="higher-original", policy=KEEP),
    act("higher/<int:form_id>/asking", higher.asking, name="higher-asking", policy=KEEP),
    act("higher/<int:form_id>/layout", higher.layout, name="higher-layout", policy=KEEP),
    act("higher/<int:form_id>/fill", higher.fill_in, name="higher-fill", policy=KEEP),
    act("higher/<int:form_id>/retire", higher.retire, name="higher-retire", policy=KEEP),
    route(
        "higher/<int:form_id>/filled/<int:number>", higher.filled, name="higher-filled",
        policy=KEEP,
    ),
]  # fmt: skip
