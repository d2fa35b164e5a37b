"""The `guatu` command: click commands over actions and core."""

from __future__ import annotations

import os
from pathlib import Path

import click

from guatu import __version__
from guatu.cli.accounts import account
from guatu.cli.audit import audit
from guatu.cli.bulletin import bulletin
from guatu.cli.demo import demo
from guatu.cli.entries import entries
from guatu.cli.installation import init, manage
from guatu.cli.kinds import kind
from guatu.cli.lamps import lamps
from guatu.cli.plan import plan
from guatu.cli.serving import serve
from guatu.cli.wallchart import wallchart
from guatu.cli.worker import worker

__all__ = ["main"]


@click.group()
@click.version_option(__version__)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: Path(os.environ.get("GUATU_DATA", "data")),
    help="Folder of the installation.",
)
@click.pass_context
def main(context: click.Context, data: Path) -> None:
    """Run a local government's delivery campaign from its published plan."""
    context.obj = data


for command in (
    init,
    serve,
    worker,
    manage,
    demo,
    plan,
    kind,
    lamps,
    audit,
    account,
    wallchart,
    bulletin,
    entries,
):
    main.add_command(command)
