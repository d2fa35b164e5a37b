"""Files are weighed before they are read."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guatu.dispatch.uploads import payload_of
from guatu.shell.errors import InvalidState


def test_a_file_that_is_too_large_is_not_read(settings: object) -> None:
    settings.EVIDENCE_MAX_BYTES = 10  # type: ignore[attr-defined]
    large = SimpleUploadedFile("a.txt", b"12345678901")

    with pytest.raises(InvalidState):
        payload_of(large)

    assert large.tell() == 0
    assert payload_of(SimpleUploadedFile("a.txt", b"1234567890")) == b"1234567890"
