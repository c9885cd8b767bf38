"""Every test here starts with an open, empty shop and no kept pages."""

import pytest
from tests.web.storefront.small_shop import open_shop

from sampan.flows import show_shop
from sampan.web.storefront import door


@pytest.fixture(autouse=True)
def shop(request: pytest.FixtureRequest) -> None:
    """Markets and warehouses, where the test has a database of its own."""
    show_shop._kept.clear()
    door.shelf.clear()
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        open_shop()
