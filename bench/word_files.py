"""Reading a Word file against python-docx, which a user would otherwise use.

The peer gives paragraphs and cells; automatic numbers, text boxes and accepted changes it does not.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import docx

from guatu.interchange.documents import read_document
from guatu.interchange.docx.reader import read_docx

CHARACTERS = 12_500
ROUNDS = 7
BUDGET_RATIO = 2.0
BUDGET_DOOR_SECONDS = 1.0
PLANS = Path(__file__).resolve().parents[1] / "src" / "guatu" / "demo" / "plans"


def sample() -> bytes:
    """Give the demo's plans as one Word file, every fifth paragraph numbered by itself."""
    text = "\n".join(path.read_text("utf-8") for path in sorted(PLANS.glob("*.txt")))
    while len(text) < CHARACTERS:
        text += "\n" + text
    made = docx.Document()
    for at, line in enumerate(text[:CHARACTERS].split("\n")):
        made.add_paragraph(line, style="List Number" if at % 5 == 0 else None)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def ours(payload: bytes) -> str:
    """Give the text as Word shows it."""
    return read_docx(payload, name="plan.docx").text


def peer(payload: bytes) -> str:
    """Give what python-docx gives."""
    opened = docx.Document(io.BytesIO(payload))
    return "\n".join(paragraph.text for paragraph in opened.paragraphs)


def door(payload: bytes) -> str:
    """Give the text through the child process, as the page and the command line do."""
    return read_document(payload, name="plan.docx").text


def timed(read: Callable[[bytes], str], payload: bytes) -> float:
    """Give the least time of one reading; other work on the machine only adds."""
    read(payload)
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        read(payload)
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def main() -> int:
    payload = sample()
    mine, other, whole = (timed(read, payload) for read in (ours, peer, door))
    print(f"characters {len(ours(payload))}")
    print(f"guatu      {mine * 1000:8.2f} ms   numbers, tables, changes, places")
    print(f"peer       {other * 1000:8.2f} ms   python-docx: paragraphs")
    print(f"ratio      {mine / other:8.2f}")
    print(f"the door   {whole * 1000:8.2f} ms   with a process of its own and its limits")
    within = mine <= BUDGET_RATIO * other and whole <= BUDGET_DOOR_SECONDS
    print(f"budget     {'kept' if within else 'BROKEN'}")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
