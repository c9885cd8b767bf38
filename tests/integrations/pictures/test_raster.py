"""Pictures are what their bytes are: cleaned, scaled, or refused before they cost anything."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image

from sampan.integrations.pictures import PictureRefused, clean, raster, versions


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (900, 600), **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (30, 120, 90)).save(buffer, kind, **options)
    return buffer.getvalue()


def with_exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Somebody"
    exif.get_ifd(0x8825)[1] = "N"
    return a_picture(exif=exif, comment=b"a secret comment")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_picture_of_any_kind_comes_out_as_one_that_browsers_show(kind: str):
    picture = clean(a_picture(kind))

    shown = Image.open(io.BytesIO(picture.data))
    assert (picture.width, picture.height) == shown.size == (900, 600)
    assert picture.suffix in {"jpg", "png", "webp"}


def test_where_and_by_whom_it_was_taken_is_gone_and_it_stands_upright():
    picture = clean(with_exif(orientation=6))

    shown = Image.open(io.BytesIO(picture.data))
    assert (picture.width, picture.height) == (600, 900)
    assert not shown.getexif()
    assert b"Somebody" not in picture.data
    assert b"secret" not in picture.data


def test_transparency_stays():
    buffer = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(buffer, "PNG")

    shown = Image.open(io.BytesIO(clean(buffer.getvalue()).data))

    assert shown.mode == "RGBA"


def test_smaller_versions_in_both_formats_and_none_larger_than_the_picture():
    made = versions(a_picture(size=(1000, 500)))

    assert sorted(made) == [(width, kind) for width in (320, 640, 960) for kind in ("avif", "webp")]
    assert Image.open(io.BytesIO(made[640, "avif"])).size == (640, 320)
    assert Image.open(io.BytesIO(made[640, "webp"])).format == "WEBP"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not_a_picture"),
        (SVG, "not_a_picture"),
        (b"<!doctype html><script>alert(1)</script>", "not_a_picture"),
        (b"GIF89a<script>", "not_a_picture"),
        (b"%PDF-1.7", "not_a_picture"),
        (a_picture()[:400], "broken"),
        (a_picture("PNG")[:60], "broken"),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes, reason: str):
    with pytest.raises(PictureRefused) as refused:
        clean(data)

    assert refused.value.reason in {reason, "broken"}


def png_bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def webp_bomb() -> bytes:
    canvas = struct.pack("<I", 0x10) + (16382).to_bytes(3, "little") * 2
    return b"RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0" + canvas + b"\0" * 64


@pytest.mark.parametrize("bomb", [png_bomb(60_000, 60_000), png_bomb(50_001, 1_000), webp_bomb()])
def test_a_picture_bomb_is_refused_before_it_is_decoded(bomb: bytes):
    started = time.process_time()

    with pytest.raises(PictureRefused) as refused:
        clean(bomb)

    assert refused.value.reason == "too_many_pixels"
    assert time.process_time() - started < 0.2


def test_more_bytes_than_a_picture_needs_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(raster, "MOST_BYTES", 100)

    with pytest.raises(PictureRefused) as refused:
        clean(a_picture())

    assert refused.value.reason == "too_large"


@pytest.mark.parametrize("kind", ["VP8 ", "VP8L"])
def test_the_size_that_a_webp_says_is_read_right(kind: str):
    data = a_picture("WEBP", (321, 123), lossless=kind == "VP8L")

    assert data[12:16].decode() == kind
    assert raster._webp_size(data) == (321, 123)
