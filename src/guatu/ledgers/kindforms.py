"""The text of a kind, pasted or as a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.audit.evidence import UPLOAD_NOTE

LARGEST_FILE = 400_000


class KindForm(forms.Form):
    """A file takes the place of the text: what is checked is then shown for editing."""

    source = forms.CharField(
        label=gettext_lazy("Text of the kind (TOML)"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=UPLOAD_NOTE,
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,text/plain"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if upload is not None:
            cleaned["source"] = self.text_of(upload.read(LARGEST_FILE + 1))
        cleaned["source"] = (cleaned.get("source") or "").replace("\r\n", "\n")
        if not cleaned["source"].strip() and not self.errors:
            self.add_error("source", _("Paste the text of a kind, or choose its file."))
        return cleaned

    def text_of(self, payload: bytes) -> str:
        """Return the text of a file, or say why there is none."""
        if len(payload) > LARGEST_FILE:
            self.add_error("file", _("The file is too large to be a kind."))
            return ""
        try:
            return payload.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("The file is no UTF-8 text; save it as UTF-8 first."))
            return ""
