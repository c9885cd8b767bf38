"""The catalog as the store window needs it: whole products in bulk, and the category tree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from sampan.apps.catalog.models import (
    Attribute,
    BundlePart,
    Category,
    GroupMember,
    HiddenInMarket,
    Media,
    MediaText,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductTag,
    ProductText,
    Term,
    Variant,
)
from sampan.kernel.batches import batches

Row = dict[str, Any]

_TERMS = "SELECT source, text FROM catalog_term WHERE language = %s AND source IN"


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """A node of the tree; `texts` holds name, slug, description and SEO words by language."""

    id: int
    parent_id: int | None
    handle: str
    picture: str
    texts: Mapping[str, Row]


@dataclass(slots=True)
class ProductFacts:
    """An active product and everything about it that a shopper may see; rows are column values."""

    product: Row
    brand: str
    hidden_in: set[str] = field(default_factory=set)
    texts: list[Row] = field(default_factory=list)
    variants: list[Row] = field(default_factory=list)
    media: list[Row] = field(default_factory=list)
    attributes: list[Row] = field(default_factory=list)
    placements: list[int] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)

    @property
    def id(self) -> int:
        """The product's id."""
        return int(self.product["id"])

    @property
    def created_at(self) -> datetime:
        """When the product was first stored."""
        moment: datetime = self.product["created_at"]
        return moment


def shown_products(product_ids: Iterable[int]) -> list[ProductFacts]:
    """The active ones of these products, in the order of their ids; twelve queries for 500."""
    return [facts for batch in batches(sorted(set(product_ids))) for facts in _batch(batch)]


def dependants(product_ids: Iterable[int]) -> set[int]:
    """Bundles that contain, and groups that show, any of these products."""
    found: set[int] = set()
    for batch in batches(product_ids):
        found.update(
            BundlePart.objects.filter(part__product_id__in=batch).values_list(
                "bundle__product_id", flat=True
            )
        )
        found.update(
            GroupMember.objects.filter(member_id__in=batch).values_list("group_id", flat=True)
        )
    return found


def products_of_variants(variant_ids: Iterable[int]) -> set[int]:
    """The products that these variants belong to."""
    return {
        product_id
        for batch in batches(variant_ids)
        for product_id in Variant.objects.filter(id__in=batch).values_list("product_id", flat=True)
    }


def all_product_ids() -> list[int]:
    """Every product's id, shown or not."""
    return list(Product.objects.order_by("id").values_list("id", flat=True))


def tagged(name: str, limit: int) -> list[int]:
    """Products with a tag, in the order in which they were stored."""
    rows = ProductTag.objects.filter(name=name).order_by("product_id")
    return list(rows.values_list("product_id", flat=True)[:limit])


def category_tree() -> tuple[CategoryFacts, ...]:
    """Every category, parents before children, siblings in the owner's order; two queries."""
    rows = Category.objects.prefetch_related("texts").order_by("position", "path")
    facts = [
        CategoryFacts(
            id=row.id,
            parent_id=row.parent_id,
            handle=row.handle,
            picture=row.picture,
            texts={
                text.language: {
                    "name": text.name,
                    "slug": text.slug,
                    "description": text.description,
                    "seo_title": text.seo_title,
                    "seo_description": text.seo_description,
                }
                for text in row.texts.all()
            },
        )
        for row in rows
    ]
    depth = {row.id: row.path.count("/") for row in rows}
    return tuple(sorted(facts, key=lambda one: depth[one.id]))


def ancestors() -> Mapping[int, tuple[int, ...]]:
    """Every category's own id and those above it, nearest first."""
    parents = dict(Category.objects.values_list("id", "parent_id"))
    chains: dict[int, tuple[int, ...]] = {}
    for category_id in parents:
        chain, current = [], category_id
        while current is not None and current not in chain:
            chain.append(current)
            current = parents[current]
        chains[category_id] = tuple(chain)
    return chains


def facet_attributes() -> Mapping[str, Row]:
    """Name, unit, kind and position of the attributes that shoppers filter by, by code."""
    rows = Attribute.objects.filter(is_facet=True).values(
        "code", "name", "unit", "kind", "position"
    )
    return {row["code"]: dict(row) for row in rows}


