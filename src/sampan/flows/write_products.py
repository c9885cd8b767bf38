"""Products that programs create or change: one at a time, all of it or nothing."""

from collections.abc import Callable

from django.db import transaction

from sampan.apps.catalog.selectors import records
from sampan.apps.catalog.selectors.records import ProductRecord
from sampan.apps.catalog.services import edit
from sampan.apps.catalog.services.store import store_products
from sampan.domain.catalog.drafts import ProductDraft
from sampan.domain.errors import Conflict, Invalid
from sampan.flows.edit_products import By
from sampan.flows.refresh_window import refresh_window


def write_new_product(draft: ProductDraft, by: By) -> int:
    """Store a product that is not there yet; returns its id.

    Raises Conflict when its handle is taken, Invalid without a title, and DraftsRefused.
    """
    if not any((text.title or "").strip() for text in draft.texts):
        raise Invalid(field="texts", reason="missing")
    with transaction.atomic():
        report = store_products([draft], actor=by.actor, at=by.at, cause="api")
        if not report.created:
            raise Conflict(what="handle", handle=draft.handle[:80])
        refresh_window(report.product_ids, by.at)
    return report.product_ids[0]


def write_product(
    product_id: int, draft_of: Callable[[ProductRecord], ProductDraft], by: By
) -> ProductRecord:
    """Bring a product to what a draft says and return it as it is then.

    `draft_of` is given the product as it stands, held until the transaction ends, and may refuse.
    Raises NotFound and DraftsRefused.
    """
    with transaction.atomic():
        edit.lock(product_id, None)
        draft = draft_of(records.product_record(product_id))
        store_products([draft], actor=by.actor, at=by.at, cause="api")
        refresh_window([product_id], by.at)
        return records.product_record(product_id)
