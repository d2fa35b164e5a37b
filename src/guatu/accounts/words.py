"""The words for kinds, roles, grades and changes, in the language of the page."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guatu.accounts.models import Intake, Post, SignIn, Unit, UnitChange
from guatu.core.actors import Role

KINDS: dict[str, Promise] = {
    Unit.Kind.GOVERNMENT: _("Government"),
    Unit.Kind.DEPARTMENT: _("Department"),
    Unit.Kind.TOWNSHIP: _("Township or subdistrict"),
    Unit.Kind.VILLAGE: _("Village or community"),
    Unit.Kind.FIRM: _("Firm"),
    Unit.Kind.TASK_FORCE: _("Task force"),
}
ROLES: dict[str, Promise] = {
    Role.SYSTEM_ADMINISTRATOR: _("System administrator"),
    Role.SECURITY_ADMINISTRATOR: _("Security administrator"),
    Role.AUDIT_ADMINISTRATOR: _("Audit administrator"),
    Role.CAMPAIGN_OFFICE: _("Campaign office"),
    Role.UNIT_ADMINISTRATOR: _("Unit administrator"),
    Role.LIAISON: _("Liaison"),
    Role.APPROVER: _("Approver"),
    Role.LEADER: _("Leader"),
    Role.ASSESSOR: _("Assessor"),
    Role.DISCIPLINE: _("Discipline supervision"),
}
GRADES: dict[str, Promise] = {
    Post.Grade.LEADER: _("Responsible leader"),
    Post.Grade.PRINCIPAL: _("Head of the unit"),
    Post.Grade.DEPUTY: _("Deputy in charge"),
    Post.Grade.CONTACT: _("Contact"),
    Post.Grade.OTHER: _("Other"),
}
CHANGES: dict[str, Promise] = {
    UnitChange.Act.RENAMED: _("Renamed"),
    UnitChange.Act.MOVED: _("Moved"),
    UnitChange.Act.MERGED: _("Merged"),
    UnitChange.Act.SPLIT: _("Part split off"),
    UnitChange.Act.CLOSED: _("Abolished"),
}
OUTCOMES: dict[str, Promise] = {
    SignIn.Outcome.ADMITTED: _("Admitted"),
    SignIn.Outcome.REFUSED: _("Refused"),
    SignIn.Outcome.LOCKED: _("Locked out"),
}
INTAKE_SORTS: dict[str, Promise] = {
    Intake.Sort.UNITS: _("Units"),
    Intake.Sort.PEOPLE: _("People and posts"),
}
OUTCOMES_OF_ROWS: dict[str, Promise] = {
    "faulty": _("to be corrected"),
    "new": _("new"),
    "changed": _("changed"),
    "unchanged": _("unchanged"),
}
