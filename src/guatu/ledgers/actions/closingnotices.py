"""What is told of a closing: to who has the next word, and to the lead units what became of it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from guatu.accounts.queries import office_posts
from guatu.core.actors import Role
from guatu.ledgers.models import Closing, ClosingStep, Entry
from guatu.ledgers.policies import UNIT_EDITORS
from guatu.ledgers.queries.closings import leading_units, reviewing_units
from guatu.notices.actions import Notice, Words, tell
from guatu.notices.sorts import Sort

State = Closing.State
ASKED = "closing"
ANSWERED = "closing-answer"
SORTS = (
    Sort(code=ASKED, label=gettext_lazy("Closings to review or check")),
    Sort(code=ANSWERED, label=gettext_lazy("Answers to closings my unit asked for")),
)
SUBJECTS = {
    State.ASKED: gettext_lazy("Closing to review: %(title)s"),
    State.REVIEWED: gettext_lazy("Closing to check: %(title)s"),
    State.CLOSED: gettext_lazy("Checked and closed: %(title)s"),
    State.RETURNED: gettext_lazy("Closing given back: %(title)s"),
    State.REOPENED: gettext_lazy("Came back and opened again: %(title)s"),
}
ASKS = gettext_lazy("%(unit)s asks for the closing of this line of %(campaign)s.")
TELLS = gettext_lazy("%(unit)s: how it stands and why is on the page of the closing.")


def tell_step(one: Closing, step: ClosingStep) -> int:
    """Tell a step of a closing, once: the next to act, else the units that lead the line.

    An asking that is taken back tells nobody: what waited is gone from the queue.
    """
    to, entry = State(step.to_state), one.entry
    if to not in SUBJECTS:
        return 0
    is_asking = to in (State.ASKED, State.REVIEWED)
    units, roles, posts = reached_by(to, entry)
    return tell(
        Notice(
            key=f"{ASKED}-{one.pk}-{step.pk}",
            sort=ASKED if is_asking else ANSWERED,
            campaign=entry.campaign,
            subject=written(SUBJECTS[to], entry),
            text=written(ASKS if is_asking else TELLS, entry),
            address=reverse("ledgers:entry-closing", args=[entry.pk]),
            unit_ids=units,
            roles=roles,
            post_ids=posts,
        )
    )


def reached_by(to: Closing.State, entry: Entry) -> tuple[list[int], tuple[Role, ...], list[int]]:
    """Return whom a step is for: units with the roles that act, or posts."""
    if to == State.REVIEWED:
        return [], (), office_posts(entry.campaign.unit.path)
    if to == State.ASKED:
        return sorted(reviewing_units(entry) or {entry.unit_id}), UNIT_EDITORS, []
    return sorted(leading_units(entry)), (Role.LIAISON, Role.APPROVER), []


def written(text: Promise, entry: Entry) -> Words:
    said = {"title": entry.title, "unit": entry.unit.label, "campaign": str(entry.campaign)}
    return lambda: str(text) % said
