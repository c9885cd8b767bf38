"""What was exported imports to the same catalog; what other systems wrote shows up whole."""

from datetime import datetime
from pathlib import Path

import pytest
from tests.shops import loaded_demo

from sampan.apps.catalog.models import Media, Product, Variant
from sampan.apps.pricing.models import Price
from sampan.apps.storefront.models import Card
from sampan.domain.errors import Invalid
from sampan.flows.export_products import export_products
from sampan.flows.import_products import ImportOptions, ImportReport, import_now
from sampan.flows.undo_import import undo_import
from sampan.integrations.product_files import DIALECTS
from sampan.kernel.models import Job

pytestmark = pytest.mark.django_db
__all__ = ["loaded_demo"]
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


def bring(data: bytes, at: datetime, **options: object) -> ImportReport:
    chosen = ImportOptions(**options)  # type: ignore[arg-type] # options by name
    return import_now(data, "file", chosen, actor="owner", at=at)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_demo_shop_exported_and_imported_again_is_unchanged(
    dialect: str, loaded_demo: datetime
):
    data = b"".join(export_products(dialect))

    report = bring(data, loaded_demo)

    assert report.errors == ()
    assert (report.products, report.unchanged) == (24, 24)


@pytest.mark.parametrize("dialect", ["csv", "xlsx"])
def test_our_own_file_brings_everything_back_into_a_shop_that_lost_it(
    dialect: str, loaded_demo: datetime
):
    before = {row["handle"]: row for row in Product.objects.values(*FACTS)}
    variants = set(Variant.objects.values_list("sku", "gtin", "hs_code", "cost_minor"))
    data = b"".join(export_products(dialect))
    Product.objects.update(manufacturer="", product_type="", brand=None, status="draft")
    Variant.objects.update(gtin="", hs_code="", cost_minor=None)

    report = bring(data, loaded_demo)

    assert report.updated == 24
    assert {row["handle"]: row for row in Product.objects.values(*FACTS)} == before
    assert set(Variant.objects.values_list("sku", "gtin", "hs_code", "cost_minor")) == variants


FACTS = ("handle", "manufacturer", "product_type", "brand__name", "status", "option_names")

KNOWN = [
    ("shopify/apparel.csv", 20, 22),
    ("woocommerce/sample_products.csv", 15, 21),
]


@pytest.mark.parametrize(("name", "products", "variants"), KNOWN)
def test_a_real_file_comes_in_shows_up_changes_nothing_again_and_goes(
    name: str, products: int, variants: int, loaded_demo: datetime
):
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"{path} is not there: the samples of other systems lie beside the project")
    cards, media = Card.objects.count(), Media.objects.count()

    report = bring(path.read_bytes(), loaded_demo, currency="USD")
    again = bring(path.read_bytes(), loaded_demo, currency="USD")

    assert (report.products, report.variants, report.created) == (products, variants, products)
    assert (again.created, again.updated, again.unchanged) == (0, 0, products)
    assert Card.objects.count() == cards + products
    job = next(job for job in Job.objects.all() if job.result["created"])
    assert undo_import(job.id, actor="owner", at=loaded_demo)
    assert (Card.objects.count(), Media.objects.count()) == (cards, media)
    assert Product.objects.count() == 24


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_real_file_exported_in_any_dialect_imports_to_the_same_catalog(
    dialect: str, loaded_demo: datetime
):
    for name, _, _ in KNOWN:
        path = SAMPLES / name
        if not path.exists():
            pytest.skip(f"{path} is not there: the samples of other systems lie beside the project")
        bring(path.read_bytes(), loaded_demo)
    prices = Price.objects.count()

    report = bring(b"".join(export_products(dialect)), loaded_demo)

    assert (report.errors, report.unchanged) == ((), 24 + 20 + 15)
    assert Price.objects.count() == prices


def test_an_unknown_dialect_is_refused():
    with pytest.raises(Invalid):
        export_products("stone tablet")
