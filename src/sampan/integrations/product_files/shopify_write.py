"""Writing Shopify's product files, in either spelling of their columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sampan.domain.catalog.drafts import PictureDraft, ProductDraft, TextDraft, VariantDraft
from sampan.integrations.product_files import shared
from sampan.integrations.product_files.reading import Terms
from sampan.integrations.product_files.shopify_columns import (
    FIELDS,
    NEW_HEADER,
    OLD_HEADER,
    PREFIX,
    column_of,
    is_of_variant,
)
from sampan.integrations.product_files.tables import folded

Cells = dict[str, str]


def write(
    drafts: Sequence[ProductDraft], terms: Terms, dialect: str
) -> tuple[list[str], Iterator[Cells]]:
    """Columns and rows of a file; kept columns of an earlier import stand at the end."""
    is_new = dialect == "shopify-new"
    header = list(NEW_HEADER if is_new else OLD_HEADER)
    kept = {key: column_of(key, header) for key in shared.extras(drafts, PREFIX)}
    header += [column for column in dict.fromkeys(kept.values()) if column not in header]
    if any(_kind(draft) for draft in drafts):
        header.append(FIELDS["kind"][0])
    writer = _Writer({name: pair[is_new] for name, pair in FIELDS.items()}, kept, terms)
    return header, (row for draft in drafts for row in writer.rows(draft))


@dataclass(frozen=True, slots=True)
class _Writer:
    columns: dict[str, str]
    kept: dict[str, str]
    terms: Terms

    def rows(self, draft: ProductDraft) -> Iterator[Cells]:
        """A row for each variant, and further ones for pictures that are left."""
        pictures = shared.gallery(draft)
        variants: Sequence[VariantDraft | None] = draft.variants or (None,)
        for index, (variant, drawn) in enumerate(zip_longest(variants, pictures)):
            cells = {"handle": draft.handle}
            if index == 0:
                cells |= _product(draft, self.terms)
            if variant is not None:
                cells |= _variant(draft, variant, self.terms)
                if index == 0:
                    cells |= _option_names(draft)
            if drawn is not None:
                cells |= _picture(drawn, index + 1, self.terms)
            row = {self.columns[name]: text for name, text in cells.items() if text}
            yield self._extra(draft, variant, index == 0) | row

    def _extra(self, draft: ProductDraft, variant: VariantDraft | None, is_first: bool) -> Cells:
        product = draft.extra or {} if is_first else {}
        both = {**product, **((variant.extra or {}) if variant else {})}
        if draft.status != "draft" or not is_first:
            both.pop(f"{PREFIX}Status", None)
        return {
            self.kept[key]: text
            for key, text in both.items()
            if key.startswith(PREFIX)
            and (not is_first or key in product or is_of_variant(folded(self.kept[key])))
        }


def _product(draft: ProductDraft, terms: Terms) -> Cells:
    text = next((t for t in draft.texts if t.language == terms.language), None)
    text = text or next(iter(draft.texts), TextDraft(terms.language))
    was_active = (draft.extra or {}).get(f"{PREFIX}Status") == "active"
    status = "" if draft.status == "draft" and was_active else draft.status or ""
    main = next(iter(draft.categories or ()), None)
    return {
        "title": text.title or draft.handle,
        "description": text.description or "",
        "seo_title": text.seo_title or "",
        "seo_description": text.seo_description or "",
        "brand": draft.brand or "",
        "categories": shared.category_text(draft, main) if main else "",
        "product_type": draft.product_type or "",
        "tags": ", ".join(draft.tags or ()),
        "published": shared.flag(draft.status == "active") if draft.status else "",
        "status": status,
        "kind": _kind(draft),
    }


def _option_names(draft: ProductDraft) -> Cells:
    if not draft.option_names:
        return {"option1_name": "Title", "option1": "Default Title"}
    return {f"option{place}_name": name for place, name in enumerate(draft.option_names, 1)}


def _variant(draft: ProductDraft, variant: VariantDraft, terms: Terms) -> Cells:
    extra = variant.extra or {}
    weight = variant.trade.gross_weight_g if variant.trade else None
    tracker = extra.get(f"{PREFIX}Inventory tracker", "shopify")
    needs_shipping = False if draft.kind == "digital" else variant.needs_shipping
    cells = {
        "sku": variant.sku or "",
        "gross_weight_g": "" if weight is None else str(weight),
        "tracks_stock": tracker if variant.tracks_stock else "",
        "stock": shared.first_count(variant),
        "sells_without_stock": shared.flag(variant.sells_without_stock, "continue", "deny"),
        "price": shared.amount(variant.price),
        "compare_at": shared.amount(variant.compare_at),
        "cost": shared.amount(variant.cost, terms.currency),
        "needs_shipping": shared.flag(needs_shipping),
        "is_taxable": shared.flag(variant.is_taxable),
        "gtin": variant.gtin or extra.get(f"{PREFIX}Barcode", ""),
        "manufacturer_id": variant.manufacturer_id or "",
        "variant_picture": shared.picture_of(draft, variant),
    }
    return cells | {f"option{place}": text for place, text in enumerate(variant.options, 1)}


def _picture(drawn: PictureDraft, position: int, terms: Terms) -> Cells:
    return {
        "pictures": shared.address(drawn),
        "picture_position": str(position),
        "alt": drawn.alt.get(terms.language, ""),
    }


def _kind(draft: ProductDraft) -> str:
    """Said in a column of its own where the other columns would say something else."""
    sent = [variant.needs_shipping for variant in draft.variants]
    looks_digital = bool(sent) and all(need is False for need in sent)
    if draft.kind in (None, "digital"):
        return ""
    if draft.kind == "goods":
        return "goods" if looks_digital else ""
    return draft.kind or ""
