"""What the tabs of a product send, read into drafts."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.http import QueryDict

from sampan.apps.catalog.selectors.editing import EditedProduct, EditedVariant
from sampan.domain.catalog.drafts import (
    AttributeDraft,
    Kind,
    PictureDraft,
    ProductDraft,
    Status,
    TextDraft,
    VariantDraft,
)
from sampan.domain.errors import Invalid
from sampan.domain.goods import TradeFacts
from sampan.domain.money import CURRENCIES
from sampan.flows.edit_products import VariantEdits
from sampan.web.backoffice.forms import amount, codes, half_width, number, whole_number, words

TRADE_TEXTS = ("hs_code", "origin", "customs_description", "materials", "hazard")
TRADE_NUMBERS = ("net_weight_g", "gross_weight_g", "length_mm", "width_mm", "height_mm")
BATTERY = {"yes": True, "no": False}


def text_draft(product: EditedProduct, form: QueryDict, language: str) -> ProductDraft:
    """The words of one language. Raises Invalid without a title."""
    if not form.get("title", "").strip():
        raise Invalid(field="title", reason="missing")
    names = ("title", "subtitle", "description", "care", "warnings")
    said: dict[str, Any] = {name: form.get(name, "").replace("\r\n", "\n") for name in names}
    return draft(product, texts=(TextDraft(language, **said),))


def basics_draft(product: EditedProduct, form: QueryDict) -> ProductDraft:
    """Kind, status, brand, categories, tags and properties."""
    return draft(
        product,
        kind=cast(Kind, form.get("kind", product.kind)),
        status=cast(Status, form.get("status", product.status)),
        product_type=form.get("product_type", ""),
        brand=form.get("brand", ""),
        categories=tuple(
            tuple(path.strip("/").split("/")) for path in form.getlist("categories") if path
        ),
        tags=words(form.get("tags", "")),
        attributes=tuple(_attributes(product, form)),
        external_url=form.get("external_url", "").strip() or None,
        external_label=form.get("external_label"),
    )


def seo_draft(product: EditedProduct, form: QueryDict, language: str) -> ProductDraft:
    """The address and the words for search engines of one language."""
    text = TextDraft(
        language,
        slug=form.get("slug", "").strip() or None,
        seo_title=form.get("seo_title", ""),
        seo_description=form.get("seo_description", ""),
    )
    return draft(product, texts=(text,))


def safety_draft(product: EditedProduct, form: QueryDict) -> ProductDraft:
    """Who made it and who answers for it in the EU."""
    names = ("manufacturer", "manufacturer_contact", "responsible_person", "responsible_contact")
    return draft(product, **{name: form.get(name, "") for name in names})


def variants_draft(product: EditedProduct, form: QueryDict) -> tuple[ProductDraft, VariantEdits]:
    """The table of variants, and the row for a new one. Raises Invalid."""
    names = tuple(form.get(f"option_name{i}", "").strip() for i in (1, 2, 3))
    names = tuple(name for name in names if name)
    drafts, options, emptied, order = [], {}, {}, []
    for variant in product.variants:
        prefix = f"v{variant.id}_"
        chosen = _options(form, prefix, len(names))
        if chosen != variant.options[: len(names)]:
            options[variant.id] = chosen
        if not form.get(f"{prefix}cost", "").strip():
            emptied[variant.id] = ("cost_minor",)
        place = whole_number(form.get(f"{prefix}position", ""), field="number")
        order.append((variant.position if place is None else place, variant.id))
        drafts.append(_variant(form, prefix, chosen))
    if any(form.get(f"new_{name}", "").strip() for name in ("option1", "sku")):
        drafts.append(_variant(form, "new_", _options(form, "new_", len(names)), is_new=True))
    extra = VariantEdits(tuple(pk for _, pk in sorted(order)), options, emptied)
    return draft(product, variants=tuple(drafts), option_names=names), extra


def trade_draft(product: EditedProduct, form: QueryDict) -> tuple[ProductDraft, VariantEdits]:
    """Customs and parcel data: of all variants at once where filled in above, else row by row."""
    drafts, emptied = [], {}
    for variant in product.variants:
        said = {
            name: form.get(f"all_{name}", "").strip() or form.get(f"v{variant.id}_{name}", "")
            for name in (*TRADE_TEXTS, *TRADE_NUMBERS, "has_battery")
        }
        numbers = {name: whole_number(said[name], field="number") for name in TRADE_NUMBERS}
        battery = BATTERY.get(said["has_battery"])
        gone = [name for name, value in numbers.items() if value is None]
        emptied[variant.id] = (*gone, *(("has_battery",) if battery is None else ()))
        drafts.append(_known(product, variant, trade=_trade(said, numbers, battery)))
    return draft(product, variants=tuple(drafts)), VariantEdits(emptied=emptied)


def pictures_draft(product: EditedProduct, form: QueryDict, language: str) -> ProductDraft:
    """Order and words of the pictures; a ticked one goes."""
    kept = []
    for picture in product.pictures:
        if form.get(f"m{picture.id}_remove"):
            continue
        place = whole_number(form.get(f"m{picture.id}_position", ""), field="number")
        kept.append((picture.position if place is None else place, picture))
    kept.sort(key=lambda pair: (pair[0], pair[1].id))
    return draft(
        product,
        pictures=tuple(
            PictureDraft(
                file=picture.file or None,
                source_url=picture.source_url or None,
                alt={language: form.get(f"m{picture.id}_alt", "")},
                position=index,
                options=options_shown(product, picture.id),
            )
            for index, (_, picture) in enumerate(kept)
        ),
    )


def options_shown(product: EditedProduct, picture_id: int) -> tuple[str, ...] | None:
    """The option values that a picture stands for: those that all of its variants share."""
    shown = [v.options for v in product.variants if v.picture_id == picture_id]
    if not shown:
        return None
    return tuple(values[0] if len(set(values)) == 1 else "" for values in zip(*shown, strict=True))


def draft(product: EditedProduct, **changes: Any) -> ProductDraft:
    """A draft that changes what is named and leaves the rest."""
    variants = changes.pop("variants", ())
    return ProductDraft(
        handle=product.handle,
        variants=variants,
        source_language=product.source_language,
        **changes,
    )


def _options(form: QueryDict, prefix: str, count: int) -> tuple[str, ...]:
    return tuple(form.get(f"{prefix}option{i}", "").strip() for i in range(1, count + 1))


def _variant(
    form: QueryDict, prefix: str, options: Sequence[str], *, is_new: bool = False
) -> VariantDraft:
    currency = form.get(f"{prefix}cost_currency", "").strip().upper() or "EUR"
    if currency not in CURRENCIES:
        raise Invalid(field="cost_currency", reason="unknown")
    return VariantDraft(
        options=tuple(options),
        sku=half_width(form.get(f"{prefix}sku", "")),
        gtin=half_width(form.get(f"{prefix}gtin", "")).replace(" ", ""),
        manufacturer_id=form.get(f"{prefix}manufacturer_id", ""),
        cost=amount(form.get(f"{prefix}cost", ""), currency),
        is_active=True if is_new else bool(form.get(f"{prefix}is_active")),
        tracks_stock=True if is_new else bool(form.get(f"{prefix}tracks_stock")),
        swatch=form.get(f"{prefix}swatch", "").strip(),
    )


def _known(product: EditedProduct, variant: EditedVariant, **changes: Any) -> VariantDraft:
    options = variant.options[: len(product.option_names)]
    return VariantDraft(options=options, sku=variant.sku or None, **changes)


def _trade(
    said: dict[str, str], numbers: dict[str, int | None], battery: bool | None
) -> TradeFacts:
    sizes = (numbers["length_mm"], numbers["width_mm"], numbers["height_mm"])
    known = [size for size in sizes if size is not None]
    if known and len(known) < 3:
        raise Invalid(field="size", reason="incomplete")
    hs_code = half_width(said["hs_code"]).replace(" ", "").replace(".", "")
    if hs_code and not (len(hs_code) == 6 and hs_code.isascii() and hs_code.isdigit()):
        raise Invalid(field="hs_code", reason="not_six_digits")
    return TradeFacts(
        hs_code=hs_code,
        origin=(codes(said["origin"], 1) or ("",))[0],
        customs_description=said["customs_description"],
        net_weight_g=numbers["net_weight_g"],
        gross_weight_g=numbers["gross_weight_g"],
        package_mm=(known[0], known[1], known[2]) if known else None,
        materials=said["materials"],
        has_battery=battery,
        hazard=said["hazard"],
    )


def _attributes(product: EditedProduct, form: QueryDict) -> Iterable[AttributeDraft]:
    """The properties that the product has, as typed; an emptied one goes."""
    for index, attribute in enumerate(product.attributes):
        value = form.get(f"a{index}", "").strip()
        if attribute.kind == "boolean":
            if value in BATTERY:
                yield AttributeDraft(attribute.code, BATTERY[value])
        elif attribute.kind == "number":
            found = number(value)
            if found is not None:
                yield AttributeDraft(attribute.code, found)
        elif value:
            yield AttributeDraft(attribute.code, value)
    code, value = form.get("new_attribute", ""), form.get("new_attribute_value", "").strip()
    if code and value:
        yield AttributeDraft(code, BATTERY.get(value, value))
