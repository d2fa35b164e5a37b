"""What `guatu manage check` says about the settings before anybody is served by them."""

from __future__ import annotations

import os
import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 Django's name
from django.core.exceptions import ImproperlyConfigured

QUIET = re.compile(r"(2[0-3]|1?[0-9])-(2[0-3]|1?[0-9])")
LONGEST_SENDING = 20  # seconds: ten messages of one run stay within its limit


@register(Tags.security)
def check_secret_key(**_options: Any) -> list[CheckMessage]:
    """Sessions and passwords' tokens hang on the key."""
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = ""
    if key:
        return []
    hint = "Run `guatu init`, which makes one in the data folder, or set GUATU_SECRET_KEY."
    return [Error("There is no secret key.", hint=hint, id="guatu.E001")]


@register(Tags.files)
def check_data_folder(**_options: Any) -> list[CheckMessage]:
    """Evidence, and by default the database, are written there."""
    if os.access(settings.DATA, os.W_OK | os.X_OK):
        return []
    hint = "Run `guatu init`, or name the right folder with --data or GUATU_DATA."
    message = f"The data folder {settings.DATA} is missing or cannot be written."
    return [Error(message, hint=hint, id="guatu.E002")]


@register(Tags.files)
def check_upload_limit(**_options: Any) -> list[CheckMessage]:
    """See that a file which evidence allows fits into one request."""
    if settings.UPLOAD_MAX_BYTES > settings.EVIDENCE_MAX_BYTES:
        return []
    return [
        Error(
            "One request may bring less than one file of evidence may have.",
            hint="Raise GUATU_UPLOAD_MAX_MB above GUATU_EVIDENCE_MAX_MB.",
            id="guatu.E003",
        )
    ]


@register(Tags.security, deploy=True)
def check_transport(**_options: Any) -> list[CheckMessage]:
    """Plain HTTP is one explicit choice, and stays a remark as long as it is made."""
    if not settings.PLAIN_HTTP:
        return []
    return [
        Warning(
            "Pages and passwords travel unencrypted.",
            hint="Serve by HTTPS and unset GUATU_PLAIN_HTTP, or accept this on a closed network.",
            id="guatu.W001",
        )
    ]


@register(Tags.security, deploy=True)
def check_debug(**_options: Any) -> list[CheckMessage]:
    if not settings.DEBUG:
        return []
    return [Warning("DEBUG shows settings and data to whoever meets an error.", id="guatu.W002")]


@register(Tags.security, deploy=True)
def check_hosts(**_options: Any) -> list[CheckMessage]:
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "List the names and addresses that people type in GUATU_HOSTS."
    return [Warning("Every host name is accepted.", hint=hint, id="guatu.W003")]


@register()
def check_sending(**_options: Any) -> list[CheckMessage]:
    """See that what is to leave the house can: a mistake here is found before the first message."""
    found: list[CheckMessage] = []
    if settings.MAIL_HOST and not settings.MAIL_FROM:
        hint = "Set GUATU_MAIL_FROM to the address that mails come from."
        found.append(Error("There is a mail server and no sender.", hint=hint, id="guatu.E004"))
    if settings.MAIL_SECURITY not in {"none", "starttls", "tls"}:
        hint = "GUATU_MAIL_SECURITY is none, starttls or tls."
        found.append(Error("The mail server's security is none known.", hint=hint, id="guatu.E005"))
    if not QUIET.fullmatch(settings.QUIET_HOURS):
        hint = "Write two hours of the day: 20-8, or 0-0 for none."
        found.append(Error("GUATU_QUIET_HOURS cannot be read.", hint=hint, id="guatu.E006"))
    if not 0 < settings.SEND_CONNECT_SECONDS <= settings.SEND_SECONDS <= LONGEST_SENDING:
        hint = "GUATU_SEND_CONNECT_SECONDS is at least 1, and GUATU_SEND_SECONDS at most 20."
        found.append(Error("Sending has no reasonable limit.", hint=hint, id="guatu.E007"))
    return found
