"""Storing drafts: every product that is written, wherever it comes from, is written here.

Work goes batch by batch and set by set: what is stored is read in one query a table, compared in
memory, and only what differs is written, so that the same drafts again change nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from sampan.apps.catalog.models import Product, Variant
from sampan.apps.catalog.services import cleaning, shelf, snapshots
from sampan.apps.catalog.services.checks import find_problems, market_ids
from sampan.apps.catalog.services.groups_by_name import (
    attributes_for,
    brands_for,
    categories_for,
)
from sampan.apps.catalog.services.plan import Plan
from sampan.apps.catalog.services.store_links import plan_links
from sampan.apps.catalog.services.store_pictures import store_pictures
from sampan.apps.catalog.services.store_sets import (
    store_attributes,
    store_categories,
    store_hidden,
    store_tags,
)
from sampan.apps.catalog.services.store_texts import Slugs, store_texts, wanted_slugs
from sampan.apps.catalog.services.store_variants import merged, store_variants
from sampan.domain.catalog.drafts import ProductDraft
from sampan.domain.catalog.problems import DraftsRefused
from sampan.domain.events import ProductsChanged
from sampan.kernel import audit, outbox, stamps
from sampan.kernel.batches import batches

BATCH = 250
PLAIN = (
    "product_type",
    "external_url",
    "external_label",
    "manufacturer",
    "manufacturer_contact",
    "responsible_person",
    "responsible_contact",
)


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What became of the drafts; `before` undoes it, by `snapshots.restore_products`.

    `product_ids` are in the drafts' order; `variant_ids` find a variant by handle and options.
    """

    product_ids: tuple[int, ...]
    variant_ids: Mapping[tuple[str, tuple[str, ...]], int]
    created: tuple[int, ...]
    updated: tuple[int, ...]
    unchanged: tuple[int, ...]
    before: Mapping[str, object]

    @property
    def changed(self) -> tuple[int, ...]:
        """Created and updated products."""
        return self.created + self.updated


@dataclass(slots=True)
class _Run:
    """What one call gathers over its batches."""

    at: datetime
    slugs: Slugs = field(default_factory=Slugs)
    product_ids: dict[str, int] = field(default_factory=dict)
    variant_ids: dict[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)
    created: list[int] = field(default_factory=list)
    told: dict[int, dict[str, list[object]]] = field(default_factory=dict)
    before: snapshots.Recorder = field(default_factory=snapshots.Recorder)


@transaction.atomic
def store_products(
    drafts: Sequence[ProductDraft], *, actor: str, at: datetime, cause: str
) -> StoreReport:
    """Bring the catalog to what the drafts say, all of them or none.

    Prices and stock of the drafts are left to their own apps. Raises DraftsRefused with every
    problem found; then nothing is stored.
    """
    problems = find_problems(drafts)
    if problems:
        raise DraftsRefused(problems)
    run = _Run(at)
    for batch in batches(drafts, BATCH):
        _store_batch(batch, run)
    _store_links(drafts, run)
    updated = _tell_and_publish(run, actor, cause)
    changed = set(run.created) | set(updated)
    ids = tuple(run.product_ids[draft.handle] for draft in drafts)
    return StoreReport(
        product_ids=ids,
        variant_ids=run.variant_ids,
        created=tuple(run.created),
        updated=updated,
        unchanged=tuple(product_id for product_id in ids if product_id not in changed),
        before=run.before.snapshot(),
    )


