"""The Products grid: filters, allow-listed sorts, keyset paging; a constant number of queries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower

from sampan.apps.catalog.models import (
    Brand,
    Category,
    CategoryText,
    HiddenInMarket,
    Media,
    Product,
    ProductCategory,
    ProductTag,
    ProductText,
    Variant,
)
from sampan.kernel.batches import batches

STATUSES = ("active", "draft", "archived")
LACKS = ("hs_code", "origin", "weight", "picture", "review", "gtin")
SORTS = ("updated", "created", "title", "status", "brand", "handle")
LONGEST_SEARCH = 120


@dataclass(frozen=True, slots=True)
class Filter:
    """Which products are meant; everything empty means all but the archived ones.

    `ids` narrows to products that another app found (by stock or price).
    """

    text: str = ""
    status: str = ""
    brand: str = ""
    category: str = ""
    tag: str = ""
    lacks: str = ""
    market: str = ""
    ids: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """How rows are sorted and where a page starts; `after` is the last row's key and id."""

    sort: str = "updated"
    descending: bool = True
    after: tuple[str, int] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class GridVariant:
    """What the grid shows of a variant."""

    id: int
    sku: str
    options: tuple[str, ...]
    cost_minor: int | None
    cost_currency: str
    hs_code: str
    origin: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """One product of the grid; `key` is its place in the present order."""

    id: int
    handle: str
    title: str
    status: str
    kind: str
    brand: str
    category: str
    picture: str
    languages: int
    unreviewed: int
    hidden_in: tuple[str, ...]
    updated_at: datetime
    version: int
    key: str
    source_language: str
    tags: tuple[str, ...] = ()
    variants: tuple[GridVariant, ...] = field(default_factory=tuple)


def rows(wanted: Filter, order: Order, language: str) -> list[GridRow]:
    """One page of products; eight queries, however many rows."""
    products = _sorted(_titled(_matching(wanted), language), order)
    return _with_parts(list(products[: order.limit]), order, language)


def rows_by_id(ids: Sequence[int], language: str) -> list[GridRow]:
    """Products in the order of their ids as given."""
    found = {p.pk: p for p in _titled(Product.objects.filter(id__in=list(ids)), language)}
    return _with_parts([found[i] for i in ids if i in found], Order(), language)


def matching_ids(wanted: Filter) -> list[int]:
    """The ids of every product that a filter means, in one query."""
    return list(_matching(wanted).order_by("-id").values_list("id", flat=True))


def counts(filters: Mapping[str, Filter]) -> dict[str, int]:
    """How many products each of several filters means, by name."""
    return {name: _matching(wanted).count() for name, wanted in filters.items()}


def stocked_variants() -> dict[int, list[int]]:
    """The variants whose stock is counted, by product; a product without any is missing."""
    found: dict[int, list[int]] = {}
    pairs = Variant.objects.filter(tracks_stock=True, is_active=True).order_by()
    for product_id, variant_id in pairs.values_list("product_id", "id"):
        found.setdefault(product_id, []).append(variant_id)
    return found


def costed_variants() -> Iterator[tuple[int, GridVariant]]:
    """Every variant with what it costs us, beside its product's id; one query."""
    rows = Variant.objects.order_by().values_list("product_id", "id", "cost_minor", "cost_currency")
    for product_id, variant_id, minor, currency in rows.iterator():
        yield product_id, GridVariant(variant_id, "", (), minor, currency, "", "", True)


def variants_of(product_ids: Iterable[int]) -> dict[int, tuple[GridVariant, ...]]:
    """The variants of products, in the owner's order."""
    found: dict[int, list[GridVariant]] = {}
    for batch in batches(product_ids):
        for row in Variant.objects.filter(product_id__in=batch).order_by("position", "id"):
            found.setdefault(row.product_id, []).append(_variant(row))
    return {product_id: tuple(variants) for product_id, variants in found.items()}


