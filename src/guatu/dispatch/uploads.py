"""Taking in files that come with a request."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from guatu.shell.errors import InvalidState


def payload_of(file: UploadedFile[bytes]) -> bytes:
    """Return the bytes of a file that is not too large; a larger one is never read into memory."""
    if file.size is None or file.size > settings.EVIDENCE_MAX_BYTES:
        raise InvalidState(
            _("The file is larger than %(limit)d MB. Make it smaller or split it.")
            % {"limit": settings.EVIDENCE_MAX_BYTES // 1024**2}
        )
    payload: bytes = file.read()
    return payload
