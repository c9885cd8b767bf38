"""The content's plain tables: pages, their texts, and short words of the window."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from sampan.apps.content.models import Page, PageText, Words
from sampan.apps.content.services import PageDraft, save_page, save_words
from sampan.kernel.plain_tables import PlainTable


@admin.register(Page)
class PageTable(PlainTable):
    """Pages and the column of the footer that links them."""

    names = (_("page"), _("pages"))
    fields = ("handle", "group", "position")
    key_fields = ("handle",)
    list_display = ("handle", "group", "position", "is_published")

    def store(self, row: Any) -> int:
        """By `save_page`, without texts."""
        save_page(row.handle, row.group, row.position, {})
        return Page.objects.get(handle=row.handle).pk


@admin.register(PageText)
class PageTextTable(PlainTable):
    """Pages in one language; the body is HTML and cleaned when saved."""

    names = (_("page text"), _("page texts"))
    fields = ("page", "language", "slug", "title", "body", "seo_description")
    key_fields = ("page", "language")
    list_display = ("title", "language", "page")
    list_filter = ("language",)
    list_select_related = ("page",)
    search_fields = ("title",)

    def store(self, row: Any) -> int:
        """By `save_page`, which leaves other languages as they are."""
        draft = PageDraft(row.slug, row.title, row.body, row.seo_description)
        save_page(row.page.handle, row.page.group, row.page.position, {row.language: draft})
        return PageText.objects.get(page=row.page, language=row.language).pk


@admin.register(Words)
class WordsTable(PlainTable):
    """Named short texts of the window."""

    names = (_("words of the window"), _("words of the window"))
    fields = ("name", "language", "text")
    key_fields = ("name", "language")
    list_display = ("name", "language", "text")
    list_filter = ("language",)
    search_fields = ("name", "text")

    def store(self, row: Any) -> int:
        """By `save_words`."""
        save_words(row.language, {row.name: row.text})
        return Words.objects.get(name=row.name, language=row.language).pk
