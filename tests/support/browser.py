"""A browser for the end-to-end tests: Debian's Chromium, watched for what a page must never do."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from playwright.sync_api import ConsoleMessage, Page, Request, TimeoutError  # noqa: A004
from worlds import World

SignIn = Callable[[Page, World, str], None]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A violation of the policy is no console error everywhere: make it one.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error("CSP " + event.violatedDirective + " " + event.blockedURI);
});
"""
# Polled over a change of pages: a click may still be on its way, and then there is no document.
FITS = """() => document.readyState === "complete"
  && document.documentElement.scrollWidth <= document.documentElement.clientWidth"""


def fits(page: Page) -> bool:
    """Tell if the page, once it stands, is no wider than its window."""
    try:
        page.wait_for_function(FITS)
    except TimeoutError:
        return False
    return True


def assert_fits(page: Page) -> None:
    assert fits(page), f"{page.url} is wider than its window"


class OneAtATime:
    """Middleware of the live server: its threads share one in-memory database with the test."""

    lock = threading.RLock()
    is_open = True

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with self.lock:
            return self.get_response(request) if self.is_open else HttpResponse(status=503)

    @classmethod
    def close(cls) -> None:
        """Let the request in hand end, and answer none of those on their way before the next test."""
        with cls.lock:
            cls.is_open = False


@dataclass
class Watch:
    """What a page did wrong: console errors, policy violations, requests to foreign hosts."""

    host: str
    problems: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, text: str) -> None:
        """Let console errors pass that contain `text`: a refusal that the test asks for."""
        self.allowed.append(text)

    def follow(self, page: Page) -> None:
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("request", self.see)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} {message.location.get('url', '')}")

    def see(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc != self.host:
            self.problems.append(f"foreign host: {request.url}")

    def report(self) -> list[str]:
        return [text for text in self.problems if not any(ok in text for ok in self.allowed)]
