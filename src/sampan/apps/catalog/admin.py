"""The catalog's plain tables: brands, the category tree, properties and repeating words."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from sampan.apps.catalog.models import Attribute, Brand, Category, CategoryText, Term
from sampan.apps.catalog.services import brands, groups
from sampan.kernel.plain_tables import PlainTable


@admin.register(Brand)
class BrandTable(PlainTable):
    """Brands."""

    names = (_("brand"), _("brands"))
    fields = ("handle", "name")
    key_fields = ("handle",)
    list_display = ("name", "handle")
    search_fields = ("name", "handle")

    def store(self, row: Any) -> int:
        """By `brands.save_brand`."""
        return brands.save_brand(row.handle, row.name)


@admin.register(Category)
class CategoryTable(PlainTable):
    """Nodes of the category tree; the path names them from the root."""

    names = (_("category"), _("categories"))
    fields = ("path", "position", "picture")
    key_fields = ("path",)
    list_display = ("path", "position")
    search_fields = ("path",)

    def store(self, row: Any) -> int:
        """By `groups.save_categories`."""
        path = tuple(row.path.strip("/").split("/"))
        groups.save_categories([groups.CategoryDraft(path, row.position, row.picture)])
        return Category.objects.get(path=groups.path_key(path)).pk


@admin.register(CategoryText)
class CategoryTextTable(PlainTable):
    """Categories in one language."""

    names = (_("category text"), _("category texts"))
    fields = (
        "category",
        "language",
        "name",
        "slug",
        "description",
        "seo_title",
        "seo_description",
    )
    key_fields = ("category", "language")
    list_display = ("name", "language", "category")
    list_filter = ("language",)
    list_select_related = ("category",)
    search_fields = ("name",)

    def store(self, row: Any) -> int:
        """By `groups.save_categories`, which leaves other languages as they are."""
        category = row.category
        words = groups.CategoryWords(
            name=row.name,
            slug=row.slug,
            description=row.description,
            seo_title=row.seo_title,
            seo_description=row.seo_description,
        )
        path = tuple(category.path.strip("/").split("/"))
        draft = groups.CategoryDraft(
            path, category.position, category.picture, texts={row.language: words}
        )
        groups.save_categories([draft])
        return CategoryText.objects.get(category=category, language=row.language).pk


@admin.register(Attribute)
class AttributeTable(PlainTable):
    """Typed properties; those marked as facets are what shoppers filter by."""

    names = (_("property"), _("properties"))
    fields = ("code", "name", "kind", "unit", "is_facet", "position")
    key_fields = ("code", "kind")
    list_display = ("name", "code", "kind", "unit", "is_facet", "position")
    search_fields = ("code", "name")

    def store(self, row: Any) -> int:
        """By `groups.save_attributes`."""
        facts = groups.AttributeFacts(
            code=row.code,
            name=row.name,
            kind=row.kind,
            unit=row.unit,
            is_facet=row.is_facet,
            position=row.position,
        )
        groups.save_attributes([facts])
        return Attribute.objects.get(code=row.code).pk


@admin.register(Term)
class TermTable(PlainTable):
    """Words that repeat over products, in other languages."""

    names = (_("repeating word"), _("repeating words"))
    fields = ("source", "language", "text")
    key_fields = ("source", "language")
    list_display = ("source", "language", "text")
    list_filter = ("language",)
    search_fields = ("source", "text")

    def store(self, row: Any) -> int:
        """By `groups.save_terms`."""
        groups.save_terms(row.language, {row.source: row.text})
        return Term.objects.get(source=row.source, language=row.language).pk
