"""`guatu account`: the first people of an installation, and what only the console may do."""

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
    """Accounts made at the server itself: those of a fresh installation, and of administrators."""


@account.command()
@click.option("--username", required=True, help="What the person types to sign in.")
@click.option("--name", required=True, help="The person's name.")
@click.option("--unit", "unit_name", required=True, help="The post's unit; the first one is made.")
@click.option(
    "--under", default="", help="The unit above, beneath which --unit is made if missing."
)
@click.option("--role", type=ROLES, required=True)
@click.option(
    "--scope", default="", help="The unit that the post reaches over; --unit if left out."
)
@click.option("--title", default="", help="Title of the post; the role's name if left out.")
@click.pass_obj
def create(folder: Path, /, **written: str) -> None:
    """Make a person with an account and a post, and print a one-time password."""
    set_up_django(folder)
    from django.db import transaction  # noqa: PLC0415 after Django's set-up

    from guatu.accounts.actions import NewAccount, create_account, create_post  # noqa: PLC0415
    from guatu.shell.errors import ShellError  # noqa: PLC0415

    try:
        with transaction.atomic():
            new = post_written(written)
            post = vacant_post(new) or create_post(SYSTEM, new)
            person = NewAccount(name=written["name"], username=written["username"], post=post)
            issued = create_account(SYSTEM, person)
    except ShellError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"{issued.account.username}  {issued.password}")


def post_written(written: dict[str, str]) -> NewPost:
    """Return the post that the options describe; its unit is made where that was asked for."""
    from guatu.accounts.actions import NewPost  # noqa: PLC0415 after Django's set-up
    from guatu.accounts.queries import units_meant  # noqa: PLC0415
    from guatu.accounts.words import ROLES as WORDS  # noqa: PLC0415

    unit = find_unit(written["unit_name"], under=written["under"])
    scope = written["scope"]
    return NewPost(
        unit=unit,
        title=written["title"] or str(WORDS[written["role"]]),
        role=Role(written["role"]),
        scope=units_meant([scope])[scope] if scope else None,
    )


def find_unit(name: str, *, under: str) -> Unit:
    """Return the unit of that name, made beneath `under`; on an empty installation, the government."""
    from guatu.accounts.actions import NewUnit, create_unit  # noqa: PLC0415 after Django's set-up
    from guatu.accounts.models import Unit  # noqa: PLC0415
    from guatu.accounts.queries import units_meant  # noqa: PLC0415
    from guatu.planning.actions.units import kind_of  # noqa: PLC0415

    if under:
        above = units_meant([under])[under]
        found = Unit.objects.filter(name=name, parent=above, valid_to__isnull=True).first()
        new = NewUnit(name=name, kind=kind_of(name), parent=above)
        return found or create_unit(SYSTEM, new)
    if not Unit.objects.exists():
        return create_unit(SYSTEM, NewUnit(name=name, kind=Unit.Kind.GOVERNMENT, parent=None))
    return units_meant([name])[name]


def vacant_post(new: NewPost) -> Post | None:
    """Return the open post of this title and role that nobody holds, if there is one."""
    from django.utils import timezone  # noqa: PLC0415 after Django's set-up

    from guatu.accounts.models import Appointment, Post  # noqa: PLC0415
    from guatu.accounts.queries.people import from_today  # noqa: PLC0415

    held = Appointment.objects.filter(from_today(timezone.localdate())).values("post_id")
    posts = Post.objects.filter(
        unit=new.unit,
        scope=new.scope or new.unit,
        title=new.title,
        role=new.role,
        abolished_on__isnull=True,
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
