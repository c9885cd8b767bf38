"""Writing the shop's own pages and words."""

from collections.abc import Mapping
from dataclasses import dataclass

import nh3
from django.db import transaction

from sampan.apps.content.models import Page, PageText, Words
from sampan.kernel import stamps

TAGS = set("p h2 h3 ul ol li a strong em br table thead tbody tr th td dl dt dd blockquote".split())


@dataclass(frozen=True, slots=True)
class PageDraft:
    """A page in one language; the body is HTML that is cleaned when stored."""

    slug: str
    title: str
    body: str
    seo_description: str = ""


@transaction.atomic
def save_page(handle: str, group: str, position: int, texts: Mapping[str, PageDraft]) -> None:
    """Store a page with its texts by language; languages not given stay as they are."""
    page, _ = Page.objects.update_or_create(
        handle=handle, defaults={"group": group, "position": position}
    )
    for language, text in texts.items():
        PageText.objects.update_or_create(
            page=page,
            language=language,
            defaults={
                "slug": text.slug,
                "title": text.title,
                "body": nh3.clean(text.body, tags=TAGS),
                "seo_description": text.seo_description,
            },
        )
    stamps.bump("content")


@transaction.atomic
def save_words(language: str, words: Mapping[str, str]) -> None:
    """Store named short texts of the window in one language."""
    for name, text in words.items():
        Words.objects.update_or_create(name=name, language=language, defaults={"text": text})
    stamps.bump("content")


@transaction.atomic
def remove_all() -> None:
    """Remove every page and word; for taking the demo shop away."""
    Page.objects.all().delete()
    Words.objects.all().delete()
    stamps.bump("content")
