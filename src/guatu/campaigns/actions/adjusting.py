"""Changing an issued target, and making tied ones: building blocks without policy and audit row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guatu.audit.actions import Change, plain
from guatu.campaigns.models import Target
from guatu.shell.versions import update_at_version


def adjust_target(target: Target, *, columns: Mapping[str, Any]) -> Change:
    """Set columns of a target at the version that it has."""
    before = plain(target, *columns)
    update_at_version(target, target.version, **columns)
    return Change.of(target, before=before, after=plain(target, *columns))
