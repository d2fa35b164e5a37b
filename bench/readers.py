"""Reading pages against the libraries a user would otherwise call, in one run.

The peers give text and nothing else: printed lines stay broken at the margin, page numbers stay
in, a table is words one behind the other, and each has its own idea of what a page's text is.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import trafilatura
from pdfminer.high_level import extract_text

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from printing import Press  # noqa: E402  shared with the tests
from webpages import page_bytes  # noqa: E402

from guatu.interchange.html.reader import read_html  # noqa: E402
from guatu.interchange.pdf.reader import read_pdf  # noqa: E402

ROUNDS = 3
PDF_BUDGET_SECONDS = 2.0  # for a long plan; a person waits for it
HTML_BUDGET_SECONDS = 0.3
PLAN = ROOT / "src" / "guatu" / "demo" / "plans" / "linlan-2026-action-plan.txt"


def timed(read: Callable[[bytes], str], payload: bytes) -> float:
    """Give the least processor time of one reading; other work on the machine only adds."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        read(payload)
        seconds.append(time.process_time() - began)
    return min(seconds)


def ours_pdf(payload: bytes) -> str:
    """Read with this project's reader: paragraphs and tables."""
    return read_pdf(payload, name="plan.pdf").text


def plumber(payload: bytes) -> str:
    """Read with pdfplumber: words by lines, tables in a second pass."""
    with pdfplumber.open(io.BytesIO(payload)) as file:
        for page in file.pages:
            page.extract_tables()
        return "\n".join(page.extract_text() or "" for page in file.pages)


def miner(payload: bytes) -> str:
    """Read with pdfminer.six: text alone."""
    return extract_text(io.BytesIO(payload))


def ours_html(payload: bytes) -> str:
    """Read with this project's reader."""
    return read_html(payload, name="plan.html").text


def extractor(payload: bytes) -> str:
    """Read with trafilatura, told to keep what it can."""
    return trafilatura.extract(payload, include_tables=True, favor_recall=True) or ""


def whole(text: str, lines: list[str]) -> tuple[int, int]:
    """Count the plan's paragraphs that stand whole on a line, and the lines beyond them."""
    found = ["".join(line.split()) for line in text.splitlines() if line.strip()]
    wanted = {"".join(line.split()) for line in lines}
    return len(wanted & set(found)), sum(line not in wanted for line in found)


def main() -> int:
    """Print both formats; fail if a budget is overrun."""
    text = PLAN.read_text("utf-8")
    lines = [line.strip("　 ") for line in text.splitlines() if line.strip()]
    press = Press(head="临澜区人民政府公报")
    for line in lines:
        press.paragraph(line)
    printed, saved = press.bytes(), page_bytes("trs", lines)
    figures = {}
    for name, read, payload in (
        ("pdf: guatu", ours_pdf, printed),
        ("pdf: pdfplumber", plumber, printed),
        ("pdf: pdfminer.six", miner, printed),
        ("html: guatu", ours_html, saved),
        ("html: trafilatura", extractor, saved),
    ):
        figures[name] = timed(read, payload)
        kept, beyond = whole(read(payload), lines)
        print(
            f"{name:18s} {figures[name]:7.3f} s  {kept} of {len(lines)} paragraphs, {beyond} other lines"
        )
    late = (
        figures["pdf: guatu"] > PDF_BUDGET_SECONDS or figures["html: guatu"] > HTML_BUDGET_SECONDS
    )
    if late:
        print("over budget", file=sys.stderr)
    return int(late)


if __name__ == "__main__":
    raise SystemExit(main())
