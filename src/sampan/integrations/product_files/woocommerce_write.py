"""Writing WooCommerce's product files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sampan.domain.catalog.drafts import ProductDraft, TextDraft, VariantDraft
from sampan.domain.catalog.slugs import code
from sampan.integrations.product_files import cells, shared
from sampan.integrations.product_files.reading import Terms
from sampan.integrations.product_files.tables import folded
from sampan.integrations.product_files.woocommerce_columns import HANDLE, HEADER, KIND, PREFIX

Cells = dict[str, str]
FLAG = f"{PREFIX}attribute."


def write(
    drafts: Sequence[ProductDraft], terms: Terms, dialect: str
) -> tuple[list[str], Iterator[Cells]]:
    """Columns and rows of a file; kept columns of an earlier import stand at the end."""
    header = list(HEADER)
    known = {folded(name) for name in header}
    for key in shared.extras(drafts, PREFIX):
        name = key.removeprefix(PREFIX)
        if not key.startswith(FLAG) and folded(name) not in known:
            header.append(name)
            known.add(folded(name))
    header += [HANDLE, KIND]
    places = max((len(_attributes(draft)) for draft in drafts), default=0)
    for place in range(1, places + 1):
        flags = ("name", "value(s)", "visible", "global", "default")
        header += [f"Attribute {place} {flag}" for flag in flags]
    spelled = {folded(name): name for name in header}
    writer = _Writer(terms, spelled, {draft.handle: _sku(draft) for draft in drafts})
    return header, (row for draft in drafts for row in writer.rows(draft))


@dataclass(frozen=True, slots=True)
class _Writer:
    terms: Terms
    spelled: dict[str, str]
    skus: dict[str, str]

    def rows(self, draft: ProductDraft) -> Iterator[Cells]:
        """The product's row, and one for each variation."""
        single = draft.variants[0] if draft.variants and not _is_variable(draft) else None
        row = self._extra(draft.extra) | _product(draft, self.terms)
        if single is not None:
            row |= self._extra(single.extra) | _variant(draft, single)
        row |= {"Type": _type(draft, single), "SKU": _sku(draft)}
        if draft.members is not None:
            names = [self.skus.get(handle) or handle for handle in draft.members]
            row["Grouped products"] = cells.join(names, ",")
        yield _filled(row | _attribute_cells(draft))
        if single is None:
            for position, variant in enumerate(draft.variants):
                yield _filled(self._variation(draft, variant, position))

    def _variation(self, draft: ProductDraft, variant: VariantDraft, position: int) -> Cells:
        row = self._extra(variant.extra) | _variant(draft, variant)
        title = next((text.title for text in draft.texts if text.title), draft.handle)
        row |= {
            "Type": "variation" if variant.needs_shipping is not False else _virtual(draft),
            "SKU": variant.sku or "",
            "Name": f"{title} - {', '.join(variant.options)}",
            "Published": shared.flag(variant.is_active, "1", "0"),
            "Parent": _sku(draft),
            "Position": str(position),
            "Images": cells.join(filter(None, [shared.picture_of(draft, variant)]), ","),
        }
        for place, pair in enumerate(
            zip(draft.option_names or (), variant.options, strict=True), 1
        ):
            row |= {
                f"Attribute {place} name": pair[0],
                f"Attribute {place} value(s)": cells.join([pair[1]], ","),
                f"Attribute {place} global": "1",
            }
        return row

    def _extra(self, extra: object) -> Cells:
        kept = extra if isinstance(extra, dict) else {}
        return {
            self.spelled[folded(key.removeprefix(PREFIX))]: text
            for key, text in kept.items()
            if key.startswith(PREFIX) and not key.startswith(FLAG)
        }


def _is_variable(draft: ProductDraft) -> bool:
    return bool(draft.option_names)


def _sku(draft: ProductDraft) -> str:
    """A product with variations needs a code of its own, for them to name it."""
    own = (draft.extra or {}).get(f"{PREFIX}SKU")
    if _is_variable(draft) or not draft.variants:
        return own or draft.handle
    return draft.variants[0].sku or ""


