"""A database URL is taken as a whole: what it says is used or refused, never dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from guatu.config.environment import PLANNER, database


def test_parameters_reach_the_driver(tmp_path: Path) -> None:
    url = (
        "postgresql://gua%40tu:p%2Fw@db.example:5433/county%20one"
        "?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&options=-c%20statement_timeout%3D9s"
    )
    found = database(url, tmp_path)

    assert (
        found["OPTIONS"]
        == {
            "sslmode": "verify-full",
            "sslrootcert": "/etc/ca.pem",
            "options": f"{PLANNER} -c statement_timeout=9s",  # what the operator says comes last and wins
        }
    )
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("county one", "gua@tu", "p/w")
    assert (found["HOST"], found["PORT"]) == ("db.example", "5433")


def test_a_socket_is_a_host(tmp_path: Path) -> None:
    found = database("postgresql://guatu@/county?host=%2Fvar%2Frun%2Fpostgresql", tmp_path)

    assert found["HOST"] == "/var/run/postgresql"
    assert found["OPTIONS"] == {"options": PLANNER}


def test_an_unknown_parameter_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="sslmod:"):
        database("postgresql://guatu@db.example/county?sslmod=require", tmp_path)


def test_another_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        database("mysql://guatu@db.example/county", tmp_path)


@pytest.mark.django_db
def test_the_server_plans_whole_pages_and_compiles_nothing() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")
    with connection.cursor() as cursor:
        for name, value in (("jit", "off"), ("join_collapse_limit", "10")):
            cursor.execute("SELECT current_setting(%s)", [name])
            assert cursor.fetchone() == (value,)
