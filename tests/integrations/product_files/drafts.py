"""Drafts by chance, each kind in the form in which its dialect gives them back.

A dialect that cannot say a thing (a foreign file knows one language and one count) says nothing
about it, so its strategy does not make it up either.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from sampan.domain.catalog.drafts import (
    AttributeDraft,
    PictureDraft,
    ProductDraft,
    TextDraft,
    VariantDraft,
)
from sampan.domain.catalog.slugs import code, slug
from sampan.domain.goods import TradeFacts
from sampan.domain.money import Money

NASTY = [
    *("=1+1", "-2", "'=x", "@a", '"', ",", ";", "\\", "\\n", "a\nb", "[]", ":", "<b>"),
    *("مزهرية", "茶具", "🍵", "+49 1", "'", "''-"),
]


def texts(longest: int = 12) -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=["Cs", "Cc"])
    free = st.text(letters | st.sampled_from(list("\n\t;,:\\'\"=")), min_size=1, max_size=longest)
    both = st.sampled_from(NASTY) | free
    return both.map(str.strip).filter(bool)


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


HANDLES = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True) | st.sampled_from(
    ["茶杯", "tasse-à-thé", "مزهرية"]
)
WORDS = st.sampled_from(["Table", "Tea pots", "茶具", "Küche", "a.b", "À la carte"])
GTINS = st.sampled_from(["4006381333931", "96385074", "036000291452"])
FLAGS = st.none() | st.booleans()
ADDRESSES = st.sampled_from(
    ["https://p.example/a.jpg", "https://p.example/b,c.png?x=1", "demo/cup.svg", "x/y z.webp"]
)


def euros(highest: int = 10**9) -> st.SearchStrategy[Money]:
    return st.integers(0, highest).map(lambda minor: Money(minor, "EUR"))


def fields(**strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(strategies)


@st.composite
def options(draw: Any, names: tuple[str, ...], most: int = 3) -> list[tuple[str, ...]]:
    if not names:
        return [()]
    one = st.tuples(*(texts() for _ in names))
    return draw(st.lists(one, min_size=1, max_size=most, unique=True))


@st.composite
def pictures(draw: Any, variants: tuple[VariantDraft, ...], alts: bool) -> Any:
    gallery = draw(st.lists(ADDRESSES, max_size=3, unique=True))
    made = [
        a_picture(address, place, {"en": alt} if alts and (alt := draw(optional(texts()))) else {})
        for place, address in enumerate(gallery)
    ]
    for variant in variants:
        if gallery and draw(st.booleans()):
            shown = a_picture(draw(st.sampled_from(gallery)), len(made), {})
            made.append(replace(shown, options=variant.options))
    return tuple(made) or None


def a_picture(address: str, place: int, alt: dict[str, str]) -> PictureDraft:
    is_remote = address.startswith("http")
    return PictureDraft(
        source_url=address if is_remote else None,
        file=None if is_remote else address,
        alt=alt,
        position=place,
    )


@st.composite
def categories(draw: Any, most: int) -> dict[str, Any]:
    paths = draw(st.lists(st.lists(WORDS, min_size=1, max_size=3), max_size=most))
    handles = {tuple(slug(name) for name in names): names for names in paths}
    names = {
        path[: depth + 1]: name
        for path, words in handles.items()
        for depth, name in enumerate(words)
    }
    return {"categories": tuple(handles) or None, "category_names": names}


def extras(prefix: str, names: list[str]) -> st.SearchStrategy[dict[str, str] | None]:
    keys = st.sampled_from([prefix + name for name in names])
    return st.dictionaries(keys, texts(), max_size=3).map(lambda made: made or None)


@st.composite
def shopify_product(draw: Any) -> ProductDraft:
    kind = draw(st.sampled_from([None, "goods", "digital", "service", "bundle", "group"]))
    name = texts().filter(lambda text: text != "Title")
    names = tuple(draw(st.lists(name, max_size=3, unique=True)))
    variants = tuple(
        VariantDraft(
            options=values,
            **draw(
                fields(
                    sku=st.none(),
                    price=optional(euros()),
                    compare_at=optional(euros()),
                    cost=optional(euros()),
                    stock=optional(st.integers(0, 999).map(lambda count: {"": count})),
                    gtin=optional(GTINS),
                    manufacturer_id=optional(texts()),
                    tracks_stock=st.booleans(),
                    sells_without_stock=FLAGS,
                    needs_shipping=st.just(False) if kind == "digital" else FLAGS,
                    is_taxable=FLAGS,
                    trade=optional(
                        st.integers(1, 10**6).map(lambda grams: TradeFacts(gross_weight_g=grams))
                    ),
                    extra=extras("shopify.", ["Fulfillment service", "Tax code", "Variant X"]),
                )
            ),
        )
        for values in draw(options(names))
    )
    if kind == "group":
        names, variants = (), ()
    looks_digital = bool(variants) and all(v.needs_shipping is False for v in variants)
    if looks_digital and kind is None:
        kind = "digital"
    elif kind == "goods" and not looks_digital:
        kind = None
    return ProductDraft(
        handle=draw(HANDLES),
        kind=kind,
        status=draw(st.sampled_from([None, "draft", "active", "archived"])),
        product_type=draw(optional(texts())),
        brand=draw(optional(texts())),
        option_names=names,
        texts=(draw(foreign_text(seo=True)),),
        tags=draw(unique_texts(without=",")),
        pictures=draw(pictures(variants, alts=True)),
        variants=variants,
        extra=draw(extras("shopify.", ["Gift card", "Color (product.metafields.x)", "Y / Z"])),
        **draw(categories(1)),
    )


def unique_texts(without: str = "") -> st.SearchStrategy[tuple[str, ...] | None]:
    one = texts().map(lambda text: text.replace(without, "") if without else text)
    stripped = one.map(str.strip).filter(bool)
    return st.lists(stripped, max_size=3, unique=True).map(lambda made: tuple(made) or None)


@st.composite
def foreign_text(draw: Any, seo: bool) -> TextDraft:
    return TextDraft(
        "en",
        title=draw(texts()),
        description=draw(optional(texts(40))),
        subtitle=None if seo else draw(optional(texts().filter(is_a_line))),
        seo_title=draw(optional(texts())) if seo else None,
        seo_description=draw(optional(texts())) if seo else None,
        origin="imported",
    )


def is_a_line(text: str) -> bool:
    return "<" not in text and "\\n" not in text


@st.composite
def woocommerce_product(draw: Any) -> ProductDraft:
    kind = draw(st.sampled_from(["goods", "digital", "service", "bundle", "group", "external"]))
    has_options = kind not in {"group", "external"} and draw(st.booleans())
    names = tuple(draw(st.lists(texts(), min_size=1, max_size=3, unique=True)))
    names = names if has_options else ()
    sent = st.just(False) if kind in {"digital", "service"} else st.booleans()
    variants = tuple(
        draw(woocommerce_variant(values, sent, bool(names))) for values in draw(options(names))
    )
    variants = () if kind == "group" else variants
    if kind == "goods" and not any(variant.needs_shipping for variant in variants):
        kind = "service"
    values = draw(st.dictionaries(texts(), st.lists(texts(), min_size=1, max_size=2), max_size=2))
    attributes = tuple(
        AttributeDraft(code(name), value, name=name)
        for name, listed in values.items()
        if name not in names
        for value in listed
    )
    return ProductDraft(
        handle=draw(HANDLES),
        kind=kind,
        status=draw(st.sampled_from([None, "draft", "active"])),
        brand=draw(optional(texts())),
        option_names=names,
        texts=(draw(foreign_text(seo=False)),),
        tags=draw(unique_texts()),
        attributes=attributes or None,
        pictures=draw(pictures(variants if names else (), alts=False)),
        variants=variants,
        members=() if kind == "group" else None,
        external_url=draw(optional(st.just("https://x.example/?a=1"))),
        external_label=draw(optional(texts())),
        extra=draw(extras("woocommerce.", ["Is featured?", "Upsells", "Meta: _x"])),
        **draw(categories(2)),
    )


@st.composite
def woocommerce_variant(draw: Any, values: Any, sent: Any, is_child: bool) -> VariantDraft:
    price = draw(optional(euros()))
    stock = draw(optional(st.integers(0, 999).map(lambda count: {"": count})))
    gross, package = draw(optional(st.integers(1, 10**6))), draw(optional(SIZES))
    trade = TradeFacts(gross_weight_g=gross, package_mm=package)
    extra = extras("woocommerce.", ["Tax class", "Meta: _y"]) if is_child else st.none()
    return VariantDraft(
        options=values,
        price=price,
        compare_at=draw(optional(euros())) if price is not None else None,
        stock=stock,
        tracks_stock=True if stock else draw(FLAGS),
        gtin=draw(optional(GTINS)),
        is_active=draw(FLAGS) if is_child else None,
        sells_without_stock=draw(FLAGS),
        needs_shipping=draw(sent),
        is_taxable=draw(FLAGS),
        trade=None if trade == TradeFacts() else trade,
        extra=draw(extra),
    )


SIZES = st.tuples(*(st.integers(1, 10**5) for _ in range(3)))
OWN_TEXTS = st.none() | st.just("") | texts()


@st.composite
def own_product(draw: Any) -> ProductDraft:
    name = texts().filter(lambda text: text != "[]")
    names = draw(optional(st.lists(name, max_size=3, unique=True).map(tuple)))
    variants = tuple(draw(own_variant(values)) for values in draw(options(names or ())))
    source = draw(st.sampled_from(["en", "de", "zh-hans"]))
    languages = draw(st.lists(st.sampled_from(["en", "de", "pt-br"]), max_size=2, unique=True))
    words = [draw(own_text(language)) for language in dict.fromkeys([source, *languages])]
    drawn = draw(pictures(variants, alts=False))
    drawn = drawn and tuple(
        replace(p, alt=draw(st.dictionaries(st.sampled_from([source, "ar"]), texts(), max_size=2)))
        if p.options is None
        else p
        for p in drawn
    )
    return ProductDraft(
        handle=draw(HANDLES),
        source_language=source,
        kind=draw(optional(st.sampled_from(["goods", "digital", "group"]))),
        status=draw(optional(st.sampled_from(["draft", "active", "archived"]))),
        option_names=names,
        texts=tuple(text for text in words if text != TextDraft(text.language, origin="imported")),
        tags=draw(LISTS),
        attributes=tuple(draw(st.lists(own_attribute(), max_size=3))) or None,
        pictures=drawn,
        variants=variants,
        members=draw(LISTS),
        hidden_in=draw(LISTS),
        extra=draw(PAIRS),
        **draw(categories(2)),
        **draw(fields(**dict.fromkeys(OWN_FIELDS, OWN_TEXTS))),
    )


OWN_FIELDS = ("product_type", "brand", "external_url", "manufacturer", "responsible_contact")
LISTS = optional(st.lists(texts(), max_size=3, unique=True).map(tuple))
PAIRS = st.dictionaries(texts(), texts(), max_size=3).map(lambda made: made or None)


@st.composite
def own_text(draw: Any, language: str) -> TextDraft:
    words = draw(fields(title=OWN_TEXTS, description=OWN_TEXTS, care=OWN_TEXTS, slug=OWN_TEXTS))
    return TextDraft(language, origin="imported", **words)


@st.composite
def own_attribute(draw: Any) -> AttributeDraft:
    number = st.decimals(-(10**6), 10**6, places=3)
    return AttributeDraft(
        draw(st.sampled_from(["material", "capacity_ml"])),
        draw(texts() | number | st.booleans()),
        name=draw(st.sampled_from([None, "Größe: EU"])),
        unit=draw(st.sampled_from([None, "ml"])),
        is_facet=draw(FLAGS),
    )


@st.composite
def own_variant(draw: Any, values: tuple[str, ...]) -> VariantDraft:
    trade = TradeFacts(
        hs_code=draw(optional(st.just("691110"))),
        origin=draw(optional(st.just("CN"))),
        materials=draw(OWN_TEXTS),
        net_weight_g=draw(optional(st.integers(0, 10**6))),
        package_mm=draw(optional(SIZES)),
        has_battery=draw(FLAGS),
        national_codes=draw(st.dictionaries(st.sampled_from(["US", "CN"]), texts(), max_size=2)),
    )
    cost = st.tuples(st.integers(0, 10**6), st.sampled_from(["CNY", "JPY", "KWD"]))
    return VariantDraft(
        options=values,
        price=draw(optional(euros())),
        compare_at=draw(optional(euros())),
        cost=draw(optional(cost.map(lambda pair: Money(*pair)))),
        stock=draw(
            st.dictionaries(st.sampled_from(["", "NGB", "HAM"]), st.integers(0, 99)).map(
                lambda made: made or None
            )
        ),
        gtin=draw(OWN_TEXTS),
        swatch=draw(optional(st.just("#0a7d5c"))),
        is_active=draw(st.booleans()),
        tracks_stock=draw(FLAGS),
        trade=None if trade == TradeFacts() else trade,
        parts=draw(optional(st.dictionaries(texts(), st.integers(1, 9), min_size=1, max_size=2))),
        extra=draw(PAIRS),
    )


def with_skus(drafts: list[ProductDraft]) -> list[ProductDraft]:
    """SKUs differ over the whole file, and groups may hold the products before them."""
    done: list[ProductDraft] = []
    for index, draft in enumerate(drafts):
        variants = tuple(
            replace(variant, sku=f"SKU-{index}-{place}" if (index + place) % 3 else None)
            for place, variant in enumerate(draft.variants)
        )
        members = draft.members
        if draft.kind == "group" and members == ():
            members = tuple(other.handle for other in done[:2])
        done.append(replace(draft, variants=variants, members=members))
    return done


def sorted_attributes(draft: ProductDraft) -> ProductDraft:
    """Order among attributes is the catalog's, among texts none; within one it is kept."""

    def key(value: AttributeDraft) -> tuple[str, ...]:
        kind = "number" if isinstance(value.value, Decimal) else type(value.value).__name__
        return value.code, kind, str(value.unit), str(value.is_facet), str(value.name)

    attributes = draft.attributes and tuple(sorted(draft.attributes, key=key))
    by_language = tuple(sorted(draft.texts, key=lambda text: text.language))
    return replace(draft, attributes=attributes, texts=by_language)
