"""Words for what became of a delivery: each state with a sign of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guatu.notices.models import Channel, Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sign and a word."""

    sign: str
    word: str | Promise


STATES: dict[str, Said] = {
    Delivery.State.WAITING: Said(sign="…", word=_("waiting")),
    Delivery.State.SENDING: Said(sign="→", word=_("being sent")),
    Delivery.State.SENT: Said(sign="✓", word=_("sent")),
    Delivery.State.FAILED: Said(sign="✕", word=_("failed")),
    Delivery.State.UNKNOWN: Said(sign="?", word=_("not known whether it arrived")),
    Delivery.State.HELD: Said(sign="‖", word=_("held back")),
    Delivery.State.MERGED: Said(sign="≡", word=_("within a digest")),
    Delivery.State.STOPPED: Said(sign="■", word=_("stopped")),
}
REASONS: dict[str, str | Promise] = {
    "again": _("not taken, will be tried again"),
    "by-hand": _("by hand"),
    "refused": _("refused: trying again would be the same"),
    "repeat": _("the same went there shortly before"),
    "simulated": _("simulated data: nothing leaves the house"),
    "switched-off": _("the way was switched off"),
    "too-old": _("could not go out for three working days"),
    "unknown": _("look in the group first, then decide whether to send it again"),
}
FORMS: dict[str, str | Promise] = {
    Channel.Form.MAIL: _("Mail"),
    Channel.Form.WECOM: _("WeCom"),
    Channel.Form.DINGTALK: _("DingTalk"),
    Channel.Form.FEISHU: _("Feishu"),
    Channel.Form.JSON: _("Platform"),
}