def terms(sources: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """What repeating words are called: language -> source -> text."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for batch in batches(sorted(set(sources))):
        rows = Term.objects.filter(source__in=batch).values_list("language", "source", "text")
        for language, source, text in rows:
            found[language][source] = text
    return found


def terms_in(language: str, sources: Iterable[str]) -> Mapping[str, str]:
    """What these words are called in one language; words without a translation are missing.

    Lists of the store ask this on every page that no cache answers, so it is plain SQL.
    """
    words = list(sources)
    if not words:
        return {}
    marks = ", ".join(["%s"] * len(words))
    statement = " ".join([_TERMS, "(", marks, ")"])
    with connection.cursor() as cursor:
        cursor.execute(statement, [language, *words])
        return dict(cursor.fetchall())


def _batch(ids: Sequence[int]) -> list[ProductFacts]:
    active = Q(status=Product.Status.ACTIVE)
    products = Product.objects.filter(active, id__in=ids).order_by("id")
    brands = dict(products.exclude(brand=None).values_list("id", "brand__name"))
    facts = {
        row["id"]: ProductFacts(dict(row), brands.get(row["id"], "")) for row in products.values()
    }
    shown = list(facts)
    for text in ProductText.objects.filter(product_id__in=shown).values():
        facts[text["product_id"]].texts.append(dict(text))
    variants = Variant.objects.filter(product_id__in=shown, is_active=True)
    for variant in variants.order_by("position", "id").values():
        facts[variant["product_id"]].variants.append(dict(variant))
    for product_id, market in HiddenInMarket.objects.filter(product_id__in=shown).values_list(
        "product_id", "market__code"
    ):
        facts[product_id].hidden_in.add(market)
    for product_id, category_id in (
        ProductCategory.objects.filter(product_id__in=shown)
        .order_by("position", "id")
        .values_list("product_id", "category_id")
    ):
        facts[product_id].placements.append(category_id)
    tags = ProductTag.objects.filter(product_id__in=shown).values_list("product_id", "name")
    for product_id, name in tags:
        facts[product_id].tags.add(name)
    _add_media(facts)
    _add_attributes(facts)
    _add_composition(facts)
    return list(facts.values())


def _add_media(facts: Mapping[int, ProductFacts]) -> None:
    pictures = Media.objects.filter(product_id__in=facts, kind=Media.Kind.PICTURE, problem="")
    by_id: dict[int, Row] = {}
    for row in pictures.exclude(file="").order_by("position", "id").values():
        by_id[row["id"]] = {**row, "alts": {}}
        facts[row["product_id"]].media.append(by_id[row["id"]])
    for batch in batches(by_id):
        for text in MediaText.objects.filter(media_id__in=batch).values():
            by_id[text["media_id"]]["alts"][text["language"]] = text["alt"]


def _add_attributes(facts: Mapping[int, ProductFacts]) -> None:
    rows = (
        ProductAttribute.objects.filter(product_id__in=facts)
        .order_by("attribute__position", "attribute__code", "position")
        .values(
            "product_id",
            "text",
            "number",
            "boolean",
            "attribute__code",
            "attribute__name",
            "attribute__kind",
            "attribute__unit",
            "attribute__is_facet",
        )
    )
    for row in rows:
        facts[row["product_id"]].attributes.append(
            {name.removeprefix("attribute__"): value for name, value in row.items()}
        )


def _add_composition(facts: Mapping[int, ProductFacts]) -> None:
    parts = BundlePart.objects.filter(bundle__product_id__in=facts).order_by("id")
    for row in parts.values(
        "bundle_id", "bundle__product_id", "part_id", "part__product_id", "part__tracks_stock",
        "part__sells_without_stock", "quantity",
    ):  # fmt: skip
        facts[row["bundle__product_id"]].parts.append(dict(row))
    members = GroupMember.objects.filter(group_id__in=facts).order_by("position", "id")
    variants: dict[int, list[int]] = defaultdict(list)
    rows = list(members.values_list("group_id", "member_id"))
    for product_id, variant_id in Variant.objects.filter(
        product_id__in={member_id for _, member_id in rows}, is_active=True
    ).values_list("product_id", "id"):
        variants[product_id].append(variant_id)
    for group_id, member_id in rows:
        shown = {"member_id": member_id, "variants": variants[member_id]}
        facts[group_id].members.append(shown)
