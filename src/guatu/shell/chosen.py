"""Which campaign a person looks at: chosen on one page, followed by the others."""

from __future__ import annotations

from guatu.shell.routes import Request

KEY = "campaign"


def last_campaign(request: Request) -> str | None:
    """Return the address name of the campaign looked at last in this session."""
    slug = request.session.get(KEY)
    return slug if isinstance(slug, str) else None


def keep_campaign(request: Request, slug: str) -> None:
    """Remember the campaign of the page that is shown."""
    if last_campaign(request) != slug:
        request.session[KEY] = slug
