"""What pages say after an act on a round."""

from __future__ import annotations

from django.contrib import messages
from django.utils.translation import ngettext

from guatu.dispatch.models import Round
from guatu.shell.formatting import day
from guatu.shell.routes import Request


def tell_opened(request: Request, one: Round) -> None:
    asked = one.check_ins.count()
    messages.success(
        request,
        ngettext(
            "Round %(number)d asks for %(count)d check-in until %(day)s, %(time)s.",
            "Round %(number)d asks for %(count)d check-ins until %(day)s, %(time)s.",
            asked,
        )
        % {
            "number": one.ordinal,
            "count": asked,
            "day": day(one.last_day, weekday=True),
            "time": one.last_hour,
        },
    )
