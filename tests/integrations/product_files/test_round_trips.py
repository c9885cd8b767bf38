"""What a dialect writes it reads back as the same drafts, whatever stands in the texts."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integrations.product_files import drafts as made

from sampan.domain.catalog.drafts import ProductDraft
from sampan.integrations.product_files import (
    DIALECTS,
    Terms,
    read_product_file,
    write_product_file,
)

TERMS = Terms("EUR", "en")
PRODUCTS = {
    "shopify-old": made.shopify_product(),
    "shopify-new": made.shopify_product(),
    "woocommerce": made.woocommerce_product(),
    "csv": made.own_product(),
    "xlsx": made.own_product(),
}


def test_every_dialect_has_a_strategy():
    assert PRODUCTS.keys() == DIALECTS.keys()


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_reads_back_as_it_was(dialect: str, data: Any):
    drawn = data.draw(
        st.lists(PRODUCTS[dialect], min_size=1, max_size=3, unique_by=lambda d: d.handle)
    )
    drafts = made.with_skus(drawn)

    file = b"".join(write_product_file(drafts, dialect, TERMS))
    read = read_product_file(file, TERMS)

    assert read.errors == ()
    assert read.dialect == dialect
    assert [normal(p.draft) for p in read.products] == [normal(draft) for draft in drafts]


def normal(draft: ProductDraft) -> ProductDraft:
    return made.sorted_attributes(draft)
