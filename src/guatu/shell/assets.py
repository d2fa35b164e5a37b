"""Addresses of the bundled islands and the style sheet: their names carry a hash."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.templatetags.static import static

BUNDLE = Path(__file__).resolve().parent / "static" / "guatu" / "dist"


@cache
def manifest() -> dict[str, str]:
    names: dict[str, str] = json.loads((BUNDLE / "manifest.json").read_text(encoding="utf-8"))
    return names


def asset(name: str) -> str:
    """Return the address of a bundled file, e.g. `guatu.css` or `page.js`."""
    return static(f"guatu/dist/{manifest()[name]}")