def _product(draft: ProductDraft, terms: Terms) -> Cells:
    text = next((t for t in draft.texts if t.language == terms.language), None)
    text = text or next(iter(draft.texts), TextDraft(terms.language))
    extra = draft.extra or {}
    published = extra.get(f"{PREFIX}Published", "-1") if draft.status != "active" else "1"
    paths = [shared.category_text(draft, path) for path in draft.categories or ()]
    pictures = [shared.address(drawn) for drawn in shared.gallery(draft)]
    row = {
        "Name": text.title or draft.handle,
        "Published": published if draft.status else "",
        "Description": escaped(text.description or ""),
        "Categories": cells.join(paths, ","),
        "Tags": cells.join(draft.tags or (), ","),
        "Images": cells.join(pictures, ","),
        "External URL": draft.external_url or "",
        "Button text": draft.external_label or "",
        "Brands": draft.brand or "",
        HANDLE: draft.handle,
        KIND: draft.kind if draft.kind in {"bundle"} else "",
    }
    if text.subtitle:
        row["Short description"] = text.subtitle
    return {name: cell for name, cell in row.items() if cell is not None}


def _type(draft: ProductDraft, single: VariantDraft | None) -> str:
    if draft.kind == "group":
        return "grouped"
    if draft.kind == "external":
        return "external" if single is None or single.needs_shipping else "external, virtual"
    if _is_variable(draft):
        return "variable"
    if single is not None and single.needs_shipping is False:
        return _virtual(draft).replace("variation", "simple")
    return "simple"


def _virtual(draft: ProductDraft) -> str:
    return "variation, downloadable, virtual" if draft.kind == "digital" else "variation, virtual"


def _variant(draft: ProductDraft, variant: VariantDraft) -> Cells:
    extra, trade = variant.extra or {}, variant.trade
    price, former = variant.price, variant.compare_at
    regular = former if former is not None and price is not None else price
    stock = shared.first_count(variant) if variant.tracks_stock is not False else ""
    backorders = shared.flag(variant.sells_without_stock, "1", "0")
    row = {
        "Regular price": shared.amount(regular),
        "Sale price": shared.amount(price) if former is not None else "",
        "Stock": stock,
        "In stock?": "" if variant.tracks_stock is None else "1",
        "Backorders allowed?": extra.get(f"{PREFIX}Backorders allowed?", backorders),
        "Tax status": shared.flag(variant.is_taxable, "taxable", "none"),
        "GTIN, UPC, EAN, or ISBN": variant.gtin or "",
    }
    if variant.tracks_stock and not stock:
        row["In stock?"] = "0"
    if f"{PREFIX}Tax status" in (draft.extra or {}) or f"{PREFIX}Tax status" in extra:
        row["Tax status"] = "shipping"
    if trade is not None and trade.gross_weight_g:
        row["Weight (kg)"] = _scaled(trade.gross_weight_g, 3)
    if trade is not None and trade.package_mm:
        names = ("Length (cm)", "Width (cm)", "Height (cm)")
        row |= {n: _scaled(size, 1) for n, size in zip(names, trade.package_mm, strict=True)}
    return {name: cell for name, cell in row.items() if cell}


def _scaled(number: int, digits: int) -> str:
    return f"{Decimal(number).scaleb(-digits).normalize():f}"


def _attributes(draft: ProductDraft) -> dict[str, list[str]]:
    """Options first, then attributes, each with the values that it takes."""
    found: dict[str, list[str]] = {name: [] for name in draft.option_names or ()}
    for variant in draft.variants:
        for name, value in zip(draft.option_names or (), variant.options, strict=True):
            if value not in found[name]:
                found[name].append(value)
    for attribute in draft.attributes or ():
        text = shared.value_text(attribute.value)
        name = attribute.name or attribute.code
        leads_back = code(name) == attribute.code and name not in (draft.option_names or ())
        found.setdefault(name if leads_back else attribute.code, []).append(text)
    return found


def _attribute_cells(draft: ProductDraft) -> Cells:
    row: Cells = {}
    extra = draft.extra or {}
    for place, (name, values) in enumerate(_attributes(draft).items(), 1):
        row |= {
            f"Attribute {place} name": name,
            f"Attribute {place} value(s)": cells.join(values, ","),
            f"Attribute {place} visible": extra.get(f"{FLAG}visible.{name}", "1"),
            f"Attribute {place} global": extra.get(f"{FLAG}global.{name}", "1"),
            f"Attribute {place} default": extra.get(f"{FLAG}default.{name}", ""),
        }
    return row


def _filled(row: Cells) -> Cells:
    return {name: text for name, text in row.items() if text}


def escaped(text: str) -> str:
    r"""What `unescaped` reads: line breaks stay, and the letters `\n` get a second backslash."""
    return text.replace(r"\n", r"\\n")
