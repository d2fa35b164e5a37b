"""Plans as pages that Chromium prints."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from browser import CHROMIUM, QUIET
from playwright.sync_api import Browser, Playwright, sync_playwright


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints in a thread of its own: the browser tests hold the loop of theirs."""

    thread: ThreadPoolExecutor
    browser: Browser

    def lines(self, lines: Sequence[str], css: str, **options: Any) -> bytes:
        """Print lines, each a paragraph, under a style sheet."""
        body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
        return self.markup(f"<style>{css}</style><body>{body}", **options)

    def markup(self, markup: str, **options: Any) -> bytes:
        """Print markup."""
        return self.thread.submit(self._print, markup, options).result()

    def _print(self, markup: str, options: dict[str, Any]) -> bytes:
        page = self.browser.new_page()
        try:
            page.set_content(f"<!doctype html><meta charset=utf-8>{markup}")
            return page.pdf(prefer_css_page_size=True, **options)
        finally:
            page.close()


@contextmanager
def printer() -> Iterator[Printer]:
    """Open Chromium to print with."""
    with ThreadPoolExecutor(1) as thread:
        driver, browser = thread.submit(_open).result()
        try:
            yield Printer(thread, browser)
        finally:
            thread.submit(browser.close).result()
            thread.submit(driver.stop).result()


def _open() -> tuple[Playwright, Browser]:
    driver = sync_playwright().start()
    return driver, driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
