"""Bring what a file says to this shop: handles by SKU, counts to warehouses, problems to rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sampan.apps.catalog.selectors.drafts import handles_of_skus
from sampan.apps.catalog.services.checks import find_problems
from sampan.apps.inventory import selectors as inventory
from sampan.domain.catalog.drafts import ProductDraft, VariantDraft
from sampan.domain.catalog.problems import DraftProblem
from sampan.integrations.product_files import (
    ProductFile,
    ReadProduct,
    RowError,
    UnreadableFile,
    row_error,
)


@dataclass(frozen=True, slots=True)
class Matched:
    """Drafts that can be stored, and the problems of all others."""

    drafts: Sequence[ProductDraft]
    errors: Sequence[RowError]


def match_products(file: ProductFile) -> Matched:
    """Check a file's products against the catalog. Raises UnreadableFile without a warehouse."""
    products = _with_handles(file.products)
    warehouses = [one.code for one in inventory.warehouses()]
    errors = list(file.errors)
    placed: list[ReadProduct] = []
    for product in products:
        unknown = _unknown_warehouses(product.draft, warehouses)
        if unknown:
            column = f"stock:{unknown[0]}"
            errors.append(row_error(product.row, column, "unknown_warehouse", unknown[0]))
        else:
            placed.append(replace(product, draft=_placed(product.draft, warehouses)))
    bad: set[str] = set()
    problems = find_problems([product.draft for product in placed])
    if problems:
        by_handle = {product.draft.handle: product for product in reversed(placed)}
        for problem in problems:
            bad.add(problem.handle)
            errors.append(_row_error(problem, by_handle, file.columns))
    drafts = [product.draft for product in placed if _shortened(product) not in bad]
    unique = {(error.row, error.column, error.code): error for error in errors}
    in_order = sorted(unique.values(), key=lambda error: (error.row, error.column))
    return Matched(drafts, tuple(in_order))


def _with_handles(products: Sequence[ReadProduct]) -> Sequence[ReadProduct]:
    """A product of a file without handles is the one that has its SKUs already."""
    made = [product for product in products if product.handle_is_made]
    owners = handles_of_skus(v.sku for product in made for v in product.draft.variants if v.sku)
    renamed: dict[str, str] = {}
    for product in made:
        known = {owners[v.sku] for v in product.draft.variants if v.sku and v.sku in owners}
        if len(known) == 1:
            renamed[product.draft.handle] = known.pop()
    if not renamed:
        return products
    return [replace(product, draft=_renamed(product.draft, renamed)) for product in products]


def _renamed(draft: ProductDraft, renamed: Mapping[str, str]) -> ProductDraft:
    members = draft.members and tuple(renamed.get(name, name) for name in draft.members)
    return replace(draft, handle=renamed.get(draft.handle, draft.handle), members=members)


def _unknown_warehouses(draft: ProductDraft, warehouses: Sequence[str]) -> list[str]:
    named = {code for variant in draft.variants for code in variant.stock or ()}
    if named and not warehouses:
        raise UnreadableFile("no_warehouse")
    return sorted(named - {"", *warehouses})


def _placed(draft: ProductDraft, warehouses: Sequence[str]) -> ProductDraft:
    """A count without a place lies in the first warehouse."""
    if not any(variant.stock and "" in variant.stock for variant in draft.variants):
        return draft
    return replace(draft, variants=tuple(_count(v, warehouses[0]) for v in draft.variants))


def _count(variant: VariantDraft, first: str) -> VariantDraft:
    if not variant.stock or "" not in variant.stock:
        return variant
    counts = {code: count for code, count in variant.stock.items() if code}
    return replace(variant, stock={first: variant.stock[""], **counts})


def _shortened(product: ReadProduct) -> str:
    """Problems carry handles shortened."""
    return product.draft.handle[:60]


def _row_error(
    problem: DraftProblem, by_handle: Mapping[str, ReadProduct], columns: Mapping[str, str]
) -> RowError:
    """The row and the column of the file in which a draft's problem stands."""
    product = by_handle.get(problem.handle)
    if product is None:
        product = next(p for h, p in by_handle.items() if h[:60] == problem.handle)
    row = product.row if problem.variant is None else product.rows[problem.variant]
    column = columns.get(problem.field, problem.field)
    return row_error(row, column, problem.code, problem.value)
