"""The Jinja2 environment of all pages."""

from __future__ import annotations

import uuid
from typing import Any

from django.templatetags.static import static
from django.utils import translation
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined

from guatu.shell import formatting, lamps
from guatu.shell.addresses import address, turned
from guatu.shell.assets import asset


def new_key() -> str:
    """Return a fresh idempotency key for a form."""
    return uuid.uuid4().hex


def environment(**options: Any) -> Environment:
    """Return the environment: undefined names fail, texts come from Django's catalogues."""
    options.setdefault("undefined", StrictUndefined)
    env = Environment(  # noqa: S701 Django's backend passes autoescape=True
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    env.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        asset=asset,
        static=static,
        url=address,
        turned=turned,
        new_key=new_key,
        htmx_script=htmx_script,
        lamp_sign=lamps.sign,
        lamp_word=lamps.word,
        lamp_reason=lamps.reason,
        get_language=translation.get_language,
    )
    env.filters.update(
        day=formatting.day,
        moment=formatting.moment,
        deadline=formatting.deadline,
        month=formatting.month,
        days_left=formatting.days_left,
        number=formatting.number,
        percent=formatting.percent,
        rounded=formatting.rounded,
        exact=formatting.exact,
    )
    return env
