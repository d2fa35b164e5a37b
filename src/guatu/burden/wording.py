"""Words of the burden ledger."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guatu.accounts.models import Unit
from guatu.burden.models import Ask, Complaint
from guatu.burden.queries.counting.documents import PER_ISSUANCE
from guatu.burden.queries.ledger import AskLine
from guatu.core.burden import Measure

MEASURES: Mapping[Measure, Promise] = {
    Measure.FORMS: _("Forms"),
    Measure.FIELDS: _("Fields to fill"),
    Measure.REMINDERS: _("Reminders"),
    Measure.MEETINGS: _("Meetings"),
    Measure.INSPECTIONS: _("Inspections"),
    Measure.DOCUMENTS: _("Documents"),
    Measure.CHARACTERS: _("Characters to read"),
    Measure.MINUTES: _("Minutes estimated"),
}
SOURCES: Mapping[str, Promise] = {
    Ask.Source.ROUNDS: _("Check-ins of rounds"),
    Ask.Source.FIGURES: _("Figures of indicators"),
    Ask.Source.OPINIONS: _("Opinions on drafts"),
    Ask.Source.DIRECTIVES: _("Directives"),
    Ask.Source.MEETINGS: _("Meetings held"),
    Ask.Source.INSPECTIONS: _("Inspections made"),
    Ask.Source.REMINDERS: _("Reminders and notices"),
    Ask.Source.PLANS: _("Lists handed out"),
    Ask.Source.HIGHER: _("Forms of offices above"),
}
RATES: Mapping[str, Promise] = {
    "seconds_a_form": _("Seconds a form: to open it and hand it in"),
    "seconds_a_field": _("Seconds a field"),
    "seconds_a_tap": _("Seconds a tap"),
    "seconds_a_reminder": _("Seconds a reminder"),
    "characters_a_minute": _("Characters read in a minute"),
    "minutes_an_inspection": _("Minutes an inspection"),
}
UNIT_KINDS: Mapping[str, Promise] = {
    Unit.Kind.DEPARTMENT: _("Departments"),
    Unit.Kind.TOWNSHIP: _("Townships"),
    Unit.Kind.VILLAGE: _("Villages"),
}
ABOUT: Mapping[str, Promise] = {
    Complaint.About.FORM: _("The same form or table again"),
    Complaint.About.FIGURE: _("The same figure again"),
    Complaint.About.REMINDER: _("Too many reminders"),
    Complaint.About.MEETING: _("Too many or too long meetings"),
    Complaint.About.DOCUMENT: _("Too many papers"),
    Complaint.About.INSPECTION: _("Too many inspections"),
    Complaint.About.TRACE: _("Photographs, sign-ins, points, chat groups"),
    Complaint.About.OTHER: _("Another matter"),
}
STATES: Mapping[str, Promise] = {
    Complaint.State.NEW: _("Not answered yet"),
    Complaint.State.DROPPED: _("No longer asked"),
    Complaint.State.MERGED: _("Joined with another ask"),
    Complaint.State.KEPT: _("Stays, with a reason"),
}


def label_of(ask: AskLine) -> str:
    """Return what an ask is called: its own name, or that of its source.

    Cadences of several campaigns bear the same name, so that theirs comes with the campaign.
    """
    if ask.source == Ask.Source.ROUNDS and ask.label:
        return gettext("%(cadence)s of “%(campaign)s”") % {
            "cadence": ask.label,
            "campaign": str(ask.campaign),
        }
    return ask.label or str(SOURCES[ask.source])


def where_decided(ask: AskLine) -> str:
    """Return the page on which this very ask is dropped or joined with another.

    What is counted as a whole (`object_id` 0) leads to where its source is set.
    """
    key, slug = ask.object_id, ask.campaign.slug
    if ask.source == Ask.Source.FIGURES and not key:
        return reverse("campaigns:indicators")
    pages: dict[str, tuple[str, int | str | None]] = {
        Ask.Source.ROUNDS: ("dispatch:cadence", key),
        Ask.Source.FIGURES: ("campaigns:target", key),
        Ask.Source.MEETINGS: ("meetings:meeting", key),
        Ask.Source.OPINIONS: ("planning:issuance", key // PER_ISSUANCE),
        Ask.Source.PLANS: ("planning:issuance", key),
        Ask.Source.HIGHER: ("sheets:higher-form", key),
        Ask.Source.DIRECTIVES: ("supervision:board", None),
        Ask.Source.INSPECTIONS: ("supervision:inspections", None),
        Ask.Source.REMINDERS: ("dispatch:cadences", slug),  # each cadence says how often
    }
    name, argument = pages[ask.source]
    address = reverse(name, args=[] if argument is None else [argument])
    return f"{address}?campaign={slug}" if ask.source == Ask.Source.DIRECTIVES else address
