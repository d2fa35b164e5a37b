"""`guatu account`: from an empty installation to three administrators."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from django.utils import timezone
from worlds import World

from guatu.accounts.models import Account, Unit
from guatu.accounts.queries import actor_of
from guatu.audit.models import AuditEvent
from guatu.cli import main
from guatu.core.actors import Role

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["account", *arguments])


def create(username: str, role: str, unit: str = "青溪区") -> Result:
    return run("create", "--username", username, "--name", "甲", "--unit", unit, "--role", role)


def test_the_first_account_makes_the_first_unit(client: Client) -> None:
    result = create("admin", "system_administrator")
    username, password = result.output.split()

    assert result.exit_code == 0
    assert Unit.objects.get().kind == Unit.Kind.GOVERNMENT
    answer = client.post("/accounts/sign-in/", {"username": username, "password": password})
    assert answer.headers["Location"] == "/accounts/password/"
    assert {"unit.create", "post.create", "post.appoint", "account.create"} <= set(
        AuditEvent.objects.values_list("act", flat=True)
    )


def test_three_administrators_are_made_one_after_the_other(
    django_user_model: type[Account],
) -> None:
    for role in ("system_administrator", "security_administrator", "audit_administrator"):
        assert create(role.partition("_")[0], role).exit_code == 0
    roles = [
        actor_of(account, timezone.localdate()).roles
        for account in django_user_model.objects.order_by("pk")
    ]
    assert roles == [
        {Role.SYSTEM_ADMINISTRATOR},
        {Role.SECURITY_ADMINISTRATOR},
        {Role.AUDIT_ADMINISTRATOR},
    ]


def test_what_cannot_be_leaves_nothing(world: World) -> None:  # noqa: ARG001 units exist
    before = Account.objects.count()
    unknown = create("admin", "system_administrator", unit="没有的局")
    taken = create("liaison", "system_administrator")

    assert (unknown.exit_code, taken.exit_code) == (1, 1)
    assert Account.objects.count() == before


def test_a_password_is_set_at_the_console_only_for_known_names(world: World) -> None:
    result = run("password", "security")
    account = world.accounts["security"]
    account.refresh_from_db()

    assert account.check_password(result.output.split()[1])
    assert run("password", "nobody").exit_code == 1
