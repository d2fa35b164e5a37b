"""Writes: one function an act, one transaction, one chained audit row."""

from guatu.accounts.actions.accounts import (
    IssuedPassword,
    NewAccount,
    activate_account,
    create_account,
    deactivate_account,
    reset_password,
)
from guatu.accounts.actions.handovers import Leaving, attach_signed, hand_over
from guatu.accounts.actions.posts import (
    NewPost,
    Term,
    abolish_post,
    appoint,
    create_post,
    end_appointment,
    join_task_force,
    leave_task_force,
)
from guatu.accounts.actions.unitchanges import (
    Offshoot,
    close_unit,
    merge_unit,
    move_unit,
    split_unit,
)
from guatu.accounts.actions.units import (
    NewUnit,
    add_alias,
    create_unit,
    edit_unit,
    remove_alias,
    rename_unit,
)

__all__ = [
    "IssuedPassword",
    "Leaving",
    "NewAccount",
    "NewPost",
    "NewUnit",
    "Offshoot",
    "Term",
    "abolish_post",
    "activate_account",
    "add_alias",
    "appoint",
    "attach_signed",
    "close_unit",
    "create_account",
    "create_post",
    "create_unit",
    "deactivate_account",
    "edit_unit",
    "end_appointment",
    "hand_over",
    "join_task_force",
    "leave_task_force",
    "merge_unit",
    "move_unit",
    "remove_alias",
    "rename_unit",
    "reset_password",
    "split_unit",
]
