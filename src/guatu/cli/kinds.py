"""`guatu kind`: checking and installing a ledger kind from its file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from guatu.cli.installation import set_up_django
from guatu.core.actors import SYSTEM

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def kind() -> None:
    """Ledger kinds: what a line of a ledger holds, as a TOML file."""


@kind.command()
@FILE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def check(file: Path, *, as_json: bool) -> None:
    """Say whether FILE declares a kind, and if not, what is wrong on which line; needs no installation."""
    from guatu.core.kinds import KindError, read_kind  # noqa: PLC0415 only this command needs it
    from guatu.core.kinds.places import line_of  # noqa: PLC0415

    text = text_of(file)
    try:
        found = read_kind(text, file.name)
    except KindError as error:
        line = line_of(text, error.key, error.remedy)
        if as_json:
            told = {"file": file.name, "line": line, "key": error.key, "message": error.remedy}
            click.echo(json.dumps(told, ensure_ascii=False))
            raise SystemExit(1) from error
        at = f"{file.name}:{line}" if line else file.name
        raise click.ClickException(f"{at}: {error.key}: {error.remedy}") from error
    summary = {
        "code": found.code,
        "noun": found.noun.zh,
        "stages": [stage.code for stage in found.stages],
        "fields": [field.key for field in found.fields],
        "logs": [log.code for log in found.logs],
    }
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False))
        return
    click.echo(
        f"{found.code} ({found.noun.zh}): {len(found.stages)} stages, "
        f"{len(found.fields)} fields, {len(found.logs)} logs"
    )


@kind.command()
@FILE
@click.pass_obj
def install(folder: Path, file: Path) -> None:
    """Install FILE as a kind of one's own; a kind of its code that stands is changed to it."""
    set_up_django(folder)
    from guatu.ledgers.actions import change_kind, install_kind  # noqa: PLC0415 after the set-up
    from guatu.ledgers.actions.kinds import read_source  # noqa: PLC0415
    from guatu.ledgers.models import Kind  # noqa: PLC0415
    from guatu.shell.errors import ShellError  # noqa: PLC0415

    text = text_of(file)
    try:
        code = read_source(text, file.name).code
        standing = Kind.objects.filter(code=code).first()
        if standing is None:
            made = install_kind(SYSTEM, text, file=file.name)
        else:
            made = change_kind(SYSTEM, standing, version=standing.version, text=text)
    except ShellError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"{made.code}  {made.digest}")


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file.name} is no UTF-8 text; save it as UTF-8") from error
