"""What is wrong with the record's settings, said before the first act."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from guatu.core.chain import Algorithm, is_available


@register()
def check_digest(app_configs: Sequence[Any] | None, **_kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 Django's signature
    """Refuse a digest that is unknown, or that this Python cannot compute."""
    name = settings.AUDIT_DIGEST
    known = [algorithm.value for algorithm in Algorithm]
    if name not in known:
        return [
            Error(
                f"GUATU_AUDIT_DIGEST is {name!r}.",
                hint=f"Write one of: {', '.join(known)}.",
                id="audit.E001",
            )
        ]
    if not is_available(name):
        return [
            Error(
                f"GUATU_AUDIT_DIGEST is {name}, but {ssl.OPENSSL_VERSION}, which this Python uses, "
                "does not have it.",
                hint="Use a Python whose OpenSSL has it (1.1.1 and later, unless built without), "
                "or sha256. Acts already recorded keep the digest they were recorded with.",
                id="audit.E002",
            )
        ]
    return []


@register()
def check_retention(app_configs: Sequence[Any] | None, **_kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 Django's signature
    """Refuse a retention that has ended before it begins."""
    if settings.AUDIT_PRIVATE_DAYS < 1:
        return [Error("GUATU_AUDIT_PRIVATE_DAYS must be 1 or more.", id="audit.E003")]
    return []
