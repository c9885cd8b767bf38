"""What the store tells search engines and programs about its pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sampan.apps.content import selectors as content
from sampan.apps.storefront.selectors import pages
from sampan.flows.show_shop import Shop

PER_FILE = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in every language that has it: language -> path below the language."""

    paths: Mapping[str, str]
    changed_at: datetime | None = None


def files(shop: Shop) -> list[tuple[str, int, datetime | None]]:
    """The sitemap files: language, number, when something in it last changed."""
    found = []
    for language in shop.languages:
        size, latest = pages.sitemap_size(language)
        found += [(language, page, latest) for page in range(1, max(1, -(-size // PER_FILE)) + 1)]
    return found


def entries(shop: Shop, page: int) -> Iterator[Entry]:
    """The pages that one file names in the shop's language; fixed pages stand in the first."""
    if page == 1:
        yield Entry(dict.fromkeys(shop.languages, ""))
        yield Entry(dict.fromkeys(shop.languages, "c/all/"))
        for branch in shop.tree.branches.values():
            if shop.language in branch.slugs:
                yield Entry({code: f"c/{slug}/" for code, slug in branch.slugs.items()})
        for one in shop.pages:
            if one.language == shop.language:
                slugs = content.slugs(one.handle)
                yield Entry({code: f"pages/{slug}/" for code, slug in slugs.items()})
    for row in pages.sitemap(shop.language, PER_FILE, (page - 1) * PER_FILE):
        yield Entry({code: f"p/{slug}/" for code, slug in row.slugs.items()}, row.changed_at)