def _store_batch(drafts: list[ProductDraft], run: _Run) -> None:
    stored = shelf.load(draft.handle for draft in drafts)
    plan = Plan()
    products = _store_rows(drafts, stored, plan, run)
    categories = categories_for(drafts, run.before.made)
    attributes = attributes_for(drafts, run.before.made)
    markets = market_ids() if any(draft.hidden_in for draft in drafts) else {}
    run.slugs.look_up(wanted_slugs(drafts))
    rows: list[tuple[ProductDraft, list[Variant]]] = []
    for draft, product in zip(drafts, products, strict=True):
        store_texts(draft, product, stored.texts[product.pk], run.slugs, plan)
        variants = store_variants(draft, product, stored.variants[product.pk], plan)
        others = [row for row in stored.variants[product.pk] if row not in variants]
        store_pictures(draft, product, variants + others, stored, plan)
        store_categories(draft, product, stored, categories, plan)
        store_tags(draft, product, stored, plan)
        store_attributes(draft, product, stored, attributes, plan)
        store_hidden(draft, product, stored, markets, plan)
        rows.append((draft, variants))
    _count_versions(plan, products, run.at)
    run.before.take(list(plan.told))
    plan.write()
    run.told.update(plan.told)
    for draft, variants in rows:
        for variant, row in zip(draft.variants, variants, strict=True):
            run.variant_ids[draft.handle, variant.options] = row.pk
    run.product_ids.update((product.handle, product.pk) for product in products)


def _store_rows(
    drafts: list[ProductDraft], stored: shelf.Shelf, plan: Plan, run: _Run
) -> list[Product]:
    """The product rows; new ones are written at once, because everything else points to them."""
    brands = brands_for(drafts, run.before.made)
    rows, new = [], []
    for draft in drafts:
        product = stored.products.get(draft.handle)
        values: dict[str, object] = {
            name: cleaning.plain(text)
            for name in PLAIN
            if (text := getattr(draft, name)) is not None
        }
        if draft.kind is not None:
            values["kind"] = draft.kind
        if draft.status is not None:
            values["status"] = draft.status
        if draft.brand is not None:
            brand = brands.get(cleaning.plain(draft.brand))
            values["brand_id"] = brand.pk if brand else None
        if draft.option_names is not None:
            values["option_names"] = [cleaning.plain(name) for name in draft.option_names]
        if draft.extra is not None:
            values["extra"] = merged(product.extra if product else {}, draft.extra)
        if product is None:
            product = Product(
                handle=draft.handle,
                source_language=draft.source_language,
                created_at=run.at,
                updated_at=run.at,
                **values,
            )
            new.append(product)
        else:
            plan.change(product, values, product.pk, "")
        rows.append(product)
    Product.objects.bulk_create(new, batch_size=BATCH)
    plan.new_ids = {product.pk for product in new}
    run.created += [product.pk for product in new]
    run.before.note_created(plan.new_ids)
    return rows


def _count_versions(plan: Plan, products: Sequence[Product], at: datetime) -> None:
    for product in products:
        if product.pk in plan.told:
            product.version += 1
            product.updated_at = at
            plan.updates[Product][product.pk] = product
    if plan.told:
        plan.columns[Product] |= {"version", "updated_at"}


def _store_links(drafts: Sequence[ProductDraft], run: _Run) -> None:
    links = plan_links(drafts, run.product_ids, run.variant_ids)
    touched = [pk for pk in links.told if pk not in run.told and pk not in set(run.created)]
    run.before.take(touched)
    links.write()
    for batch in batches(touched):
        products = Product.objects.in_bulk(batch).values()
        for product in products:
            product.version += 1
            product.updated_at = run.at
        Product.objects.bulk_update(products, ["version", "updated_at"])
    for product_id, told in links.told.items():
        if product_id not in run.created:
            run.told.setdefault(product_id, {}).update(told)


def _tell_and_publish(run: _Run, actor: str, cause: str) -> tuple[int, ...]:
    """One row of history for each product that changed, and one event for all of them."""
    entries: list[audit.Entry] = [
        audit.Entry("product.created", f"product:{product_id}", {"cause": cause})
        for product_id in run.created
    ]
    entries += [
        audit.Entry("product.updated", f"product:{product_id}", {"cause": cause, **told})
        for product_id, told in run.told.items()
    ]
    audit.record_many(entries, actor=actor, at=run.at)
    changed = (*run.created, *run.told)
    if changed:
        outbox.publish(ProductsChanged(tuple(changed), cause), run.at)
        stamps.bump("catalog")
    return tuple(run.told)
