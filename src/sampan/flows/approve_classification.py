"""Approve what customs calls a variant: a new version, and the catalog with it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from sampan.apps.catalog.selectors import editing
from sampan.apps.catalog.selectors.drafts import stored_drafts
from sampan.apps.catalog.services.store import store_products
from sampan.apps.customs import selectors, services
from sampan.apps.customs.services import Approval
from sampan.domain.catalog.drafts import ProductDraft, VariantDraft
from sampan.domain.errors import NotFound
from sampan.domain.goods import TradeFacts
from sampan.flows.refresh_window import refresh_window

CAUSE = "classified"


@dataclass(frozen=True, slots=True)
class By:
    """Who decides, and when."""

    actor: str
    at: datetime


def approve_classification(variant_id: int, approval: Approval, by: By) -> int:
    """Store a person's decision and give the variant its codes; returns the version.

    Raises NotFound, Invalid for a code that cannot be, and Conflict where somebody decided since
    `approval.seen_version`.
    """
    with transaction.atomic():
        product_id = editing.product_of_variant(variant_id)
        before = selectors.classifications([variant_id]).get(variant_id)
        version = services.approve(variant_id, approval, actor=by.actor, at=by.at)
        dropped = set(before.national_codes) - set(approval.national_codes) if before else set()
        draft = _draft(product_id, variant_id, approval, dropped)
        store_products([draft], actor=by.actor, at=by.at, cause=CAUSE)
        refresh_window([product_id], by.at)
    return version


def restore_classification(variant_id: int, version: int, by: By) -> int:
    """Decide once more as in an earlier version; history only grows. Raises NotFound."""
    past = {one.version: one for one in selectors.history(variant_id)}
    if version not in past:
        raise NotFound(what="classification", version=version)
    wanted = past[version]
    approval = Approval(
        hs_code=wanted.hs_code,
        seen_version=max(past),
        national_codes=wanted.national_codes,
        reason=f"as in version {version}",
    )
    return approve_classification(variant_id, approval, by)


def codes_on(variant_id: int, day: date) -> TradeFacts | None:
    """The codes that were approved at the end of a day, for what was declared then."""
    for one in selectors.history(variant_id):
        if one.at.date() <= day:
            return TradeFacts(hs_code=one.hs_code, national_codes=dict(one.national_codes))
    return None


def _draft(product_id: int, variant_id: int, approval: Approval, dropped: set[str]) -> ProductDraft:
    """The variant as it is stored, with its new codes; a code that was dropped is emptied."""
    (stored,) = stored_drafts([product_id])
    variant = stored.draft.variants[stored.variant_ids.index(variant_id)]
    codes = {**dict.fromkeys(dropped, ""), **approval.national_codes}
    trade = TradeFacts(hs_code=approval.hs_code, national_codes=codes)
    return ProductDraft(
        handle=stored.draft.handle,
        source_language=stored.draft.source_language,
        variants=(VariantDraft(options=variant.options, sku=variant.sku, trade=trade),),
    )
