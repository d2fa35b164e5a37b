"""`guatu account`: the first administrators of an installation, and what only the console may do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from guatu.cli.installation import set_up_django
from guatu.core.actors import SYSTEM, Role

if TYPE_CHECKING:  # the models cannot be loaded before Django's set-up
    from guatu.accounts.actions import NewPost
    from guatu.accounts.models import Post, Unit

ROLES = click.Choice([role.value for role in Role])


@click.group()
def account() -> None:
    """Accounts of administrators, which are kept at the server itself."""


@account.command()
@click.option("--username", required=True, help="What the person types to sign in.")
@click.option("--name", required=True, help="The person's name.")
@click.option("--unit", "unit_name", required=True, help="Name of the unit; the first is made.")
@click.option("--role", type=ROLES, required=True)
@click.option("--title", default="", help="Title of the post; the role's name if left out.")
@click.pass_obj
def create(
    folder: Path, *, username: str, name: str, unit_name: str, role: str, title: str
) -> None:
    """Make a person with an account and a post, and print a one-time password."""
    set_up_django(folder)
    from django.db import transaction  # noqa: PLC0415 after Django's set-up

    from guatu.accounts.actions import NewAccount, NewPost, create_account, create_post  # noqa: PLC0415
    from guatu.accounts.words import ROLES as WORDS  # noqa: PLC0415
    from guatu.shell.errors import ShellError  # noqa: PLC0415

    try:
        with transaction.atomic():
            unit = find_unit(unit_name)
            new = NewPost(unit=unit, title=title or str(WORDS[role]), role=Role(role))
            post = vacant_post(new) or create_post(SYSTEM, new)
            issued = create_account(SYSTEM, NewAccount(name=name, username=username, post=post))
    except ShellError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"{issued.account.username}  {issued.password}")


def find_unit(name: str) -> Unit:
    """Return the unit of that name; on an empty installation, make it as the government."""
    from guatu.accounts.actions import NewUnit, create_unit  # noqa: PLC0415 after Django's set-up
    from guatu.accounts.models import Unit  # noqa: PLC0415

    if not Unit.objects.exists():
        new = NewUnit(name=name, kind=Unit.Kind.GOVERNMENT, parent=None)
        return create_unit(SYSTEM, new)
    found = Unit.objects.filter(name=name, valid_to__isnull=True).first()
    if found is None:
        raise click.ClickException(f"there is no unit named {name}")
    return found


def vacant_post(new: NewPost) -> Post | None:
    """Return the open post of this title and role that nobody holds, if there is one."""
    from django.utils import timezone  # noqa: PLC0415 after Django's set-up

    from guatu.accounts.models import Appointment, Post  # noqa: PLC0415
    from guatu.accounts.queries.people import from_today  # noqa: PLC0415

    held = Appointment.objects.filter(from_today(timezone.localdate())).values("post_id")
    posts = Post.objects.filter(
        unit=new.unit, title=new.title, role=new.role, abolished_on__isnull=True
    )
    return posts.exclude(pk__in=held).first()


@account.command()
@click.argument("username")
@click.pass_obj
def password(folder: Path, username: str) -> None:
    """Set a one-time password for USERNAME and print it; its sessions end."""
    set_up_django(folder)
    from guatu.accounts.actions import reset_password  # noqa: PLC0415 after Django's set-up
    from guatu.accounts.models import Account  # noqa: PLC0415
    from guatu.shell.errors import ShellError  # noqa: PLC0415

    found = Account.objects.filter(username__iexact=username).first()
    if found is None:
        raise click.ClickException(f"there is no account named {username}")
    try:
        issued = reset_password(SYSTEM, found)
    except ShellError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"{issued.account.username}  {issued.password}")
