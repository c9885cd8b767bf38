"""Pictures as pixels: what a file really is, a clean copy of it, and smaller versions.

Size in bytes and in pixels is checked before anything is decoded. A clean copy is decoded and
written anew, so that nothing of the file stays but its pixels: no EXIF with the place where it was
taken, no comments, no script behind a picture's name. Drawings (SVG) are refused.
"""

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from sampan.integrations.pictures.problems import PictureRefused

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 3200
WIDTHS = (320, 640, 960, 1440)
READ = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
QUALITY = {"avif": 55, "webp": 80, "JPEG": 90, "WEBP": 90}


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture without anything but its pixels."""

    data: bytes
    suffix: str
    width: int
    height: int


def clean(data: bytes) -> CleanPicture:
    """A copy of a picture, upright, in sRGB, at most 3200 pixels long. Raises PictureRefused."""
    picture, name = _decoded(data)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    name = name if name in SUFFIXES else "WEBP"
    if name == "JPEG":
        picture = picture.convert("RGB")
    options = {"quality": QUALITY[name]} if name in QUALITY else {"optimize": True}
    buffer = io.BytesIO()
    picture.save(buffer, name, **options)
    return CleanPicture(buffer.getvalue(), SUFFIXES[name], picture.width, picture.height)


def versions(data: bytes, widths: Sequence[int] = WIDTHS) -> dict[tuple[int, str], bytes]:
    """Smaller copies by width and format (`avif`, `webp`); none is larger than the picture."""
    picture, _ = _decoded(data)
    made = {}
    for width in sorted(width for width in widths if width <= picture.width):
        height = max(1, round(picture.height * width / picture.width))
        scaled = picture.resize((width, height), Image.Resampling.LANCZOS)
        for kind in ("avif", "webp"):
            buffer = io.BytesIO()
            scaled.save(buffer, kind.upper(), quality=QUALITY[kind])
            made[width, kind] = buffer.getvalue()
    return made


def _decoded(data: bytes) -> tuple[Image.Image, str]:
    """The upright pixels of a file, and its real format. Raises PictureRefused."""
    if len(data) > MOST_BYTES:
        raise PictureRefused("too_large", limit_mb=MOST_BYTES // 2**20)
    _check_pixels(*(_webp_size(data) or (0, 0)))
    try:
        with Image.open(io.BytesIO(data), formats=READ) as opened:
            _check_pixels(*opened.size)
            name = str(opened.format)
            opened.load()
            upright = _in_srgb(ImageOps.exif_transpose(opened))
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("too_many_pixels", limit=MOST_PIXELS) from error
    except UnidentifiedImageError as error:
        raise PictureRefused("not_a_picture") from error
    except Exception as error:  # decoders raise whatever broken pictures make them raise
        raise PictureRefused("broken") from error
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    plain = upright.convert("RGBA" if has_alpha else "RGB")
    plain.info = {}
    return plain, name


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise PictureRefused("too_many_pixels", width=width, height=height, limit=MOST_PIXELS)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Colors as browsers take them; a broken profile says nothing."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted or picture


def _webp_size(data: bytes) -> tuple[int, int] | None:
    """Width and height that a WebP's first chunk says: its decoder makes room for them at once."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        return width, height
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF
