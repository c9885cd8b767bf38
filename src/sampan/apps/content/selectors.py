"""The shop's own pages and words, in a language or its fallback."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampan.apps.content.models import PageText, Words


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page in the language that was found; `language` may differ from the one asked for."""

    handle: str
    group: str
    language: str
    slug: str
    title: str
    body: str
    seo_description: str


def page(language: str, slug: str) -> PageFacts | None:
    """The published page under a slug of a language; None when there is none."""
    row = (
        PageText.objects.filter(language=language, slug=slug, page__is_published=True)
        .select_related("page")
        .first()
    )
    return _facts(row) if row else None


def pages(language: str, fallback: str) -> tuple[PageFacts, ...]:
    """Every published page once, in the language or else in the fallback, in the owner's order."""
    rows = (
        PageText.objects.filter(language__in=[language, fallback], page__is_published=True)
        .select_related("page")
        .order_by("page__position", "page__handle")
    )
    found: dict[str, PageText] = {}
    for row in rows:
        if row.page.handle not in found or row.language == language:
            found[row.page.handle] = row
    return tuple(_facts(row) for row in found.values())


def slugs(handle: str) -> Mapping[str, str]:
    """The slug of a page in each language that has it."""
    rows = PageText.objects.filter(page__handle=handle, page__is_published=True)
    return dict(rows.values_list("language", "slug"))


def words(language: str, fallback: str) -> Mapping[str, str]:
    """The named short texts of a language, with the fallback's where one is missing."""
    rows: Sequence[tuple[str, str, str]] = list(
        Words.objects.filter(language__in=[language, fallback]).values_list(
            "language", "name", "text"
        )
    )
    found = {name: text for code, name, text in rows if code == fallback}
    found.update((name, text) for code, name, text in rows if code == language)
    return found


def _facts(row: PageText) -> PageFacts:
    return PageFacts(
        handle=row.page.handle,
        group=row.page.group,
        language=row.language,
        slug=row.slug,
        title=row.title,
        body=row.body,
        seo_description=row.seo_description,
    )
