"""Addresses of targets and figures."""

from guatu.campaigns import policies
from guatu.campaigns.views import figures, indicators, measures, pacing, providing, sheets, targets
from guatu.shell.routes import act, route

app_name = "campaigns"
SEE = policies.can_see_targets
REPORT = policies.can_report_some
CONFIRM = policies.can_confirm_some

urlpatterns = [
    route("", targets.targets, name="targets", policy=SEE),
    route("<int:target_id>/", targets.target, name="target", policy=SEE),
    act("<int:target_id>/adopt", figures.adopt, name="adopt", policy=policies.can_manage_campaigns),
    act("<int:target_id>/report", figures.report, name="report", policy=REPORT),
    act(
        "<int:target_id>/figures/<int:observation_id>/correct",
        figures.correct,
        name="correct",
        policy=REPORT,
    ),
    act(
        "<int:target_id>/indicator",
        figures.settle,
        name="settle",
        policy=policies.can_manage_campaigns,
    ),
    route("<int:target_id>/pace", pacing.pace, name="pace", policy=policies.can_manage_campaigns),
    route("indicators/", indicators.indicators, name="indicators", policy=SEE),
    route("indicators/<int:indicator_id>/", indicators.indicator, name="indicator", policy=SEE),
    route("owed/", figures.owed_page, name="owed", policy=policies.can_owe),
    route("provided/", providing.provided_page, name="provided", policy=CONFIRM),
    route("provided/<int:indicator_id>/", providing.provide, name="provide", policy=CONFIRM),
    act(
        "provided/<int:indicator_id>/definition",
        providing.confirm_meaning,
        name="confirm-meaning",
        policy=CONFIRM,
    ),
    route("sheets/", sheets.sheets, name="sheets", policy=REPORT),
    route("sheets/template", sheets.template, name="sheet-template", policy=REPORT),
    route("sheets/<int:sheet_id>/", sheets.sheet, name="sheet", policy=REPORT),
    act("sheets/<int:sheet_id>/apply", sheets.apply, name="sheet-apply", policy=REPORT),
    act("sheets/<int:sheet_id>/drop", sheets.drop, name="sheet-drop", policy=REPORT),
    route("measures/", measures.measures, name="measures", policy=policies.can_manage_campaigns),
    act(
        "measures/<int:measure_id>/remove",
        measures.remove,
        name="measure-remove",
        policy=policies.can_manage_campaigns,
    ),
    route("confirmations/", figures.confirmations, name="confirmations", policy=CONFIRM),
    act("confirmations/confirm", figures.confirm, name="confirm", policy=CONFIRM),
]
