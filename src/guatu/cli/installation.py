"""`guatu init`, `serve`, `manage`: an installation is a folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click


def set_up_django(folder: Path) -> None:
    """Point Django at an installation and load it."""
    os.environ["GUATU_DATA"] = str(folder.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guatu.config.settings")
    import django  # noqa: PLC0415 slow, and commands over files need no Django

    django.setup()


def prepare(folder: Path) -> None:
    """Make what an installation needs: its folder, its secret key, its tables, the built-in kinds."""
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    key = folder / "secret_key"
    if not key.exists() and not os.environ.get("GUATU_SECRET_KEY"):
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(50), encoding="ascii")
    set_up_django(folder)
    from guatu.campaigns.actions import install_measures  # noqa: PLC0415 after Django's set-up
    from guatu.config.tables import make_tables  # noqa: PLC0415
    from guatu.ledgers.actions import install_kinds  # noqa: PLC0415
    from guatu.ledgers.actions.rulesets import install_rule_sets  # noqa: PLC0415

    make_tables()
    install_kinds()
    install_rule_sets()
    install_measures()


@click.command()
@click.pass_obj
def init(folder: Path) -> None:
    """Make an installation: its folder, its secret key, its tables, the built-in kinds."""
    prepare(folder)
    click.echo(f"guatu is ready in {folder.resolve()}")


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.pass_context
def manage(context: click.Context) -> None:
    """Run one of Django's own commands."""
    set_up_django(context.obj)
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["guatu manage", *context.args])
