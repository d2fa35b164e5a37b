"""The code on internal prints: it opens what is so now, and lets paper be checked against the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import quote

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.dispatch.models import Round
from guatu.dispatch.queries.pasts import record_end

SHOWN = 16  # signs of the hash that are printed and compared
PICTURE = "code.svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a print carries: the address behind the code, and where the record ended then."""

    address: str
    number: int
    hash: str

    @property
    def svg(self) -> bytes:
        out = BytesIO()
        segno.make(self.address, error="m", micro=False).save(
            out, kind="svg", border=0, xmldecl=False, svgns=True
        )
        return out.getvalue()

    @property
    def caption(self) -> str:
        return _("Record no. %(number)d, %(hash)s") % {"number": self.number, "hash": self.hash}


def code_for(request: HttpRequest, path: str, past: Round | None = None) -> Code:
    """Return the code of a print whose live page is at `path`: of now, or of a frozen round."""
    number, whole = record_end(past) or (0, "")
    shown = whole[:SHOWN]
    checked = reverse("paper:check", args=[number, shown or "0"])
    address = f"{checked}?to={quote(path)}"
    base = settings.PUBLIC_ADDRESS
    return Code(
        address=f"{base}{address}" if base else request.build_absolute_uri(address),
        number=number,
        hash=shown,
    )


def code_data(code: Code | None) -> Mapping[str, Any] | None:
    """Return what a template sets of a code."""
    if code is None:
        return None
    return {
        "picture": PICTURE,
        "caption": code.caption,
        "note": _("Scan: how it stands now, and whether this sheet agrees with the record."),
    }


def code_parts(code: Code | None) -> dict[str, str | bytes]:
    return {PICTURE: code.svg} if code is not None else {}
