"""The record's settings are checked before the first act."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks

from guatu.audit.checks import check_digest, check_retention


@pytest.mark.parametrize("name", ["sha256", "sm3"])
def test_known_digests_pass(settings: LazySettings, name: str) -> None:
    settings.AUDIT_DIGEST = name

    assert check_digest(None) == []


def test_an_unknown_digest_is_named(settings: LazySettings) -> None:
    settings.AUDIT_DIGEST = "md5"
    (message,) = [m for m in run_checks() if m.id == "audit.E001"]

    assert "md5" in message.msg


def test_a_digest_that_openssl_lacks_is_said_clearly(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AUDIT_DIGEST = "sm3"
    monkeypatch.setattr("guatu.audit.checks.is_available", lambda _name: False)
    (message,) = check_digest(None)

    assert message.id == "audit.E002"
    assert "OpenSSL" in message.msg


def test_a_retention_of_no_days_is_refused(settings: LazySettings) -> None:
    settings.AUDIT_PRIVATE_DAYS = 0

    assert [m.id for m in check_retention(None)] == ["audit.E003"]
