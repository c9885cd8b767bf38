"""Links between products: members of groups and parts of bundles, once all products are there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sampan.apps.catalog.models import BundlePart, GroupMember, Product, Variant
from sampan.domain.catalog.drafts import ProductDraft
from sampan.kernel.batches import batches


@dataclass(slots=True)
class Links:
    """What is to be written, and what the history of each product will say."""

    gone_members: list[int] = field(default_factory=list)
    gone_parts: list[int] = field(default_factory=list)
    members: list[GroupMember] = field(default_factory=list)
    parts: list[BundlePart] = field(default_factory=list)
    told: dict[int, dict[str, list[object]]] = field(default_factory=dict)

    def write(self) -> None:
        """Write it all."""
        GroupMember.objects.filter(id__in=self.gone_members).delete()
        BundlePart.objects.filter(id__in=self.gone_parts).delete()
        GroupMember.objects.bulk_create(self.members, batch_size=500)
        BundlePart.objects.bulk_create(self.parts, batch_size=500)


def plan_links(
    drafts: Sequence[ProductDraft],
    product_ids: dict[str, int],
    variant_ids: dict[tuple[str, tuple[str, ...]], int],
) -> Links:
    """What drafts with members or parts change; the names in them were checked before."""
    links = Links()
    for batch in batches(draft for draft in drafts if draft.members is not None):
        _plan_members(batch, product_ids, links)
    with_parts = (draft for draft in drafts if any(v.parts is not None for v in draft.variants))
    for batch in batches(with_parts):
        _plan_parts(batch, product_ids, variant_ids, links)
    return links


def _plan_members(drafts: list[ProductDraft], product_ids: dict[str, int], links: Links) -> None:
    names = {name for draft in drafts for name in draft.members or ()}
    ids = dict(Product.objects.filter(handle__in=names).values_list("handle", "id"))
    stored: dict[int, list[GroupMember]] = {}
    groups = [product_ids[draft.handle] for draft in drafts]
    for row in GroupMember.objects.filter(group_id__in=groups).order_by("position"):
        stored.setdefault(row.group_id, []).append(row)
    for draft in drafts:
        group_id = product_ids[draft.handle]
        old = stored.get(group_id, [])
        wanted = list(dict.fromkeys(ids[name] for name in draft.members or ()))
        before = [row.member_id for row in old]
        if before != wanted:
            links.gone_members += [row.id for row in old]
            links.members += [
                GroupMember(group_id=group_id, member_id=member_id, position=position)
                for position, member_id in enumerate(wanted)
            ]
            links.told.setdefault(group_id, {})["members"] = [before, wanted]


def _plan_parts(
    drafts: list[ProductDraft],
    product_ids: dict[str, int],
    variant_ids: dict[tuple[str, tuple[str, ...]], int],
    links: Links,
) -> None:
    bundles = [(d, v) for d in drafts for v in d.variants if v.parts is not None]
    names = {sku for _, variant in bundles for sku in variant.parts or ()}
    ids = dict(Variant.objects.filter(sku__in=names).values_list("sku", "id"))
    stored: dict[int, list[BundlePart]] = {}
    rows = [variant_ids[draft.handle, variant.options] for draft, variant in bundles]
    for row in BundlePart.objects.filter(bundle_id__in=rows):
        stored.setdefault(row.bundle_id, []).append(row)
    for draft, variant in bundles:
        bundle_id = variant_ids[draft.handle, variant.options]
        old = stored.get(bundle_id, [])
        wanted = {ids[sku]: quantity for sku, quantity in (variant.parts or {}).items()}
        before = {row.part_id: row.quantity for row in old}
        if before != wanted:
            links.gone_parts += [row.id for row in old]
            links.parts += [
                BundlePart(bundle_id=bundle_id, part_id=part_id, quantity=quantity)
                for part_id, quantity in wanted.items()
            ]
            told = links.told.setdefault(product_ids[draft.handle], {})
            told[f"variant {variant.sku or bundle_id}.parts"] = [str(before), str(wanted)]
