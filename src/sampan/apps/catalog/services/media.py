"""Pictures of products as rows: added, fetched, made smaller, or refused with a reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from sampan.apps.catalog.models import Media, MediaText, Product
from sampan.apps.catalog.services import cleaning
from sampan.domain.errors import NotFound
from sampan.domain.events import MediaAdded
from sampan.kernel import audit, outbox, stamps

LONGEST_PROBLEM = 200


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture that lies in the media folder; `file` is its path there."""

    file: str
    width: int
    height: int
    checksum: str


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """A picture's row as flows see it."""

    id: int
    product_id: int
    file: str
    source_url: str
    widths: tuple[int, ...]


@transaction.atomic
def add_picture(
    product_id: int, picture: StoredPicture, alt: Mapping[str, str], *, actor: str, at: datetime
) -> int:
    """Put a picture behind a product's others; returns its id. Raises NotFound.

    The same picture twice is one picture.
    """
    product = Product.objects.select_for_update().filter(id=product_id).first()
    if product is None:
        raise NotFound(what="product", id=product_id)
    known = Media.objects.filter(product=product, checksum=picture.checksum).first()
    if known is not None:
        return known.id
    last = product.media.aggregate(last=Max("position"))["last"]
    row = Media.objects.create(
        product=product,
        file=picture.file,
        width=picture.width,
        height=picture.height,
        checksum=picture.checksum,
        position=0 if last is None else last + 1,
    )
    texts = {language: cleaning.plain(text) for language, text in alt.items()}
    MediaText.objects.bulk_create(
        MediaText(media=row, language=language, alt=text)
        for language, text in texts.items()
        if text
    )
    Product.objects.filter(id=product_id).update(version=F("version") + 1, updated_at=at)
    changes = {"pictures": [None, picture.file]}
    subject = f"product:{product_id}"
    audit.record(actor=actor, action="product.updated", subject=subject, at=at, changes=changes)
    outbox.publish(MediaAdded((row.id,)), at)
    stamps.bump("catalog")
    return row.id


@transaction.atomic
def note_fetched(media_id: int, picture: StoredPicture) -> bool:
    """Give a picture that was an address only its file; False when it has one or is gone."""
    waiting = Media.objects.filter(id=media_id, file="")
    changed = waiting.update(
        file=picture.file,
        width=picture.width,
        height=picture.height,
        checksum=picture.checksum,
        problem="",
    )
    if changed:
        stamps.bump("catalog")
    return changed == 1


@transaction.atomic
def note_versions(media_id: int, file: str, widths: Sequence[int]) -> bool:
    """Say which smaller versions of a file exist; False when the picture is another by now."""
    changed = Media.objects.filter(id=media_id, file=file).update(widths=sorted(widths))
    if changed:
        stamps.bump("catalog")
    return changed == 1


def note_problem(media_id: int, problem: str) -> None:
    """Say why a picture could not be used; it is not tried again by itself."""
    Media.objects.filter(id=media_id).update(problem=problem[:LONGEST_PROBLEM])


def facts_of(media_id: int) -> MediaFacts | None:
    """A picture's row, None when it is gone."""
    row = Media.objects.filter(id=media_id, kind=Media.Kind.PICTURE).first()
    if row is None:
        return None
    return MediaFacts(row.id, row.product_id, row.file, row.source_url, tuple(row.widths))


def waiting_to_be_fetched(limit: int) -> list[int]:
    """Pictures of which only the address is known, oldest first; refused ones are left out."""
    rows = Media.objects.filter(file="", problem="", kind=Media.Kind.PICTURE)
    return list(rows.exclude(source_url="").order_by("id").values_list("id", flat=True)[:limit])


def without_versions(media_ids: Iterable[int]) -> list[int]:
    """Of these pictures, the ones that have a file and no smaller versions yet."""
    rows = Media.objects.filter(id__in=list(media_ids), widths=[]).exclude(file="")
    return list(rows.order_by("id").values_list("id", flat=True))
