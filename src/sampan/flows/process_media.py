"""Pictures of products: taken in clean, made smaller by a job, fetched when the owner allows it.

What somebody uploads is decoded and written anew before it is kept; a drawing (SVG) is refused.
Remote pictures are fetched only with the setting SAMPAN_FETCH_REMOTE_PICTURES: until then a page
shows its placeholder, and the shop calls nobody.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django_tasks import task

from sampan.apps.catalog.services import media
from sampan.apps.catalog.services.media import StoredPicture
from sampan.flows.refresh_window import refresh_window
from sampan.integrations.pictures import (
    FETCHERS,
    NotFetched,
    PictureRefused,
    clean,
    versions,
)
from sampan.kernel.clock import now

QUEUE = "media"
FOLDER = "pictures"
AT_ONCE = 25
VECTOR = ".svg"


def upload_picture(
    product_id: int, data: bytes, alt: Mapping[str, str], *, actor: str, at: datetime
) -> int:
    """Keep a picture for a product and have its smaller versions made; returns its id.

    Raises PictureRefused and NotFound.
    """
    picture = _store(data)
    with transaction.atomic():
        media_id = media.add_picture(product_id, picture, alt, actor=actor, at=at)
        refresh_window([product_id], at)
        make_versions.enqueue(media_id)
    return media_id


def fetch_when_allowed() -> bool:
    """Let the worker fetch what is an address only; False when the owner does not allow it."""
    if not settings.SAMPAN_FETCH_REMOTE_PICTURES:
        return False
    fetch_waiting.enqueue()
    return True


@task(queue_name=QUEUE)
def make_versions(media_id: int) -> None:
    """Write a picture's smaller versions beside it; again does nothing."""
    facts = media.facts_of(media_id)
    if facts is None or not facts.file or facts.widths or facts.file.endswith(VECTOR):
        return
    path = Path(settings.MEDIA_ROOT) / facts.file
    try:
        made = versions(path.read_bytes())
    except FileNotFoundError:
        media.note_problem(media_id, "no_file")
        return
    except PictureRefused as error:
        media.note_problem(media_id, error.reason)
        return
    for (width, kind), data in made.items():
        _write(path.with_name(f"{path.stem}-{width}.{kind}"), data)
    widths = sorted({width for width, _ in made})
    with transaction.atomic():
        if widths and media.note_versions(media_id, facts.file, widths):
            refresh_window([facts.product_id], now())


@task(queue_name=QUEUE)
def fetch_waiting() -> None:
    """Fetch some of the pictures that wait; goes on by a new task until none does."""
    if not settings.SAMPAN_FETCH_REMOTE_PICTURES:
        return
    waiting = media.waiting_to_be_fetched(AT_ONCE)
    for media_id in waiting:
        fetch_picture(media_id, "web")
    if len(waiting) == AT_ONCE:
        fetch_waiting.enqueue()


def fetch_picture(media_id: int, fetcher: str) -> bool:
    """Fetch one picture from its address; what goes wrong is noted beside it."""
    facts = media.facts_of(media_id)
    if facts is None or facts.file or not facts.source_url:
        return False
    try:
        picture = _store(FETCHERS[fetcher](facts.source_url))
    except (NotFetched, PictureRefused) as error:
        media.note_problem(media_id, error.reason)
        return False
    with transaction.atomic():
        if not media.note_fetched(media_id, picture):
            return False
        refresh_window([facts.product_id], now())
        make_versions.enqueue(media_id)
    return True


def _store(data: bytes) -> StoredPicture:
    """A clean copy in the media folder, named by its content: the same picture lies there once."""
    picture = clean(data)
    checksum = hashlib.sha256(picture.data).hexdigest()
    file = f"{FOLDER}/{checksum[:2]}/{checksum[2:22]}.{picture.suffix}"
    _write(Path(settings.MEDIA_ROOT) / file, picture.data)
    return StoredPicture(file, picture.width, picture.height, checksum)


def _write(path: Path, data: bytes) -> None:
    """A whole file or none: readers never see half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
