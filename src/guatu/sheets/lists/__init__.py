"""Lists that any page may offer as a file: one register, one address, the page's own filters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guatu.accounts.policies import can_see_people, can_see_sign_ins, can_see_units
from guatu.audit.policies import can_read
from guatu.burden.policies import can_read_box, can_see_burden
from guatu.campaigns.policies import can_see_targets
from guatu.dispatch.policies import can_read_reports, can_see_rounds
from guatu.ledgers.policies import can_open_ledgers
from guatu.meetings.policies import can_see_meetings
from guatu.planning.policies import can_see_adjustments
from guatu.sheets.lists.burdens import read_asks, read_box, read_burdens
from guatu.sheets.lists.dispatched import read_past, read_period_rows
from guatu.sheets.lists.entries import read_entries
from guatu.sheets.lists.kept import read_acts, read_people, read_sign_ins, read_units
from guatu.sheets.lists.others import read_needs, read_problems, read_reports, read_targets
from guatu.sheets.lists.supervised import (
    read_directives,
    read_excuses,
    read_inspections,
    read_items,
    read_steps,
)
from guatu.sheets.lists.values import Listed, ListSource
from guatu.sheets.lists.worked import (
    read_adjustments,
    read_goals,
    read_indicators,
    read_meetings,
    read_today,
)
from guatu.supervision.policies.directives import can_open_supervision
from guatu.supervision.policies.watches import can_open_lists
from guatu.worklists.policies import can_open_lists as can_open_worklists

__all__ = ["LISTS", "ListSource", "Listed"]

ALL = (
    ("entries", _("Entries"), can_open_ledgers, read_entries),
    ("targets", _("Target figures"), can_see_targets, read_targets),
    ("indicators", _("By indicator"), can_see_targets, read_indicators),
    ("needs", _("Needs"), can_open_ledgers, read_needs),
    ("goals", _("Monthly goals"), can_open_ledgers, read_goals),
    ("problems", _("Problems to coordinate"), can_open_ledgers, read_problems),
    ("reports", _("Rounds"), can_see_rounds, read_reports),
    ("past", _("The past"), can_read_reports, read_past),
    ("period", _("Periods"), can_read_reports, read_period_rows),
    ("adjustments", _("Adjustments"), can_see_adjustments, read_adjustments),
    ("directives", _("Directives"), can_open_supervision, read_directives),
    ("ladder", _("Steps taken"), can_open_lists, read_steps),
    ("excuses", _("Recognised grounds"), can_open_lists, read_excuses),
    ("inspections", _("Inspections held"), can_open_lists, read_inspections),
    ("supervised", _("Supervision list"), can_open_lists, read_items),
    ("meetings", _("Dispatch meetings"), can_see_meetings, read_meetings),
    ("today", _("To strike off today"), can_open_worklists, read_today),
    ("burden", _("Burden"), can_see_burden, read_burdens),
    ("asks", _("What is asked"), can_see_burden, read_asks),
    ("complaints", _("Complaint box"), can_read_box, read_box),
    ("units", _("Units"), can_see_units, read_units),
    ("people", _("People and posts"), can_see_people, read_people),
    ("sign-ins", _("Sign-in records"), can_see_sign_ins, read_sign_ins),
    ("acts", _("Audit"), can_read, read_acts),
)
LISTS: dict[str, ListSource] = {
    code: ListSource(code=code, label=label, policy=policy, read=read)
    for code, label, policy, read in ALL
}
