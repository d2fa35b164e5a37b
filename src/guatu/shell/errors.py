"""What an act or a query refuses with. `guatu.config.errors` turns each into a page or an exit code.

ShellError
├── NotSignedIn   nobody is signed in, or not yet with a password of one's own (401)
├── NotAllowed    the actor may not do this (403)
├── NotFound      there is no such object, or the actor may not know of it (404)
├── Conflict      somebody changed it since it was read, or a key was used for another body (409, 412)
├── InvalidState  the object is not in a state that allows this (422)
├── BadRequest    the request itself is malformed (400)
├── TooLarge      more was sent than is taken (413)
├── TooMany       it came too often within a time (429)
└── RuleForbids   a rule on burdens forbids the setting; the refusal is logged (422)
"""

from __future__ import annotations

from django.utils.translation import gettext as _


class ShellError(Exception):
    """A refusal with a code, a status and a message for the person who asked (already translated)."""

    code = "error"
    status = 400

    def __init__(self, message: str = "", **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields


class NotSignedIn(ShellError):  # noqa: N818 named by what happened
    code = "not-signed-in"
    status = 401


class NotAllowed(ShellError):  # noqa: N818 named by what happened
    code = "not-allowed"
    status = 403


class NotFound(ShellError):  # noqa: N818
    """One sentence for what is not there and for what is none of the actor's business."""

    code = "not-found"
    status = 404

    def __init__(self, message: str = "", **fields: object) -> None:
        nothing = _("There is nothing here, or it is not for your eyes.")
        super().__init__(message or nothing, **fields)


class NotRead(ShellError):  # noqa: N818
    """The address takes what a form sends, and shows nothing."""

    code = "method-not-allowed"
    status = 405


class Conflict(ShellError):  # noqa: N818
    code = "conflict"
    status = 409


class Stale(Conflict):
    """The row has another version than the one that was read."""

    code = "stale"
    status = 412


class InvalidState(ShellError):  # noqa: N818
    code = "invalid-state"
    status = 422


class BadRequest(ShellError):  # noqa: N818
    """The request itself is malformed: a write without its idempotency key."""

    code = "bad-request"
    status = 400


class TooLarge(ShellError):  # noqa: N818
    code = "too-large"
    status = 413


class TooMany(ShellError):  # noqa: N818
    code = "too-many"
    status = 429


class RuleForbids(InvalidState):
    """A setting that the rules on burdens forbid: it is off, explained, and who turned to it is logged.

    `rule` is the code of the rule in `core.burden.rules`.
    """

    code = "rule-forbids"

    def __init__(self, message: str, *, rule: str, about: str = "", **fields: object) -> None:
        super().__init__(message, **fields)
        self.rule = rule
        self.about = about
