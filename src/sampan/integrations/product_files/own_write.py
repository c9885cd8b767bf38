"""Writing Sampan's own product files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sampan.domain.catalog.drafts import ProductDraft, TextDraft, VariantDraft
from sampan.domain.goods import TradeFacts
from sampan.integrations.product_files import cells, shared
from sampan.integrations.product_files.own_columns import (
    FLAGS,
    HEADER,
    PRODUCT,
    SIZES,
    TEXTS,
    TRADE,
    VARIANT,
    AttributeColumn,
    listed,
    shown,
)
from sampan.integrations.product_files.reading import Terms

Cells = dict[str, str]


def write(
    drafts: Sequence[ProductDraft], terms: Terms, dialect: str
) -> tuple[list[str], Iterator[Cells]]:
    """Columns and rows of a file; languages, warehouses and attributes have theirs at the end."""
    languages = dict.fromkeys(
        text.language
        for draft in drafts
        for text in draft.texts
        if text.language != draft.source_language
    )
    alts = dict.fromkeys(
        language
        for draft in drafts
        for drawn in draft.pictures or ()
        for language in drawn.alt
        if language != draft.source_language
    )
    warehouses = dict.fromkeys(
        code for draft in drafts for variant in draft.variants for code in variant.stock or ()
    )
    attributes = dict.fromkeys(
        AttributeColumn.of(value).header for draft in drafts for value in draft.attributes or ()
    )
    header = [
        *HEADER,
        *(f"{name}:{language}" for language in languages for name in TEXTS),
        *(f"picture_alts:{language}" for language in alts),
        *(f"stock:{code}" for code in warehouses if code),
        *attributes,
    ]
    writer = _Writer(terms, tuple(attributes))
    return header, (row for draft in drafts for row in writer.rows(draft))


@dataclass(frozen=True, slots=True)
class _Writer:
    terms: Terms
    attributes: tuple[str, ...]

    def rows(self, draft: ProductDraft) -> Iterator[Cells]:
        """A row for each variant; a product without any has a row of its own."""
        variants: Sequence[VariantDraft | None] = draft.variants or (None,)
        for index, variant in enumerate(variants):
            row = {"handle": draft.handle}
            if index == 0:
                row |= self._product(draft)
            if variant is not None:
                row |= _variant(draft, variant)
            yield {name: text for name, text in row.items() if text}

    def _product(self, draft: ProductDraft) -> Cells:
        row = {name: shown(getattr(draft, name)) for name in PRODUCT}
        names = draft.category_names.items()
        row |= {
            "kind": draft.kind or "",
            "status": draft.status or "",
            "language": draft.source_language,
            "categories": listed(_joined(draft.categories)),
            "category_names": cells.join_pairs({"/".join(path): name for path, name in names}),
            "tags": listed(draft.tags),
            "members": listed(draft.members),
            "hidden_in": listed(draft.hidden_in),
            "product_extra": cells.join_pairs(draft.extra or {}),
        }
        if draft.option_names == ():
            row["option1_name"] = "[]"
        for place, name in enumerate(draft.option_names or (), 1):
            row[f"option{place}_name"] = name
        for text in draft.texts:
            row |= _text(text, draft.source_language)
        return row | _pictures(draft) | self._attributes(draft)

    def _attributes(self, draft: ProductDraft) -> Cells:
        if draft.attributes is None:
            return {}
        values: dict[str, list[str]] = {name: [] for name in self.attributes}
        for value in draft.attributes:
            text = shared.value_text(value.value)
            values[AttributeColumn.of(value).header].append(text)
        is_empty = not draft.attributes
        return {name: listed(texts) for name, texts in values.items() if texts or is_empty}


def _joined(paths: Sequence[Sequence[str]] | None) -> list[str] | None:
    return None if paths is None else ["/".join(path) for path in paths]


def _text(text: TextDraft, source: str) -> Cells:
    suffix = "" if text.language == source else f":{text.language}"
    return {f"{name}{suffix}": shown(getattr(text, name)) for name in TEXTS}


def _pictures(draft: ProductDraft) -> Cells:
    if draft.pictures is None:
        return {}
    pictures = shared.gallery(draft)
    row = {"pictures": listed(map(shared.address, pictures))}
    languages = dict.fromkeys(language for drawn in pictures for language in drawn.alt)
    for language in languages:
        suffix = "" if language == draft.source_language else f":{language}"
        alts = {
            str(place): drawn.alt[language]
            for place, drawn in enumerate(pictures, 1)
            if drawn.alt.get(language)
        }
        row[f"picture_alts{suffix}"] = cells.join_pairs(alts)
    return row


def _variant(draft: ProductDraft, variant: VariantDraft) -> Cells:
    row = {name: shown(getattr(variant, name)) for name in VARIANT}
    row |= {name: shared.flag(getattr(variant, name), "yes", "no") for name in FLAGS}
    row |= {f"option{place}_value": text for place, text in enumerate(variant.options, 1)}
    price = variant.price or variant.compare_at
    cost = variant.cost
    row |= {
        "price": shared.amount(variant.price),
        "compare_at": shared.amount(variant.compare_at),
        "currency": price.currency if price is not None else "",
        "cost": shared.amount(cost),
        "cost_currency": cost.currency if cost is not None else "",
        "parts": cells.join_pairs({s: str(n) for s, n in (variant.parts or {}).items()}),
        "variant_extra": cells.join_pairs(variant.extra or {}),
        "variant_picture": shared.picture_of(draft, variant),
    }
    for code, count in (variant.stock or {}).items():
        row[f"stock:{code}" if code else "stock"] = str(count)
    return row | (_trade(variant.trade) if variant.trade is not None else {})


def _trade(trade: TradeFacts) -> Cells:
    row = {name: shown(getattr(trade, name)) for name in TRADE}
    sizes: Mapping[str, int | None] = {
        "net_weight_g": trade.net_weight_g,
        "gross_weight_g": trade.gross_weight_g,
        **dict(zip(SIZES, trade.package_mm or (), strict=False)),
    }
    row |= {name: str(size) for name, size in sizes.items() if size is not None}
    row["has_battery"] = shared.flag(trade.has_battery, "yes", "no")
    row["national_codes"] = cells.join_pairs(trade.national_codes)
    return row
