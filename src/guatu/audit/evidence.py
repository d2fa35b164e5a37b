"""Evidence: files kept as they came, named by their hash, outside the web root."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.audit.changes import Change, plain
from guatu.audit.errors import EvidenceRefused
from guatu.audit.media import sniff
from guatu.audit.models import Evidence
from guatu.core.actors import Actor
from guatu.core.filenames import safe_name
from guatu.shell.errors import NotFound

RECORDED = ("digest", "size", "media_type", "file_name")
UPLOAD_NOTE = gettext_lazy("Do not upload classified material.")  # T18: on every upload form


def store_evidence(actor: Actor, payload: bytes, file_name: str) -> Evidence:
    """Keep a file and return its row; the bytes are on the disk before the row is.

    Put `evidence_change(row)` among the changes of the act that the file belongs to.

    Raises
    ------
    EvidenceRefused
        If the file is empty, too large, or not of a kind that is taken.
    """
    return store_original(actor, payload, file_name, media_type=accepted_type(payload, file_name))


def store_original(actor: Actor, payload: bytes, file_name: str, *, media_type: str) -> Evidence:
    """Keep a file whose kind the caller knows by having read it, in whatever encoding it is."""
    digest = hashlib.sha256(payload).hexdigest()
    keep(payload, evidence_path(digest))
    return Evidence.objects.create(
        digest=digest,
        size=len(payload),
        media_type=media_type,
        file_name=safe_name(file_name),
        uploaded_by=actor.person_id,
        uploaded_at=timezone.now(),
    )


def accepted_type(payload: bytes, file_name: str) -> str:
    """Return the media type of a file that may be kept."""
    if not payload:
        raise EvidenceRefused(_("The file is empty. Choose another one."))
    if len(payload) > settings.EVIDENCE_MAX_BYTES:
        raise EvidenceRefused(
            _("The file is larger than %(limit)d MB. Make it smaller or split it.")
            % {"limit": settings.EVIDENCE_MAX_BYTES // 1024**2}
        )
    media_type = sniff(payload, safe_name(file_name))
    if media_type is None:
        raise EvidenceRefused(
            _(
                "This kind of file is not taken, or its ending does not fit what is in it. "
                "Use PDF, OFD, Word, Excel, PowerPoint, WPS, PNG, JPEG or plain text."
            )
        )
    return media_type


def evidence_change(evidence: Evidence) -> Change:
    """Return the change that ties a kept file to the act it belongs to."""
    return Change.of(evidence, after=plain(evidence, *RECORDED))


def is_digest(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None


def evidence_path(digest: str) -> Path:
    """Return where the bytes of a digest lie: 65,536 folders keep each of them small.

    Raises
    ------
    NotFound
        If `digest` is none: whoever changes the row must not choose a file of the server.
    """
    if not is_digest(digest):
        raise NotFound(_("The file is no longer kept."))
    return Path(settings.EVIDENCE_ROOT) / digest[:2] / digest[2:4] / digest


def keep(payload: bytes, path: Path) -> None:
    """Write `payload` so that `path` either holds all of it or does not exist."""
    if is_intact(path):
        return  # the same bytes were kept before
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".incoming-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o640)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a renaming durable; Windows cannot open a folder and needs none of this."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_intact(path: Path) -> bool:
    """Say whether the file at `path` is there and has the hash that it is named by."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == path.name
    except FileNotFoundError:
        return False


def evidence_response(evidence: Evidence) -> FileResponse:
    """Return the bytes as a download. The caller has decided that the actor may see them."""
    path = evidence_path(evidence.digest)
    if evidence.removed_at is not None or not path.exists():
        raise NotFound(_("The file is no longer kept."))
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=evidence.file_name,
        content_type=evidence.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
