"""The demo shop in the test's own database, loaded once for a module and rolled back after it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from sampan.flows.load_demo import load_demo

LOADED_AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded_demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[datetime]:
    """The demo shop; what a test changes is undone by its own transaction inside this one."""
    media = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(LOADED_AT)
        yield LOADED_AT
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = media
