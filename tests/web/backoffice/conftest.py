"""People at work in the demo shop: an owner and an assistant, each signed in."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from tests.shops import loaded_demo

from sampan.flows.load_demo_orders import load_demo_orders

__all__ = ["loaded_demo"]


@pytest.fixture(autouse=True)
def forget_what_was_kept() -> None:
    """Counts of views are remembered over requests; every test starts without them."""
    cache.clear()


@pytest.fixture
def person(db: None) -> Any:
    """A call that lets somebody work here, and returns a browser in which they are signed in."""

    def let_in(role: str, language: str = "en") -> Client:
        user = get_user_model().objects.create_user(
            f"{role}@shop.example",
            "a long pass phrase",
            role=role,
            office_language=language,
            is_staff=role == "owner",
            is_superuser=role == "owner",
        )
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.person = user  # type: ignore[attr-defined]  # for tests that look at it
        return client

    return let_in


@pytest.fixture
def owner(loaded_demo: datetime, person: Any) -> Client:
    """The owner of the demo shop."""
    client: Client = person("owner")
    return client


@pytest.fixture
def assistant(loaded_demo: datetime, person: Any) -> Client:
    """An assistant in the demo shop."""
    client: Client = person("assistant")
    return client


@pytest.fixture(scope="module")
def demo_orders(loaded_demo: datetime) -> int:
    """The demo's orders, in every stage; returns how many."""
    return load_demo_orders(loaded_demo)
