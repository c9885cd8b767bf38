"""What an editor does and a draft cannot say: locks, reviews, emptied numbers, renamed options."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from sampan.apps.catalog.models import HiddenInMarket, Product, ProductText, Variant
from sampan.domain.errors import Conflict, Invalid, NotFound
from sampan.domain.events import ProductsChanged
from sampan.kernel import audit, outbox, stamps

EMPTIABLE = (
    "cost_minor",
    "net_weight_g",
    "gross_weight_g",
    "length_mm",
    "width_mm",
    "height_mm",
    "has_battery",
)


def lock(product_id: int, version: int | None) -> Product:
    """Hold a product until the transaction ends. Raises NotFound, and Conflict when it moved on.

    `version` is the one that the editor saw; None when the change needs no other to stand still.
    """
    product = Product.objects.select_for_update().filter(pk=product_id).first()
    if product is None:
        raise NotFound(what="product", id=product_id)
    if version is not None and product.version != version:
        raise Conflict(what="version", product=product_id)
    return product


@transaction.atomic
def mark_reviewed(product_id: int, language: str, *, actor: str, at: datetime) -> bool:
    """Take the draft mark off a machine's text; False when it had none."""
    texts = ProductText.objects.filter(product_id=product_id, language=language)
    if not texts.filter(is_reviewed=False).update(is_reviewed=True):
        return False
    _tell(product_id, {f"{language}.is_reviewed": [False, True]}, actor, at)
    return True


@transaction.atomic
def remove_text(product_id: int, language: str, *, actor: str, at: datetime) -> None:
    """Forget a language of a product. Raises Invalid for its own language."""
    product = lock(product_id, None)
    if language == product.source_language:
        raise Invalid(field="language", reason="source")
    if ProductText.objects.filter(product=product, language=language).delete()[0]:
        _tell(product_id, {language: ["text", None]}, actor, at)


@transaction.atomic
def empty_numbers(
    product_id: int, fields: Mapping[int, Sequence[str]], *, actor: str, at: datetime
) -> None:
    """Take away numbers of variants (by id): an emptied field of a form means "not known"."""
    told: dict[str, list[object]] = {}
    rows = Variant.objects.filter(product_id=product_id, pk__in=list(fields)).order_by("pk")
    for row in rows:
        names = [n for n in fields[row.pk] if n in EMPTIABLE and getattr(row, n) is not None]
        for name in names:
            told[f"variant {row}.{name}"] = [getattr(row, name), None]
            setattr(row, name, None)
        if "cost_minor" in names:
            row.cost_currency = ""
            names.append("cost_currency")
        if names:
            row.save(update_fields=names)
    if told:
        _tell(product_id, told, actor, at)


@transaction.atomic
def rename_options(
    product_id: int, options: Mapping[int, Sequence[str]], *, actor: str, at: datetime
) -> None:
    """Give variants (by id) other option values. Raises Invalid when two would be the same."""
    rows = list(Variant.objects.filter(product_id=product_id).order_by("pk"))
    told: dict[str, list[object]] = {}
    for row in rows:
        if row.pk not in options:
            continue
        old = (row.option1, row.option2, row.option3)
        new = _three(options[row.pk])
        if old != new:
            told[f"variant {row}.options"] = [list(filter(None, old)), list(filter(None, new))]
            row.option1, row.option2, row.option3 = new
    if len({(row.option1, row.option2, row.option3) for row in rows}) != len(rows):
        raise Invalid(field="options", reason="twice")
    if not told:
        return
    for row in rows:
        Variant.objects.filter(pk=row.pk).update(option1=f"~{row.pk}", option2="", option3="")
    Variant.objects.bulk_update(rows, ["option1", "option2", "option3"])
    _tell(product_id, told, actor, at)


@transaction.atomic
def order_variants(
    product_id: int, variant_ids: Sequence[int], *, actor: str, at: datetime
) -> None:
    """Put variants in this order; those not named follow in their former one."""
    rows = list(Variant.objects.filter(product_id=product_id))
    place = {variant_id: index for index, variant_id in enumerate(variant_ids)}
    wanted = sorted(rows, key=lambda row: place.get(row.pk, len(place) + row.position))
    if [row.pk for row in wanted] == [row.pk for row in rows]:
        return
    for index, row in enumerate(wanted):
        row.position = index
    Variant.objects.bulk_update(wanted, ["position"])
    _tell(product_id, {"variants": ["order", [str(row) for row in wanted[:50]]]}, actor, at)


@transaction.atomic
def give_reasons(product_id: int, reasons: Mapping[str, str]) -> None:
    """Note why a product is hidden in markets (by code)."""
    for row in HiddenInMarket.objects.filter(product_id=product_id).select_related("market"):
        reason = reasons.get(row.market.code, row.reason)[:200]
        HiddenInMarket.objects.filter(pk=row.pk).update(reason=reason)


def _three(options: Sequence[str]) -> tuple[str, str, str]:
    first, second, third, *_ = [*(option.strip()[:200] for option in options), "", "", ""]
    return first, second, third


def _tell(product_id: int, told: Mapping[str, object], actor: str, at: datetime) -> None:
    """One row of history, one more version, one event."""
    Product.objects.filter(pk=product_id).update(version=F("version") + 1, updated_at=at)
    audit.record(
        actor=actor,
        action="product.updated",
        subject=f"product:{product_id}",
        at=at,
        changes={"cause": "edited", **told},
    )
    outbox.publish(ProductsChanged((product_id,), "edited"), at)
    stamps.bump("catalog")
