"""Writing a row at the version that was read (D4)."""

from __future__ import annotations

from django.db.models import F, Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from guatu.shell.errors import BadRequest, Stale
from guatu.shell.inputs import whole


def version_read(request: HttpRequest) -> int:
    """Return the version that a write was made from: the header `If-Match`, or the field `version`.

    Raises
    ------
    BadRequest
        If neither names one: a write that does not say what it read could overwrite anything.
    """
    written = request.headers.get("If-Match", "").strip().strip('"') or request.POST.get("version")
    version = whole(written or "")
    if version is None:
        raise BadRequest(_("This form was sent without its version. Reload the page first."))
    return version


def update_at_version(row: Model, version: int, **changes: object) -> None:
    """Set `changes` on `row` and raise its version by one, if it still has `version`.

    Raises
    ------
    Stale
        If another write came between; nothing is changed then.
    """
    manager = type(row)._default_manager  # noqa: SLF001 Django's public way to a model's manager
    written = manager.filter(pk=row.pk, version=version).update(version=F("version") + 1, **changes)
    if not written:
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        )
    for name, value in changes.items():
        setattr(row, name, value)
    row.version = version + 1  # type: ignore[attr-defined]  # callers pass versioned models