def choices(language: str) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: brands, categories and tags, as value and label."""
    texts = {
        row.category_id: row.name
        for row in CategoryText.objects.filter(language__in=["en", language]).order_by(
            _preferring(language)
        )
    }
    categories = [
        (row.path, "  " * (row.path.count("/") - 1) + texts.get(row.pk, row.handle))
        for row in Category.objects.order_by("path")
    ]
    tags = ProductTag.objects.values_list("name", flat=True).distinct().order_by("name")[:200]
    return {
        "brands": list(Brand.objects.order_by("name").values_list("handle", "name")),
        "categories": categories,
        "tags": [(name, name) for name in tags],
    }


def find(text: str, language: str, limit: int = 8) -> list[GridRow]:
    """Products for the palette, by title, SKU, handle or GTIN."""
    wanted = text.strip().casefold()
    if not wanted:
        return []
    found = rows(Filter(text=text, status="any"), Order(limit=limit * 4), language)
    return sorted(found, key=lambda row: _distance(row, wanted))[:limit]


def _distance(row: GridRow, wanted: str) -> tuple[int, str]:
    """An exact SKU first, then titles that start with the text, that hold it, then the rest."""
    title = row.title.casefold()
    if any(variant.sku.casefold() == wanted for variant in row.variants):
        return 0, title
    if wanted in title:
        return 1 if title.startswith(wanted) else 2, title
    return 3, title


def _matching(wanted: Filter) -> QuerySet[Product]:
    products = Product.objects.all()
    if wanted.status in STATUSES:
        products = products.filter(status=wanted.status)
    elif wanted.status != "any":
        products = products.exclude(status=Product.Status.ARCHIVED)
    if wanted.text:
        products = products.filter(_containing(wanted.text[:LONGEST_SEARCH].strip()))
    if wanted.brand:
        products = products.filter(brand__handle=wanted.brand)
    if wanted.category:
        places = ProductCategory.objects.filter(category__path__startswith=wanted.category)
        products = products.filter(Exists(places.filter(product=OuterRef("pk"))))
    if wanted.tag:
        tags = ProductTag.objects.filter(name=wanted.tag, product=OuterRef("pk"))
        products = products.filter(Exists(tags))
    if wanted.market:
        hidden = HiddenInMarket.objects.filter(market__code=wanted.market, product=OuterRef("pk"))
        products = products.exclude(Exists(hidden))
    if wanted.lacks:
        products = products.filter(_lacking(wanted.lacks))
    if wanted.ids is not None:
        products = products.filter(id__in=wanted.ids)
    return products


def _containing(text: str) -> Q:
    titles = ProductText.objects.filter(product=OuterRef("pk"), title__icontains=text)
    codes = Variant.objects.filter(Q(sku__icontains=text) | Q(gtin=text), product=OuterRef("pk"))
    return Q(handle__icontains=text) | Q(Exists(titles)) | Q(Exists(codes))


def _lacking(what: str) -> Q:
    variants = Variant.objects.filter(product=OuterRef("pk"), needs_shipping=True)
    match what:
        case "hs_code":
            return Q(Exists(variants.filter(hs_code="")))
        case "origin":
            return Q(Exists(variants.filter(origin="")))
        case "weight":
            return Q(Exists(variants.filter(gross_weight_g=None)))
        case "gtin":
            return Q(Exists(variants.filter(gtin="")))
        case "picture":
            return ~Q(Exists(Media.objects.filter(product=OuterRef("pk"))))
        case "review":
            drafts = ProductText.objects.filter(product=OuterRef("pk"), is_reviewed=False)
            return Q(Exists(drafts))
    return Q()


def _titled(products: QuerySet[Product], language: str) -> QuerySet[Product]:
    """With the title in the reader's language, or else in the product's own."""
    texts = ProductText.objects.filter(product=OuterRef("pk"))
    return products.select_related("brand").annotate(
        title=Coalesce(
            Subquery(texts.filter(language=language).values("title")[:1]),
            Subquery(texts.filter(language=OuterRef("source_language")).values("title")[:1]),
            F("handle"),
            output_field=CharField(),
        )
    )


def _sorted(products: QuerySet[Product], order: Order) -> QuerySet[Product]:
    sort = order.sort if order.sort in SORTS else "updated"
    expression: Any = {
        "updated": F("updated_at"),
        "created": F("created_at"),
        "title": Lower("title"),
        "status": F("status"),
        "brand": Coalesce(F("brand__name"), Value("")),
        "handle": F("handle"),
    }[sort]
    products = products.annotate(sort_key=expression)
    if order.after is not None:
        products = products.filter(_beyond(sort, order))
    sign = "-" if order.descending else ""
    return products.order_by(f"{sign}sort_key", f"{sign}id")


def _beyond(sort: str, order: Order) -> Q:
    assert order.after is not None
    text, last_id = order.after
    key: object = datetime.fromisoformat(text) if sort in {"updated", "created"} else text
    way = "lt" if order.descending else "gt"
    return Q(**{f"sort_key__{way}": key}) | Q(sort_key=key, **{f"id__{way}": last_id})


def _with_parts(products: Sequence[Any], order: Order, language: str) -> list[GridRow]:
    ids = [product.pk for product in products]
    variants = variants_of(ids)
    texts = _text_counts(ids)
    pictures = _first_pictures(ids)
    categories = _main_categories(ids, language)
    tags = _grouped(ProductTag.objects.filter(product_id__in=ids).values_list("product_id", "name"))
    hidden = _grouped(
        HiddenInMarket.objects.filter(product_id__in=ids).values_list("product_id", "market__code")
    )
    return [
        GridRow(
            id=product.pk,
            handle=product.handle,
            title=product.title,
            status=product.status,
            kind=product.kind,
            brand=product.brand.name if product.brand else "",
            category=categories.get(product.pk, ""),
            picture=pictures.get(product.pk, ""),
            languages=texts.get(product.pk, (0, 0))[0],
            unreviewed=texts.get(product.pk, (0, 0))[1],
            hidden_in=tuple(sorted(hidden.get(product.pk, ()))),
            updated_at=product.updated_at,
            version=product.version,
            key=_key(product),
            source_language=product.source_language,
            tags=tuple(tags.get(product.pk, ())),
            variants=variants.get(product.pk, ()),
        )
        for product in products
    ]


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for product_id, value in sorted(pairs):
        found.setdefault(product_id, []).append(value)
    return found


def _key(product: Any) -> str:
    key = getattr(product, "sort_key", "")
    return key.isoformat() if isinstance(key, datetime) else str(key)


def _text_counts(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    counted = (
        ProductText.objects.filter(product_id__in=ids)
        .values("product_id")
        .annotate(all=Count("id"), drafts=Count("id", filter=Q(is_reviewed=False)))
        .order_by()
    )
    return {row["product_id"]: (row["all"], row["drafts"]) for row in counted}


def _first_pictures(ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    media = Media.objects.filter(product_id__in=ids, kind=Media.Kind.PICTURE).exclude(file="")
    for product_id, file in media.order_by("position", "id").values_list("product_id", "file"):
        found.setdefault(product_id, file)
    return found


def _main_categories(ids: Sequence[int], language: str) -> dict[int, str]:
    """The name of each product's main category: the reader's language, else English, else any."""
    placed = ProductCategory.objects.filter(product_id__in=ids, position=0)
    named = placed.annotate(
        name=Coalesce(
            Subquery(
                CategoryText.objects.filter(category=OuterRef("category"))
                .order_by(_preferring(language).desc())
                .values("name")[:1]
            ),
            F("category__handle"),
            output_field=CharField(),
        )
    )
    return dict(named.values_list("product_id", "name"))


def _preferring(language: str) -> Case:
    """Rank of a text's language: highest for the wanted one, then English."""
    return Case(
        When(language=language, then=Value(2)),
        When(language="en", then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


def _variant(row: Variant) -> GridVariant:
    return GridVariant(
        id=row.pk,
        sku=row.sku or "",
        options=tuple(option for option in (row.option1, row.option2, row.option3) if option),
        cost_minor=row.cost_minor,
        cost_currency=row.cost_currency,
        hs_code=row.hs_code,
        origin=row.origin,
        is_active=row.is_active,
    )
