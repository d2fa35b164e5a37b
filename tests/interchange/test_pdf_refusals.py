"""PDF files that cannot be read: one sentence each, and a code."""

import pytest

from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.pdf import read_pdf


@pytest.mark.parametrize("payload", [b"%PDF-1.7\n1 0 obj\n<<>>", b"%PDF-1.4", b"", b"no pdf at all"])
def test_a_broken_file_is_refused(payload: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^plan\.pdf is damaged") as caught:
        read_pdf(payload, name="plan.pdf")

    assert caught.value.reason is UnreadableReason.BROKEN
