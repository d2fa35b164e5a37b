"""`guatu plan`: plans as files. Needs no installation and no Django."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click


@click.group()
def plan() -> None:
    """Plans as files."""


@plan.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def read(file: Path, *, as_json: bool) -> None:
    """Read a plan and print what it commits to: Word, PDF, Excel, a web page or text."""
    from guatu.core.errors import CoreError  # noqa: PLC0415
    from guatu.core.planreading import read_plan, to_document  # noqa: PLC0415
    from guatu.interchange.documents import open_file  # noqa: PLC0415

    try:
        opened = open_file(file)
    except (CoreError, OSError) as error:
        raise click.ClickException(str(error)) from error
    document = to_document(read_plan(opened.text, opened.tables), doc=file.name)
    document |= {
        "format": opened.format.value,
        "notes": [{"code": n.code.value, "count": n.count, "place": n.place} for n in opened.notes],
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=1) if as_json else summary(document))


def summary(document: dict[str, Any]) -> str:
    """Return what was read as a few lines for a person."""
    kinds = ("targets", "tasks", "projects", "phases", "cadence", "facts", "unused")
    lines = [str(document["title"] or document["doc"])]
    lines += [f"{kind:10}{len(document[kind]):>6}" for kind in kinds]
    lines += [f"{note['code']:28}{note['count']:>6}" for note in document["notes"]]
    lines += [str(issue) for issue in document["issues"]]
    return "\n".join(lines)
