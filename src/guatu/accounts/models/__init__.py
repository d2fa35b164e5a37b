"""People, accounts, units, posts and appointments; `people` depends on `units`, never the reverse."""

from guatu.accounts.models.handovers import Handover, HandoverItem
from guatu.accounts.models.intakes import Intake
from guatu.accounts.models.people import (
    Account,
    AccountManager,
    Appointment,
    Person,
    Post,
    TaskForceMembership,
)
from guatu.accounts.models.signins import SignIn
from guatu.accounts.models.units import Unit, UnitAlias, UnitChange

__all__ = [
    "Account",
    "AccountManager",
    "Appointment",
    "Handover",
    "HandoverItem",
    "Intake",
    "Person",
    "Post",
    "SignIn",
    "TaskForceMembership",
    "Unit",
    "UnitAlias",
    "UnitChange",
]
