"""Symbol and word of each lamp: a colour never stands alone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guatu.core.lamps import Lamp

SIGNS = {
    Lamp.ON_PACE: "●",
    Lamp.DUE_SOON: "◆",
    Lamp.BEHIND: "▲",
    Lamp.SEVERE: "■",
    Lamp.OVERDUE: "■",
    Lamp.DONE: "✓",
    Lamp.NOT_STARTED: "○",
    Lamp.UNREPORTED: "○",
    Lamp.PENDING: "○",
}
WORDS = {
    Lamp.ON_PACE: _("On pace"),
    Lamp.DUE_SOON: _("Due soon"),
    Lamp.BEHIND: _("Behind"),
    Lamp.SEVERE: _("Far behind"),
    Lamp.OVERDUE: _("Overdue"),
    Lamp.DONE: _("Done"),
    Lamp.NOT_STARTED: _("Not started"),
    Lamp.UNREPORTED: _("Not reported"),
    Lamp.PENDING: _("Not yet published"),
}


def sign(lamp: str) -> str:
    return SIGNS[Lamp(lamp)]


def word(lamp: str) -> str:
    return str(WORDS[Lamp(lamp)])
