"""Pictures of products: known by address or file, so that what was fetched stays fetched."""

from collections.abc import Sequence

from sampan.apps.catalog.models import Media, MediaText, Product, Variant
from sampan.apps.catalog.services import cleaning
from sampan.apps.catalog.services.plan import Plan
from sampan.apps.catalog.services.shelf import Shelf
from sampan.apps.catalog.services.store_variants import options_of, padded
from sampan.domain.catalog.drafts import PictureDraft, ProductDraft


def store_pictures(
    draft: ProductDraft, product: Product, variants: Sequence[Variant], shelf: Shelf, plan: Plan
) -> None:
    """Plan the pictures of one product and which variants they show; None leaves all as it is."""
    if draft.pictures is None:
        return
    stored = shelf.media[product.pk]
    pictures = sorted(draft.pictures, key=lambda picture: picture.position)
    rows: dict[str, Media] = {}
    for picture in pictures:
        key = _key(picture)
        if key not in rows:
            found = _find(picture, stored)
            rows[key] = _store(picture, found, product, len(rows), plan)
            _store_alts(picture, rows[key], shelf.media_texts[rows[key].pk or 0], plan)
    kept = [row for row in stored if row in list(rows.values())]
    gone = [row for row in stored if row not in kept]
    if gone:
        plan.deletes[Media] += [row.pk for row in gone]
        plan.tell(product.pk, "pictures", [_name(row) for row in gone], [])
    _show_variants(pictures, rows, variants, plan)


def _key(picture: PictureDraft) -> str:
    return picture.source_url or picture.file or ""


def _find(picture: PictureDraft, stored: Sequence[Media]) -> Media | None:
    for row in stored:
        if picture.source_url and row.source_url == picture.source_url:
            return row
        if not picture.source_url and picture.file and row.file == picture.file:
            return row
    return None


def _store(
    picture: PictureDraft, found: Media | None, product: Product, position: int, plan: Plan
) -> Media:
    values: dict[str, object] = {"position": position}
    if picture.width and picture.height:
        values |= {"width": picture.width, "height": picture.height}
    if found is not None:
        plan.change(found, values, product.pk, f"picture {_name(found)}")
        return found
    row = Media(
        product=product,
        file=picture.file or "",
        source_url=picture.source_url or "",
        **values,
    )
    plan.create(row, product.pk, f"picture {_name(row)}")
    return row


def _store_alts(
    picture: PictureDraft, media: Media, stored: Sequence[MediaText], plan: Plan
) -> None:
    """The text of each language that the draft names; an empty one is removed."""
    rows = {row.language: row for row in stored}
    product_id = media.product_id
    for language, text in picture.alt.items():
        alt, row = cleaning.plain(text), rows.get(language)
        label = f"picture {_name(media)} {language}"
        if row is None and alt:
            plan.create(MediaText(media=media, language=language, alt=alt), product_id, label)
        elif row is not None and alt:
            plan.change(row, {"alt": alt}, product_id, label)
        elif row is not None:
            plan.replace([row], [])
            plan.tell(product_id, label, row.alt, "")


def _show_variants(
    pictures: Sequence[PictureDraft],
    rows: dict[str, Media],
    variants: Sequence[Variant],
    plan: Plan,
) -> None:
    for variant in variants:
        shown = next((p for p in pictures if _shows(p, variant)), None)
        media = rows[_key(shown)] if shown else None
        if media is not None and media.pk is None:
            variant.picture = media
            if variant.pk is not None:
                plan.updates[Variant][variant.pk] = variant
                plan.columns[Variant].add("picture_id")
                plan.tell(variant.product_id, f"variant {variant}.picture", None, _name(media))
        elif variant.pk is None:
            variant.picture = media
        else:
            new = media.pk if media else None
            label = f"variant {variant}"
            plan.change(variant, {"picture_id": new}, variant.product_id, label)


def _shows(picture: PictureDraft, variant: Variant) -> bool:
    if picture.options is None:
        return False
    wanted = padded(picture.options)
    pairs = zip(wanted, options_of(variant), strict=True)
    return all(not want or want == got for want, got in pairs)


def _name(row: Media) -> str:
    return (row.source_url or row.file)[-80:]
