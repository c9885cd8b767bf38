"""Edit one product: what the editor's tabs and the grid's cells save, all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from sampan.apps.catalog.selectors import editing
from sampan.apps.catalog.services import edit
from sampan.apps.catalog.services.store import StoreReport, store_products
from sampan.domain.catalog.drafts import ProductDraft, Status, TextDraft
from sampan.domain.errors import Invalid
from sampan.flows.refresh_window import refresh_window

LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True)
class By:
    """Who edits, and when."""

    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VariantEdits:
    """What a form says of variants beyond a draft, by id: order, new options, emptied numbers."""

    order: Sequence[int] = ()
    options: Mapping[int, Sequence[str]] = field(default_factory=dict)
    emptied: Mapping[int, Sequence[str]] = field(default_factory=dict)


def create_product(draft: ProductDraft, by: By) -> int:
    """Store a new product and return its id. Raises DraftsRefused, and Invalid without a title."""
    if not any((text.title or "").strip() for text in draft.texts):
        raise Invalid(field="title", reason="missing")
    with transaction.atomic():
        report = store_products([draft], actor=by.actor, at=by.at, cause="created")
        refresh_window(report.product_ids, by.at)
    return report.product_ids[0]


def edit_product(product_id: int, draft: ProductDraft, by: By, *, version: int | None) -> int:
    """Bring a product to what a form says; returns the new version.

    Raises Conflict when somebody else saved since `version`, DraftsRefused and Invalid.
    """
    with transaction.atomic():
        edit.lock(product_id, version)
        _store(draft, by)
        refresh_window([product_id], by.at)
        return edit.lock(product_id, None).version


def edit_variants(
    product_id: int, draft: ProductDraft, extra: VariantEdits, by: By, *, version: int
) -> None:
    """Save the variants' table: drafts for what they can say, ids for the rest."""
    with transaction.atomic():
        edit.lock(product_id, version)
        if extra.options:
            edit.rename_options(product_id, extra.options, actor=by.actor, at=by.at)
        _store(draft, by)
        edit.empty_numbers(product_id, extra.emptied, actor=by.actor, at=by.at)
        if extra.order:
            edit.order_variants(product_id, extra.order, actor=by.actor, at=by.at)
        refresh_window([product_id], by.at)


def retitle_product(product_id: int, title: str, by: By, *, version: int | None) -> None:
    """Change the title in the product's own language. Raises Invalid for none."""
    title = title.strip()
    if not title:
        raise Invalid(field="title", reason="missing")
    if len(title) > LONGEST_TITLE:
        raise Invalid(field="title", reason="too_long")
    product = editing.product(product_id)
    text = TextDraft(product.source_language, title=title)
    edit_product(product_id, _draft(product, texts=(text,)), by, version=version)


def set_status(product_id: int, status: Status, by: By, *, version: int | None) -> None:
    """Put a product on sale, back to draft, or away."""
    product = editing.product(product_id)
    edit_product(product_id, _draft(product, status=status), by, version=version)


def review_text(product_id: int, language: str, by: By, *, version: int) -> None:
    """Accept a machine's draft as it stands."""
    with transaction.atomic():
        edit.lock(product_id, version)
        edit.mark_reviewed(product_id, language, actor=by.actor, at=by.at)
        refresh_window([product_id], by.at)


def remove_text(product_id: int, language: str, by: By, *, version: int) -> None:
    """Forget a language of a product; shoppers then read the fallback."""
    with transaction.atomic():
        edit.lock(product_id, version)
        edit.remove_text(product_id, language, actor=by.actor, at=by.at)
        refresh_window([product_id], by.at)


def publish_in_markets(product_id: int, hidden: Mapping[str, str], by: By, *, version: int) -> None:
    """Hide a product in these markets (code to reason) and show it in all others."""
    product = editing.product(product_id)
    with transaction.atomic():
        edit.lock(product_id, version)
        _store(_draft(product, hidden_in=tuple(sorted(hidden))), by)
        edit.give_reasons(product_id, hidden)
        refresh_window([product_id], by.at)


def _draft(product: editing.EditedProduct, **changes: object) -> ProductDraft:
    return ProductDraft(
        handle=product.handle,
        variants=(),
        source_language=product.source_language,
        **changes,  # type: ignore[arg-type]  # a few named fields of the draft
    )


def _store(draft: ProductDraft, by: By) -> StoreReport:
    return store_products([draft], actor=by.actor, at=by.at, cause="edited")
