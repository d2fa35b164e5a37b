"""What goes wrong in the record itself."""

from __future__ import annotations

from guatu.shell.errors import InvalidState


class OutsideTransaction(RuntimeError):  # noqa: N818 named by what happened
    """An act was recorded outside a transaction: the record and what it speaks of could part."""


class ChainBroken(RuntimeError):  # noqa: N818 named by what happened
    """The record cannot be continued; `guatu audit verify` says what happened to it."""


class EvidenceRefused(InvalidState):
    """A file is too large, empty, or of a kind that is not taken."""

    code = "evidence-refused"
