"""`guatu audit`: verify the chained record, keep its head elsewhere."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guatu.cli.installation import set_up_django

if TYPE_CHECKING:  # the command line starts without Django
    from guatu.core.chain import Finding, HeadRow, Report

BROKEN = 1
FORM = "guatu-audit-verify-1"


def open_installation(folder: Path) -> None:
    """Load Django for an installation that is there; never make an empty one in passing."""
    if not (folder / "secret_key").exists() and not os.environ.get("GUATU_SECRET_KEY"):
        raise click.ClickException(f"{folder} is no installation.")
    set_up_django(folder)


@click.group()
def audit() -> None:
    """Verify the chained record, and keep its head elsewhere."""


@audit.command()
@click.option(
    "--head",
    "kept",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A head kept elsewhere: shows a cut tail and a record computed anew.",
)
@click.option("--evidence", is_flag=True, help="Read the files kept as evidence too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.pass_obj
def verify(folder: Path, kept: Path | None, *, evidence: bool, as_json: bool) -> None:
    """Recompute the record and name each row that was changed, removed, inserted or moved."""
    open_installation(folder)
    from django.db import DatabaseError  # noqa: PLC0415 after Django's set-up

    from guatu.audit.custody import verify_evidence  # noqa: PLC0415
    from guatu.audit.heads import read_head  # noqa: PLC0415
    from guatu.audit.reading import verify_record  # noqa: PLC0415
    from guatu.core.errors import CoreError  # noqa: PLC0415

    try:
        head = read_head(kept) if kept else None
        report = verify_record(head)
        if evidence:
            report = replace(report, findings=(*report.findings, *verify_evidence()))
    except CoreError as error:
        raise click.ClickException(str(error)) from error
    except DatabaseError as error:
        raise click.ClickException(f"{folder} holds no record that can be read: {error}") from error
    click.echo(as_document(report, head) if as_json else as_text(report, head))
    if not report.is_intact:
        raise click.exceptions.Exit(BROKEN)


@audit.command()
@click.option(
    "-o", "output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file."
)
@click.pass_obj
def head(folder: Path, output: Path) -> None:
    """Write where the record ends now; keep the file where nobody with the database can change it."""
    open_installation(folder)
    from django.db import DatabaseError  # noqa: PLC0415 after Django's set-up

    from guatu.audit.heads import write_head  # noqa: PLC0415

    try:
        document = write_head(output)
    except (OSError, DatabaseError) as error:
        raise click.ClickException(f"the head cannot be written: {error}") from error
    click.echo(f"Act {document['number']} {document['hash']} written to {output}")


@audit.command()
@click.pass_obj
def erase(folder: Path) -> None:
    """Erase the private values whose last day is over. Run it every night."""
    open_installation(folder)
    from django.utils import timezone  # noqa: PLC0415 after Django's set-up

    from guatu.audit.actions import erase_private  # noqa: PLC0415
    from guatu.core.actors import SYSTEM  # noqa: PLC0415

    click.echo(f"{erase_private(SYSTEM, timezone.localdate())} private values erased")


def sentences(report: Report) -> list[str]:
    """Return the findings in English, like all that the command line prints."""
    from django.utils import translation  # noqa: PLC0415 after Django's set-up

    from guatu.audit.wording import sentence  # noqa: PLC0415

    with translation.override("en"):
        return [sentence(finding) for finding in report.findings]


def as_text(report: Report, kept: HeadRow | None) -> str:
    counted = (
        f"{report.event_count} acts, {report.change_count} changes, "
        f"{report.private_count} private values, {report.erased_count} erased by retention"
    )
    against = f", as kept up to act {kept.number}" if kept else ""
    if report.is_intact:
        return f"Intact{against}: {counted}."
    return "\n".join([*sentences(report), f"Broken in {len(report.findings)} places: {counted}."])


def as_document(report: Report, kept: HeadRow | None) -> str:
    return json.dumps(
        {
            "form": FORM,
            "intact": report.is_intact,
            "events": report.event_count,
            "changes": report.change_count,
            "private_values": report.private_count,
            "erased": report.erased_count,
            "kept_head": {"number": kept.number, "hash": kept.hash} if kept else None,
            "findings": [
                {**as_object(finding), "message": message}
                for finding, message in zip(report.findings, sentences(report), strict=True)
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def as_object(finding: Finding) -> dict[str, object]:
    return {
        "fault": finding.fault.value,
        "part": finding.part.value,
        "first": finding.number,
        "last": finding.last,
        "change": finding.ordinal,
        "what": finding.what,
        "belongs": finding.belongs,
    }
