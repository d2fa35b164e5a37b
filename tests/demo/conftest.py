"""The loaded demo, shared by the tests of a module: it is undone when the module is through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from demos import load
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from guatu.demo.laying import Laying

HERE = Path(__file__).resolve().parent
ON_BOTH = {"test_loading.py"}  # what the load writes, it writes on either database


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE and item.path.name not in ON_BOTH:
            item.add_marker(pytest.mark.sqlite_only)


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None,  # noqa: ARG001 the database must be there
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Laying]:
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(transaction.atomic())
        yield load()
        transaction.set_rollback(True)
