"""Forms of accounts: they check what was typed, never who may."""

from guatu.accounts.forms.handovers import HandoverForm, SignedSheetForm
from guatu.accounts.forms.people import (
    AccountForm,
    AppointForm,
    EndForm,
    PostForm,
    SeatForm,
    StaffForm,
)
from guatu.accounts.forms.sessions import PasswordForm, SignInForm
from guatu.accounts.forms.units import (
    AliasForm,
    ChangeForm,
    EditForm,
    ForceForm,
    MergeForm,
    MoveForm,
    NewUnitForm,
    RenameForm,
    SplitForm,
    VersionForm,
)

__all__ = [
    "AccountForm",
    "AliasForm",
    "AppointForm",
    "ChangeForm",
    "EditForm",
    "EndForm",
    "ForceForm",
    "HandoverForm",
    "MergeForm",
    "MoveForm",
    "NewUnitForm",
    "PasswordForm",
    "PostForm",
    "RenameForm",
    "SeatForm",
    "SignInForm",
    "SignedSheetForm",
    "SplitForm",
    "StaffForm",
    "VersionForm",
]
