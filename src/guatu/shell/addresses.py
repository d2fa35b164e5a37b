"""Addresses of pages for templates: a list asks for the same one with a hundred keys."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

# Stands for a key while the address of a page is made once; its digits occur in no other part.
KEY = 918_273_645_546_372_819


def address(name: str, *args: object, **kwargs: object) -> str:
    """Return what `reverse` returns; with one key as the only argument from what was made before."""
    served = (get_urlconf(), get_script_prefix())
    if len(args) == 1 and not kwargs and type(key := args[0]) is int and key >= 0:
        parts = around_key(name, served)
        if parts is not None:
            return f"{parts[0]}{key}{parts[1]}"
    elif not args and not kwargs:
        return without_arguments(name, served)
    return reverse(name, args=args, kwargs=kwargs)


@lru_cache(maxsize=1024)
def without_arguments(name: str, _served: tuple[str | None, str]) -> str:
    return reverse(name)


@lru_cache(maxsize=1024)
def around_key(name: str, _served: tuple[str | None, str]) -> tuple[str, str] | None:
    """Return what stands before and after the key; None if the page takes no key of any size."""
    try:
        before, _key, after = reverse(name, args=[KEY]).partition(str(KEY))
    except NoReverseMatch:
        return None
    return before, after


def turned(request: HttpRequest, page: int) -> str:
    """Return the query of the same list, with all that narrows it, at another of its pages."""
    asked = request.GET.copy()
    asked["page"] = str(page)
    return f"?{asked.urlencode()}"
