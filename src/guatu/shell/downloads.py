"""Files that pages send: under a name of any script, of the kind that its ending says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from guatu.core.filenames import media_type_of, safe_name

SLASHES = re.compile(r"[\\/]")
Response = TypeVar("Response", bound=HttpResponseBase)


def download(payload: bytes, name: str) -> HttpResponse:
    """Return bytes as a file to keep, for this reader alone.

    Raises
    ------
    KeyError
        `name` has an ending that guatu writes no file of.
    """
    return as_file(HttpResponse(payload, content_type=media_type_of(name)), name)


def download_stream(pieces: Iterable[bytes], name: str) -> StreamingHttpResponse:
    """Return a file that is made while it is sent; see `download`."""
    return as_file(StreamingHttpResponse(pieces, content_type=media_type_of(name)), name)


def as_file(response: Response, name: str) -> Response:
    quoted = quote(safe_name(SLASHES.sub("-", name)))  # of a title, not of a path
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quoted}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response
