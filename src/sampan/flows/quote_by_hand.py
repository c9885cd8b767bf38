"""Quote a parcel that somebody typed in: SKUs bring what the catalog knows of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sampan.apps.catalog.selectors import listing
from sampan.apps.catalog.selectors.sellable import Sellable, sellable
from sampan.flows.offer_parcels import NO_SELLER, SELLER
from sampan.flows.quote_landed_cost import quote_landed_cost
from sampan.flows.read_rule_book import current_rule_book
from sampan.kernel import settings_store


def quote_by_hand(document: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The answer to a typed request; empty fields of a line with a SKU come from the catalog."""
    lines = document["lines"]
    known = _known([line["sku"] for line in lines], language)
    filled = [_filled(line, known.get(line["sku"])) for line in lines]
    return quote_landed_cost({**document, "lines": filled}, current_rule_book())


def own_registrations() -> Sequence[str]:
    """The registrations that the shop's seller holds."""
    registrations: Sequence[str] = settings_store.get(SELLER, NO_SELLER)["registrations"]
    return registrations


def _known(skus: Sequence[str], language: str) -> dict[str, Sellable]:
    ids = listing.variants_by_sku([sku for sku in skus if sku])
    found = sellable(list(ids.values()), language=language, market="")
    return {sku: found[variant_id] for sku, variant_id in ids.items() if variant_id in found}


def _filled(line: Mapping[str, Any], goods: Sellable | None) -> dict[str, Any]:
    if goods is None:
        return dict(line)
    trade = goods.trade
    facts = {
        "description": trade.customs_description or goods.title,
        "hs": trade.hs_code,
        "origin": trade.origin,
        "weight_g": trade.gross_weight_g,
    }
    return {**facts, **{name: value for name, value in line.items() if value not in (None, "")}}
