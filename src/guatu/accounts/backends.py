"""Sign-in by user name and password; names are compared without case."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from guatu.accounts.models import Account


class AccountBackend(BaseBackend):
    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 the signature that Django calls
        username: str | None = None,
        password: str | None = None,
        **_kwargs: Any,
    ) -> Account | None:
        if not username or not password:
            return None
        account = Account.objects.select_related("person").filter(username__iexact=username).first()
        if account is None:
            Account().set_password(password)  # the same time whether the name exists or not
            return None
        return account if account.is_active and account.check_password(password) else None

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.select_related("person").filter(pk=user_id, is_active=True).first()
