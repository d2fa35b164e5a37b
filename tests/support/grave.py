"""What axe-core finds grave on a page, at a desk and on a phone in large print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browser import fits
from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
RUN = """async () => (await axe.run(document, {
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations"""
GRAVE = {"serious", "critical"}


def findings(page: Page, axe: str) -> list[str]:
    """Return what axe finds grave on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate(RUN)
    return [
        f"{page.url} {violation['id']}: {node['html'][:200]}"
        for violation in found
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]


def both_ways(page: Page, axe: str) -> list[str]:
    """Return what is grave at a desk, and on a phone in large print."""
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    found = findings(page, axe)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.evaluate("document.documentElement.classList.add('large-print')")
    if not fits(page):
        found.append(f"{page.url} is wider than a phone")
    return found + findings(page, axe)
