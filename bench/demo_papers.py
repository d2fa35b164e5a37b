"""Time and size of each print and sheet of the demo district, beside what a clerk otherwise waits for.

`python bench/demo_papers.py` loads the demo and asks for each paper as its page does, within one process:
the second time, when the fonts are known (the first is named beside it). Beside it, in the same run:
the bulletin's Word file turned into PDF by an office suite, where one is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="guatu-papers-"))
os.environ |= {
    "GUATU_DATA": str(FOLDER / "data"),
    "GUATU_SECRET_KEY": "bench" * 10,
    "GUATU_PLAIN_HTTP": "1",
    "GUATU_LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "guatu.config.settings",
}


def load() -> None:
    """Load the demo as its command does."""
    program = [sys.executable, "-m", "guatu", "--data", str(FOLDER / "data"), "demo", "--no-serve"]
    subprocess.run(program, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 our own program


def addresses() -> Iterator[tuple[str, str, str]]:
    """Yield what each paper is called, its address, and what it is asked with."""
    from django.urls import reverse  # noqa: PLC0415 Django is set up by now

    from guatu.campaigns.models import Campaign  # noqa: PLC0415
    from guatu.dispatch.models import Round  # noqa: PLC0415
    from guatu.ledgers.models import Entry  # noqa: PLC0415
    from guatu.meetings.models import Package  # noqa: PLC0415
    from guatu.paper.models import Bulletin, Volume  # noqa: PLC0415
    from guatu.sheets.models import SheetIssue  # noqa: PLC0415

    campaign = max(
        Campaign.objects.all(), key=lambda one: Entry.objects.filter(campaign=one).count()
    )
    slug = campaign.slug
    for paper in ("A0", "A1", "A3"):
        for chart in ("progress", "support"):
            query = f"paper={paper}&chart={chart}"
            yield (
                f"chart, {chart}, {paper}",
                reverse("overview:chart-pdf", args=[slug]),
                query,
            )
    if bulletin := Bulletin.objects.order_by("pk").first():
        for form in ("docx", "pdf"):
            yield f"bulletin, {form}", reverse("paper:bulletin-file", args=[bulletin.pk, form]), ""
    yield "leaders' pages, all", reverse("paper:leader-sheets", args=[slug]), ""
    yield "units' A3 sheets, all", reverse("paper:unit-sheets-all", args=[slug]), ""
    if volume := Volume.objects.order_by("pk").first():
        yield "volume, PDF", reverse("paper:volume-bound", args=[volume.pk]), ""
        yield "volume, folder", reverse("paper:volume-folder", args=[volume.pk]), ""
    if package := Package.objects.order_by("-pk").first():
        yield "dispatch package", reverse("meetings:package-zip", args=[package.pk]), ""
    if issue := SheetIssue.objects.order_by("-pk").first():
        yield "workbooks of all units", reverse("sheets:issue-zip", args=[issue.pk]), ""
    frozen = Round.objects.filter(campaign=campaign, state=Round.State.FROZEN)
    print(
        f"{Entry.objects.filter(campaign=campaign).count()} entries, {frozen.count()} frozen rounds"
    )


def main() -> None:
    load()
    import django  # noqa: PLC0415 the environment and the demo come first

    django.setup()
    from django.test import Client  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    from guatu.accounts.models import Account  # noqa: PLC0415
    from guatu.paper import sheetworks  # noqa: PLC0415

    sheetworks.BEHIND_FROM = 10**6  # what its page has made in the background is timed here and now
    client = Client(headers={"accept-language": "zh-hans", "host": "127.0.0.1"})
    client.force_login(Account.objects.get(username="office"))
    word = b""
    with translation.override("zh-hans"):
        for name, address, query in addresses():
            seconds = []
            for _again in range(2):
                began = time.perf_counter()
                answer = client.get(f"{address}?{query}" if query else address)
                payload = b"".join(answer.streaming_content) if answer.streaming else answer.content
                seconds.append(time.perf_counter() - began)
            said = "" if answer.status_code == 200 else f"  ANSWERED {answer.status_code}"  # noqa: PLR2004
            print(
                f"  {name:24} {seconds[1] * 1000:6.0f} ms (first {seconds[0] * 1000:6.0f})"
                f" {len(payload) / 1024:7.0f} KB{said}"
            )
            word = payload if name == "bulletin, docx" else word
    beside(word)


def beside(word: bytes) -> None:
    """Print how long an office suite takes to turn the bulletin into PDF."""
    suite = shutil.which("soffice")
    if not suite or not word:
        print("  beside: no office suite here")
        return
    (FOLDER / "bulletin.docx").write_bytes(word)
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 a program of the system
        [suite, "--headless", "--convert-to", "pdf", "--outdir", str(FOLDER), str(FOLDER / "bulletin.docx")],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    print(f"  beside: the bulletin to PDF by an office suite {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
