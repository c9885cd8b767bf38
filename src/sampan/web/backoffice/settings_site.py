"""The plain tables of the settings: the admin's pages behind our own door.

The admin's scripts need `eval` and inline styles, so the strict policy is loosened on its pages
alone; everything else about who may enter is decided by the same decorator as everywhere.
"""

from collections.abc import Iterable
from typing import Any

from csp.constants import NONCE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import admin
from django.urls import URLPattern, URLResolver

from sampan.web.backoffice.access import owners_office

Patterns = list[URLPattern | URLResolver]
LOOSER = {"script-src": [SELF, NONCE, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}


def settings_urls() -> tuple[Patterns, str, str]:
    """The admin's addresses, every one of them guarded."""
    _keep_own_tables()
    patterns, app_name, namespace = admin.site.urls
    return _guarded(patterns), app_name, namespace or app_name


def _keep_own_tables() -> None:
    """Packages register tables that save past our services; only our own plain tables stay."""
    for model in list(admin.site._registry):
        if not model.__module__.startswith("sampan."):
            admin.site.unregister(model)


def _guarded(patterns: Iterable[Any]) -> Patterns:
    guarded: Patterns = []
    for entry in patterns:
        if isinstance(entry, URLResolver):
            guarded.append(
                URLResolver(
                    entry.pattern,
                    _guarded(entry.url_patterns),
                    entry.default_kwargs,
                    entry.app_name,
                    entry.namespace,
                )
            )
        else:
            view = owners_office(csp_update(LOOSER)(entry.callback))
            guarded.append(URLPattern(entry.pattern, view, entry.default_args, entry.name))
    return guarded
