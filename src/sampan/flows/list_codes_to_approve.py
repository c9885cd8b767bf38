"""List what waits for a customs code: each variant with what its words suggest, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sampan.apps.catalog.selectors import listing
from sampan.apps.catalog.selectors.sellable import Sellable, sellable
from sampan.apps.customs import selectors
from sampan.apps.customs.selectors import SuggestionFacts
from sampan.flows.classify_products import Read, classify_products

AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class Waiting:
    """A variant, the code it has now, and what its text suggests; `version` was seen last."""

    goods: Sellable
    suggestion: SuggestionFacts
    version: int


def codes_to_approve(language: str, after: int = 0) -> Sequence[Waiting]:
    """The next variants that nobody decided about, in the order of their ids."""
    found = selectors.waiting(AT_ONCE, after)
    ids = [one.variant_id for one in found]
    goods = sellable(ids, language=language, market="")
    decided = selectors.classifications(ids)
    return [
        Waiting(
            goods[one.variant_id],
            one,
            decided[one.variant_id].version if one.variant_id in decided else 0,
        )
        for one in found
        if one.variant_id in goods
    ]


def waiting_count() -> int:
    """How many variants wait."""
    return selectors.waiting_count()


def read_all_texts(at: datetime) -> Read:
    """Read the words of every product that changed since they were last read."""
    return classify_products(listing.product_ids(), at)
