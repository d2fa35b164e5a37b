"""The loaded demo, shared by the tests of a module, and kept in a file for the next module."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from demos import loaded
from pytest_django.plugin import DjangoDbBlocker

from guatu.demo.laying import Laying

HERE = Path(__file__).resolve().parent
ON_BOTH = {"test_loading.py"}  # what the load writes, it writes on either database


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE and item.path.name not in ON_BOTH:
            item.add_marker(pytest.mark.sqlite_only)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the loaded demo is kept, for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo.sqlite3"


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None,  # noqa: ARG001 the database must be there
    django_db_blocker: DjangoDbBlocker,
    kept: Path,
) -> Iterator[Laying]:
    with django_db_blocker.unblock(), loaded(kept) as laying:
        yield laying
