"""`guatu bulletin`: the draft of a round as a file, and files checked against GB/T 9704-2012."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from guatu.cli.audit import open_installation
from guatu.cli.outputs import refuse_missing_folder

SORTS = ("dispatch", "special")
STANDARD = "GB/T 9704-2012"


class BulletinGroup(click.Group):
    """A group whose first word may be a round: `guatu bulletin ROUND -o FILE`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take what is no command for a round."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["draft", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=BulletinGroup)
def bulletin() -> None:
    """Bulletins: `guatu bulletin ROUND -o FILE.docx` drafts one, `check` reads one."""


@bulletin.command()
@click.argument("round_slug", metavar="ROUND")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--sort", type=click.Choice(SORTS), default="dispatch", show_default=True)
@click.pass_obj
def draft(folder: Path, round_slug: str, output: Path, sort: str) -> None:
    """Write the draft bulletin of ROUND (its slug) as .docx or .pdf; nothing is kept."""
    if output.suffix not in {".docx", ".pdf"}:
        raise click.UsageError("the file ends in .docx or .pdf")
    refuse_missing_folder(output)
    open_installation(folder)
    from django.utils import timezone  # noqa: PLC0415 after Django's set-up

    from guatu.core.actors import SYSTEM  # noqa: PLC0415
    from guatu.dispatch.models import Round  # noqa: PLC0415
    from guatu.interchange.official.writing import write_official  # noqa: PLC0415
    from guatu.paper.actions.bulletins import unsaved_bulletin  # noqa: PLC0415
    from guatu.paper.printing import official_pdf  # noqa: PLC0415
    from guatu.paper.queries.bulletins import paper_of  # noqa: PLC0415
    from guatu.shell.errors import InvalidState  # noqa: PLC0415

    rows = Round.objects.select_related("campaign__unit", "cadence").filter(slug=round_slug)
    one = rows.first()
    if one is None:
        raise click.ClickException(f"there is no round {round_slug}")
    paper = paper_of(unsaved_bulletin(SYSTEM, one, sort, timezone.now()))
    try:
        payload = write_official(paper) if output.suffix == ".docx" else official_pdf(paper)
    except InvalidState as error:
        raise click.ClickException(str(error.message)) from error
    try:
        output.write_bytes(payload)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}") from error
    click.echo(f"{output}: {len(payload)} bytes")


@bulletin.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option(
    "--paper",
    type=click.Choice(["general", "special"]),
    help="Limit of length: 5,000 characters, or 4,000 about one matter. Without it the title decides.",
)
def check(file: Path, *, as_json: bool, paper: str | None) -> None:
    """List where a Word file deviates from GB/T 9704-2012 and the limits of length."""
    from guatu.core.burden.lengths import Paper  # noqa: PLC0415
    from guatu.core.errors import CoreError  # noqa: PLC0415
    from guatu.core.official.checking import check as compare  # noqa: PLC0415
    from guatu.interchange.official.reading import measure  # noqa: PLC0415

    try:
        measured = measure(file.read_bytes(), name=file.name)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    except CoreError as error:
        raise click.ClickException(str(error)) from error
    report = compare(measured, sort=Paper(paper) if paper else None)
    document: dict[str, Any] = {
        "file": file.name,
        "standard": STANDARD,
        "passes": report.passes,
        "characters": report.characters,
        "limit": report.limit,
        "deviations": [
            {
                "code": one.code.value,
                "severity": one.severity.value,
                "first": one.first,
                "last": one.last,
                "text": one.text,
                "found": one.found,
                "wanted": one.wanted,
                "article": one.article,
                "message": one.sentence,
            }
            for one in report.deviations
        ],
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=1) if as_json else summary(document))


def summary(document: dict[str, Any]) -> str:
    """Return what was found as a few lines for a person."""
    told = "passes" if document["passes"] else "deviates"
    lines = [f"{document['file']}: {told}, {document['characters']}/{document['limit']} characters"]
    lines += [
        f"{place_of(one)}: {one['message']}: {one['found']}, wanted {one['wanted']}"
        f"{' (' + one['article'] + ')' if one['article'] else ''}{text_of(one)}"
        for one in document["deviations"]
    ]
    return "\n".join(lines)


def place_of(one: dict[str, Any]) -> str:
    if not one["first"]:
        return "file"
    span = str(one["first"]) if one["first"] == one["last"] else f"{one['first']}-{one['last']}"
    return f"paragraph {span}"


def text_of(one: dict[str, Any]) -> str:
    return f"  {one['text']}" if one["text"] else ""
