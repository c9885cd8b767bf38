"""Pictures come in clean, get smaller versions from a job, and are fetched only when allowed."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sampan.apps.catalog.models import Media, Product
from sampan.apps.catalog.services.store import store_products
from sampan.domain.catalog.drafts import PictureDraft, ProductDraft, TextDraft, VariantDraft
from sampan.domain.errors import NotFound
from sampan.flows.process_media import (
    fetch_picture,
    fetch_waiting,
    fetch_when_allowed,
    upload_picture,
)
from sampan.integrations.pictures import PictureRefused
from sampan.kernel import audit

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def cup() -> int:
    draft = ProductDraft(
        "cup",
        (VariantDraft(sku="C-1"),),
        status="active",
        texts=(TextDraft("en", title="Cup"),),
        pictures=(PictureDraft(source_url="https://p.example/cup.jpg"),),
    )
    [product_id] = store_products([draft], actor="owner", at=NOW, cause="test").product_ids
    return product_id


def a_photo() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Somebody"
    buffer = io.BytesIO()
    Image.new("RGB", (1000, 800), (9, 9, 90)).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def test_an_upload_is_kept_clean_and_gets_its_smaller_versions(
    cup: int, folder: Path, work_off: Callable[[], int]
):
    media_id = upload_picture(cup, a_photo(), {"en": "A cup"}, actor="owner", at=NOW)
    work_off()

    row = Media.objects.get(id=media_id)
    path = folder / row.file
    assert (row.width, row.height, row.widths) == (1000, 800, [320, 640, 960])
    assert b"Somebody" not in path.read_bytes()
    for width in row.widths:
        for kind in ("avif", "webp"):
            smaller = Image.open(path.with_name(f"{path.stem}-{width}.{kind}"))
            assert smaller.width == width
    assert not list(folder.rglob("*.part"))
    assert row.texts.get().alt == "A cup"
    assert Product.objects.get(id=cup).version == 2
    assert audit.history(f"product:{cup}")[0].changes == {"pictures": [None, row.file]}


def test_the_same_upload_again_is_the_same_picture(cup: int):
    first = upload_picture(cup, a_photo(), {}, actor="owner", at=NOW)

    assert upload_picture(cup, a_photo(), {}, actor="owner", at=NOW) == first


def test_a_drawing_is_refused_and_nothing_is_kept(cup: int, folder: Path):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

    with pytest.raises(PictureRefused):
        upload_picture(cup, drawing, {}, actor="owner", at=NOW)

    assert not folder.exists()
    assert Media.objects.count() == 1


def test_a_picture_for_a_product_that_is_not_there_is_refused():
    with pytest.raises(NotFound):
        upload_picture(404, a_photo(), {}, actor="owner", at=NOW)


def test_nobody_is_called_unless_the_owner_allows_it(cup: int, work_off: Callable[[], int]):
    assert not fetch_when_allowed()
    fetch_waiting.enqueue()

    work_off()

    row = Media.objects.get()
    assert (row.file, row.problem) == ("", "")


def test_a_fetched_picture_takes_the_place_of_its_address(cup: int, work_off: Callable[[], int]):
    row = Media.objects.get()

    assert fetch_picture(row.id, "sandbox")
    work_off()

    row.refresh_from_db()
    assert (row.width, row.height, row.widths) == (800, 1000, [320, 640])
    assert row.source_url == "https://p.example/cup.jpg"
    assert not fetch_picture(row.id, "sandbox"), "once is enough"


def test_an_address_inside_the_house_is_never_called_and_the_reason_stands_beside_it(
    cup: int, settings: Any, work_off: Callable[[], int]
):
    settings.SAMPAN_FETCH_REMOTE_PICTURES = True
    Media.objects.update(source_url="http://127.0.0.1/latest/meta-data")

    assert fetch_when_allowed()
    work_off()

    assert Media.objects.get().problem == "not_public"
