"""Addresses of accounts, each with its policy."""

from guatu.accounts import policies
from guatu.accounts.views import (
    handovers,
    intakes,
    ordering,
    people,
    sessions,
    settings,
    taskforces,
    units,
    workdays,
)
from guatu.shell.routes import act, anyone, route, signed_in

app_name = "accounts"
urlpatterns = [
    route("sign-in/", sessions.sign_in, name="login", policy=anyone, repeatable=True),
    route("sign-out/", sessions.sign_out, name="logout", policy=signed_in, repeatable=True),
    route("password/", sessions.password, name="password", policy=signed_in),
    route("settings/", settings.settings, name="settings", policy=signed_in),
    route("workdays/", workdays.workdays, name="workdays", policy=policies.can_keep_workdays),
    route(
        "workdays/template/",
        workdays.template,
        name="workdays-template",
        policy=policies.can_keep_workdays,
    ),
    route("task-forces/", taskforces.task_forces, name="task-forces", policy=signed_in),
    route("task-forces/<int:unit_id>/", taskforces.task_force, name="task-force", policy=signed_in),
    route("intakes/", intakes.intakes, name="intakes", policy=policies.can_load_sheets),
    route(
        "intakes/<slug:sort>/template/",
        intakes.template,
        name="intake-template",
        policy=policies.can_load_sheets,
    ),
    route(
        "intakes/<int:intake_id>/", intakes.intake, name="intake", policy=policies.can_load_sheets
    ),
    act(
        "intakes/<int:intake_id>/apply/",
        intakes.apply,
        name="intake-apply",
        policy=policies.can_load_sheets,
    ),
    act(
        "intakes/<int:intake_id>/first-passwords/",
        intakes.first_passwords,
        name="intake-first-passwords",
        policy=policies.can_load_sheets,
    ),
    act(
        "intakes/<int:intake_id>/drop/",
        intakes.drop,
        name="intake-drop",
        policy=policies.can_load_sheets,
    ),
    act("large-print/", sessions.large_print, name="large-print", policy=signed_in),
    route("units/", units.units, name="units", policy=policies.can_see_units),
    route("units/order/", ordering.order, name="unit-order", policy=policies.can_name_units),
    route("units/<int:unit_id>/", units.unit, name="unit", policy=policies.can_see_units),
    act("units/<int:unit_id>/edit/", units.edit, name="unit-edit", policy=policies.can_name_units),
    act(
        "units/<int:unit_id>/rename/",
        units.rename,
        name="unit-rename",
        policy=policies.can_name_units,
    ),
    act("units/<int:unit_id>/move/", units.move, name="unit-move", policy=policies.can_reorganise),
    act(
        "units/<int:unit_id>/merge/", units.merge, name="unit-merge", policy=policies.can_reorganise
    ),
    act(
        "units/<int:unit_id>/split/", units.split, name="unit-split", policy=policies.can_reorganise
    ),
    act(
        "units/<int:unit_id>/close/", units.close, name="unit-close", policy=policies.can_close_some
    ),
    act(
        "units/<int:unit_id>/aliases/",
        units.alias,
        name="unit-alias",
        policy=policies.can_name_units,
    ),
    act(
        "units/<int:unit_id>/aliases/<int:alias_id>/remove/",
        units.remove_alias,
        name="unit-alias-remove",
        policy=policies.can_name_units,
    ),
    route(
        "units/<int:unit_id>/posts/order/",
        ordering.posts,
        name="post-order",
        policy=policies.can_order_posts_somewhere,
    ),
    act("units/<int:unit_id>/posts/", units.post, name="unit-post", policy=policies.can_make_posts),
    act(
        "units/<int:unit_id>/seats/",
        units.seat,
        name="unit-seat",
        policy=policies.can_run_task_forces,
    ),
    act(
        "units/<int:unit_id>/seats/<int:seat_id>/leave/",
        units.leave,
        name="unit-seat-leave",
        policy=policies.can_run_task_forces,
    ),
    route("people/", people.people, name="people", policy=policies.can_see_people),
    route("people/<int:person_id>/", people.person, name="person", policy=policies.can_see_people),
    route("posts/<int:post_id>/", people.post, name="post", policy=policies.can_see_people),
    route(
        "posts/<int:post_id>/handover/",
        handovers.hand_over,
        name="hand-over",
        policy=policies.can_see_people,
    ),
    route("handovers/", handovers.handovers, name="handovers", policy=policies.can_see_people),
    route("handovers/<int:handover_id>/", handovers.handover, name="handover", policy=signed_in),
    route(
        "handovers/<int:handover_id>/scan/", handovers.scan, name="handover-scan", policy=signed_in
    ),
    act(
        "handovers/<int:handover_id>/sign/",
        handovers.sign,
        name="handover-sign",
        policy=policies.can_make_posts,
    ),
    route("mine/", handovers.mine, name="mine", policy=signed_in),
    act(
        "posts/<int:post_id>/appoint/",
        people.appoint,
        name="post-appoint",
        policy=policies.can_make_posts,
    ),
    act("posts/<int:post_id>/staff/", people.staff, name="post-staff", policy=policies.can_staff),
    act(
        "posts/<int:post_id>/abolish/",
        people.abolish,
        name="post-abolish",
        policy=policies.can_make_posts,
    ),
    act(
        "appointments/<int:appointment_id>/end/",
        people.end,
        name="appointment-end",
        policy=policies.can_make_posts,
    ),
    act(
        "accounts/<int:account_id>/reset/",
        people.reset,
        name="account-reset",
        policy=policies.can_make_accounts,
    ),
    act(
        "accounts/<int:account_id>/deactivate/",
        people.deactivate,
        name="account-deactivate",
        policy=policies.can_make_accounts,
    ),
    act(
        "accounts/<int:account_id>/activate/",
        people.activate,
        name="account-activate",
        policy=policies.can_make_accounts,
    ),
    route("sign-ins/", people.sign_in_records, name="sign-ins", policy=policies.can_see_sign_ins),
]
