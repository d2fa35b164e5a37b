"""Addresses of worklists."""

from guatu.shell.routes import act, route
from guatu.worklists import policies
from guatu.worklists.views import months, today, weeks, writes

app_name = "worklists"
SEE = policies.can_open_lists
WORK = policies.can_work_some
RUN = policies.can_run_lists

urlpatterns = [
    route("", weeks.index, name="index", policy=SEE),
    route("weeks.xlsx", weeks.week_files, name="week-files", policy=SEE),
    route("weeks/<int:post_id>/<str:monday>/", weeks.week, name="week", policy=SEE),
    route("weeks/<int:post_id>/<str:monday>.xlsx", weeks.week_file, name="week-file", policy=SEE),
    act("weeks/make", writes.make, name="make", policy=RUN),
    act("weeks/<int:post_id>/add", writes.add_item, name="add", policy=WORK),
    act("weeks/lists/<int:list_id>/settle", writes.settle, name="settle", policy=WORK),
    act("weeks/lists/<int:list_id>/paper", writes.settle_paper, name="settle-paper", policy=WORK),
    act("weeks/setting", writes.save_setting, name="setting", policy=RUN),
    route("today/", today.today, name="today", policy=SEE),
    route("today/sheet/", today.sheet, name="day-sheet", policy=WORK),
    act("today/confirm", writes.confirm_items, name="confirm", policy=WORK),
    act("today/sheet/record", writes.confirm_paper, name="confirm-paper", policy=WORK),
    route("lines/<int:item_id>/", today.item, name="item", policy=SEE),
    act("lines/<int:item_id>/say", writes.say_item, name="say", policy=WORK),
    act("lines/<int:item_id>/return", writes.return_item, name="return", policy=WORK),
    act("lines/<int:item_id>/reopen", writes.reopen_item, name="reopen", policy=WORK),
    act("lines/<int:item_id>/edit", writes.edit_item, name="edit", policy=WORK),
    act("lines/<int:item_id>/drop", writes.drop_item, name="drop", policy=WORK),
    route("lines/<int:item_id>/papers/<int:step_id>", today.paper, name="paper", policy=SEE),
    route("months/", months.index, name="months", policy=SEE),
    route("months/<slug:slug>/<str:written>/", months.month, name="month", policy=SEE),
    act(
        "months/<slug:slug>/<str:written>/propose",
        months.propose,
        name="month-propose",
        policy=RUN,
    ),
    act("months/<int:month_id>/add", months.add, name="month-add", policy=RUN),
    act(
        "months/<int:month_id>/approve",
        months.approve,
        name="month-approve",
        policy=policies.can_decide_some_month,
    ),
    act(
        "months/<int:month_id>/paper", months.approve_paper, name="month-approve-paper", policy=RUN
    ),
    route("months/<int:month_id>/paper/scan", months.paper, name="month-paper", policy=SEE),
    act("months/works/<int:work_id>/edit", months.edit, name="month-edit", policy=RUN),
    act("months/works/<int:work_id>/strike", months.strike, name="month-strike", policy=RUN),
    act("months/works/<int:work_id>/check", months.check, name="month-check", policy=RUN),
    act("months/works/<int:work_id>/dispute", months.dispute, name="month-dispute", policy=WORK),
    act("months/works/<int:work_id>/answer", months.answer, name="month-answer", policy=RUN),
]
