"""The shop's own pages by their slug in any language."""

from collections.abc import Mapping

from sampan.apps.content import selectors as content
from sampan.apps.content.selectors import PageFacts
from sampan.flows.show_shop import Shop


def show_page(shop: Shop, slug: str) -> PageFacts | None:
    """The page in the shop's language that a slug of another language names."""
    for language in shop.languages:
        if found := content.page(language, slug):
            return shop.page(found.handle)
    return None


def page_slugs(handle: str) -> Mapping[str, str]:
    """The slug of a page in each language that has it."""
    return content.slugs(handle)
