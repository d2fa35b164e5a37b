"""Who stands behind work that was asked for: a person with the posts of today, and nobody else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from worlds import World

from guatu.accounts.queries import asker
from guatu.jobs.works import Run
from guatu.shell.errors import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def run_of(account_id: int | None) -> Run:
    return cast("Run", SimpleNamespace(account_id=account_id))


def test_work_is_done_as_whoever_asked_for_it(world: World) -> None:
    account = world.accounts["office"]

    assert asker(run_of(account.pk)).grants == world.actor("office").grants


def test_nobody_stands_behind_work_whose_account_was_closed(world: World) -> None:
    account = world.accounts["office"]
    type(account).objects.filter(pk=account.pk).update(is_active=False)

    for account_id in (account.pk, None, 999_999):
        with pytest.raises(NotAllowed):
            asker(run_of(account_id))
