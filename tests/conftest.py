"""Shared fixtures; `--database=postgresql` runs the database tests on a server of our own."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from pathlib import Path

import django
import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings

# A busy machine is no failure: how long an example takes is what bench/ measures.
hypothesis_settings.register_profile("guatu", deadline=None)
hypothesis_settings.load_profile("guatu")

SUPPORT = str(Path(__file__).resolve().parent / "support")
if SUPPORT not in sys.path:
    sys.path.insert(0, SUPPORT)

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
SERVER = None
# Begun first, or one worker would still be at them when the others have nothing left to do. None
# of them uses the tests' own database.
LONG = {"test_checks.py", "test_kills.py", "test_pdf_chromium.py", "test_readme.py"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Rewrite the golden files.")
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def prepare() -> None:
    """Settle the installation's folder and database before Django reads its settings."""
    global SERVER  # noqa: PLW0603 one server a run, stopped at the end
    os.environ.setdefault("GUATU_DATA", tempfile.mkdtemp(prefix="guatu-test-"))
    os.environ.setdefault("GUATU_SECRET_KEY", "tests-only-" + "x" * 50)
    os.environ["GUATU_PLAIN_HTTP"] = "1"
    # not in pyproject.toml: pytest-django would load the settings before this file is imported
    os.environ["DJANGO_SETTINGS_MODULE"] = "guatu.config.settings"
    if "--database=postgresql" not in sys.argv or os.environ.get("GUATU_DATABASE"):
        return
    from postgres import Server, find_binaries  # noqa: PLC0415

    binaries = find_binaries()
    if binaries is None:
        pytest.exit("no PostgreSQL server here: install one, or leave --database=postgresql out", 0)
    SERVER = Server(binaries)
    SERVER.start()
    os.environ["GUATU_DATABASE"] = SERVER.url


prepare()
django.setup()
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a live server's threads borrow the test's own connection: they must give it back at once
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVER is not None and not hasattr(config, "workerinput"):
        SERVER.stop()


@pytest.hookimpl(trylast=True)  # after what shuffles and what parts by their use of the database
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)
    if config.getoption("--database") != "postgresql":
        return
    skip = pytest.mark.skip(reason="about SQLite, files beside it, or what no database changes")
    for item in items:
        if "sqlite_only" in item.keywords:
            item.add_marker(skip)


def pytest_collection_finish() -> None:
    """Spare the collector what lives to the end: the modules and ten thousand collected tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of the outside cases beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("no shared cases beside the checkout")
    return SHARED


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def world(db: None) -> object:  # noqa: ARG001 it needs the database
    from worlds import make_world  # noqa: PLC0415 after Django's set-up

    return make_world()


@pytest.fixture(autouse=True)
def quick_passwords(settings: object) -> None:
    """Hash passwords cheaply: the tests are not about the hasher."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
