"""Addresses of meetings."""

from guatu.meetings import policies
from guatu.meetings.views import agenda, meetings, minutes, packages, plans, walk
from guatu.shell.routes import act, route

app_name = "meetings"
SEE = policies.can_see_meetings
RUN = policies.can_run_some
PACKAGES = policies.can_see_packages

urlpatterns = [
    route("", meetings.meetings, name="meetings", policy=SEE),
    act("prepare/<slug:slug>", meetings.prepare, name="prepare", policy=RUN),
    route("<int:meeting_id>/", meetings.meeting, name="meeting", policy=SEE),
    act("<int:meeting_id>/edit", meetings.edit, name="edit", policy=RUN),
    act("<int:meeting_id>/again", meetings.again, name="again", policy=RUN),
    act("<int:meeting_id>/tell", meetings.tell, name="tell", policy=RUN),
    act("<int:meeting_id>/cancel", meetings.cancel, name="cancel", policy=RUN),
    act("<int:meeting_id>/begin", meetings.begin, name="begin", policy=RUN),
    act("<int:meeting_id>/close", meetings.close, name="close", policy=RUN),
    act("<int:meeting_id>/items", agenda.add, name="item-add", policy=RUN),
    act("<int:meeting_id>/invite", agenda.invite, name="invite", policy=RUN),
    act("items/<int:item_id>/edit", agenda.edit, name="item-edit", policy=RUN),
    act("items/<int:item_id>/drop", agenda.drop, name="item-drop", policy=RUN),
    act("items/<int:item_id>/move", agenda.move, name="item-move", policy=RUN),
    route("<int:meeting_id>/walk/", walk.walk, name="walk", policy=SEE),
    route("<int:meeting_id>/decisions/", walk.decisions, name="decisions", policy=SEE),
    act("<int:meeting_id>/decide", walk.decide, name="decide", policy=RUN),
    route("decisions/<int:decision_id>/", walk.edit, name="decision-edit", policy=RUN),
    act("decisions/<int:decision_id>/withdraw", walk.withdraw, name="decision-withdraw", policy=RUN),
    act("decisions/<int:decision_id>/settle", walk.settle, name="decision-settle", policy=RUN),
    route("<int:meeting_id>/minutes/", minutes.minutes, name="minutes", policy=SEE),
    route(
        "<int:meeting_id>/minutes.<slug:form>", minutes.minutes_file, name="minutes-file", policy=SEE
    ),
    act("<int:meeting_id>/correct", minutes.correct, name="correct", policy=RUN),
    route("<int:meeting_id>/paper/", minutes.paper, name="paper", policy=SEE),
    route("plans/<slug:slug>/", plans.plans, name="plans", policy=RUN),
    route("packages/", packages.packages, name="packages", policy=PACKAGES),
    act("packages/round/<int:round_id>/make", packages.make, name="package-make", policy=RUN),
    route("packages/<int:package_id>/", packages.package, name="package", policy=PACKAGES),
    route("packages/<int:package_id>/zip", packages.archive, name="package-zip", policy=PACKAGES),
    route(
        "packages/<int:package_id>/table/", packages.table, name="package-table", policy=PACKAGES
    ),
    route(
        "packages/<int:package_id>/files/<int:evidence_id>", packages.part, name="package-part",
        policy=PACKAGES,
    ),
]  # fmt: skip
