"""Why a file could not be read, in one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.limits import MAX_FILE_BYTES, MAX_PAGES, MEGABYTE, WALL_SECONDS

_R = UnreadableReason
_SAVE_ANEW = _(
    "%(name)s cannot be read: open it in WPS or Word, save it anew (文件 → 另存为), and load that."
)
_SENTENCES: Mapping[UnreadableReason, object] = {
    _R.EMPTY: _("%(name)s is empty: choose the file that holds the plan's text."),
    _R.TOO_LARGE: _(
        "%(name)s is larger than a plan can be (%(limit)d MB): check that this is the right file."
    ),
    _R.UNKNOWN_ENCODING: _(
        "%(name)s is in an encoding that is not known: save it as UTF-8 and try again."
    ),
    _R.NOT_TEXT: _(
        "%(name)s is no document: choose the Word, PDF, Excel, web page or text file of the plan."
    ),
    _R.WRONG_TYPE: _(
        "%(name)s is no document: choose the Word, PDF, Excel, web page or text file of the plan."
    ),
    _R.PICTURE: _(
        "%(name)s is a picture: recognise its text first (WPS: 图片 → 提取文字) and load what comes"
        " of it."
    ),
    _R.SCANNED: _(
        "%(name)s holds pictures of pages and no text: recognise the text first (WPS: 图片 →"
        " 提取文字) and load what comes of it."
    ),
    _R.OLD_FORMAT: _(
        "%(name)s is in a format that is not read here: open it in WPS, choose 文件 → 另存为, type"
        " “Microsoft Word 文件(*.docx)”, and load that."
    ),
    _R.PASSWORD: _(
        "%(name)s is guarded by a password: remove it in WPS (文件 → 文档加密 → 密码加密), save, and"
        " load it again."
    ),
    _R.BROKEN: _(
        "%(name)s is damaged or was not sent whole: open it in WPS or Word, save it anew, and load"
        " that."
    ),
    _R.UNSAFE: _(
        "%(name)s holds references that lead out of the document: open it in WPS or Word, save it"
        " anew, and load that."
    ),
    _R.UNPACKS_TOO_LARGE: _(
        "%(name)s unpacks to far more than a plan holds: open it in WPS or Word, save it anew, and"
        " load that."
    ),
    _R.TOO_MANY_PAGES: _(
        "%(name)s has more than %(pages)d pages: load the pages of the plan alone."
    ),
    _R.TOO_SLOW: _(
        "%(name)s could not be read within %(seconds)d seconds: copy its text into a new document"
        " and load that."
    ),
    _R.TOO_HEAVY: _(
        "%(name)s takes more memory than a plan does: copy its text into a new document and load"
        " that."
    ),
    _R.BUSY: _("Other files are being read just now: load %(name)s again in a moment."),
}
_LISTED = _("%(name)s is an archive that holds %(detail)s: unpack it and load the plan alone.")
_ARCHIVE = _("%(name)s is an archive: unpack it and load the document inside.")


def refusal_of(error: UnreadableFile, name: str) -> str:
    """Return the sentence for a file that could not be read, in the reader's language."""
    if error.reason is _R.ARCHIVE:
        sentence = _LISTED if error.detail else _ARCHIVE
    else:
        sentence = _SENTENCES.get(error.reason, _SAVE_ANEW)  # type: ignore[assignment]
    return str(sentence) % {
        "name": name,
        "detail": error.detail,
        "limit": MAX_FILE_BYTES // MEGABYTE,
        "pages": MAX_PAGES,
        "seconds": WALL_SECONDS,
    }
