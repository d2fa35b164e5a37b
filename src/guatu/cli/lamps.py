"""`guatu lamps`: light the lamps of a campaign anew."""

from __future__ import annotations

from pathlib import Path

import click

from guatu.cli.installation import set_up_django


@click.command()
@click.argument("campaign")
@click.pass_obj
def lamps(folder: Path, campaign: str) -> None:
    """Light the lamps of CAMPAIGN (its slug) anew, as of today."""
    set_up_django(folder)
    from django.utils import timezone  # noqa: PLC0415 after Django's set-up

    from guatu.core.actors import SYSTEM  # noqa: PLC0415
    from guatu.dispatch.actions import recompute_lamps  # noqa: PLC0415
    from guatu.dispatch.queries.rounds import runnable_campaign  # noqa: PLC0415
    from guatu.shell.errors import NotFound  # noqa: PLC0415

    try:
        found = runnable_campaign(SYSTEM, campaign)
    except NotFound as error:
        raise click.ClickException(f"there is no campaign {campaign}") from error
    changed = recompute_lamps(SYSTEM, found, timezone.localdate())
    click.echo(f"{changed} lamps changed")
