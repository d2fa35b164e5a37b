"""Addresses of burden."""

from guatu.burden import policies
from guatu.burden.views import box, guard, ledger
from guatu.shell.routes import act, anyone, route

app_name = "burden"

SEE = policies.can_see_burden
SET = policies.can_set_scheme

urlpatterns = [
    route("", ledger.index, name="index", policy=SEE),
    route("units/<int:unit_id>/", ledger.unit, name="unit", policy=SEE),
    act("count", ledger.count, name="count", policy=SET),
    route("scheme/", ledger.scheme, name="scheme", policy=SEE),
    route("rules/", guard.guard, name="guard", policy=SEE),
    act("rules/<slug:rule>/turn-on", guard.turn_on, name="turn-on", policy=SET),
    # no key is kept of who sent it: the form's own nonce makes it happen once
    route("word/", box.leave, name="leave", policy=anyone, repeatable=True),
    route("box/", box.box, name="box", policy=policies.can_read_box),
    route("box/<int:complaint_id>/", box.complaint, name="complaint", policy=policies.can_read_box),
]
