"""The receipt: what was handed in by one act, when, under which number of the record."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from guatu.core.actors import Actor
from guatu.dispatch.models import Round
from guatu.dispatch.queries.cards import receipt_rows, still_open
from guatu.dispatch.recognitions import recognised
from guatu.shell.errors import NotFound
from guatu.shell.routes import Request


def receipt(request: Request, number: int) -> HttpResponse:
    """Show what was handed in by one act, to whoever handed it in."""
    moves = receipt_rows(request.actor, number)
    if not moves:
        raise NotFound
    one = moves[0].check_in.round
    context = {
        "number": number,
        "moves": moves,
        "round": one,
        "received_at": moves[0].moved_at,
        "late_count": sum(move.check_in.is_late for move in moves),
        "recognised": recognised(move.check_in for move in moves),
        "still_open": open_left(request.actor, one),
    }
    return render(request, "dispatch/receipt.html", context)


def open_left(actor: Actor, one: Round) -> int:
    return 0 if one.state == Round.State.FROZEN else still_open(actor, one)
