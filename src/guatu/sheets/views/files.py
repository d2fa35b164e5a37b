"""Files that pages of sheets send."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from guatu.audit.media import safe_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


def attachment(payload: bytes, name: str, *, media_type: str = XLSX) -> HttpResponse:
    """Return bytes as a download under a name of any script."""
    response = HttpResponse(payload, content_type=media_type)
    response.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(safe_name(name))}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
