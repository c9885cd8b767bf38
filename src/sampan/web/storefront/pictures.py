"""Pictures in pages: the file itself, or its smaller versions where a job has made them."""

from collections.abc import Mapping
from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

FORMATS = (("image/avif", "avif"), ("image/webp", "webp"))
PLACEHOLDER: Mapping[str, Any] = {"file": "", "width": 800, "height": 1000, "widths": []}


def url(file: str) -> str:
    """The address of a media file."""
    return settings.MEDIA_URL + quote(file)


def version(file: str, width: int, kind: str) -> str:
    """The file that holds a picture at a width, in a format."""
    path = PurePosixPath(file)
    return str(path.with_name(f"{path.stem}-{width}.{kind}"))


def html(
    picture: Mapping[str, Any] | None, alt: str, *, sizes: str, is_first: bool = False
) -> SafeString:
    """An img, inside a picture element when there are smaller versions.

    The first picture of a page loads at once, the others when they come near.
    """
    shown = picture or PLACEHOLDER
    source = url(shown["file"]) if shown["file"] else f"{settings.STATIC_URL}store/no-picture.svg"
    loading = 'fetchpriority="high"' if is_first else 'loading="lazy" decoding="async"'
    width, height = int(shown["width"] or 800), int(shown["height"] or 1000)
    image = (
        f'<img src="{escape(source)}" alt="{escape(alt)}" width="{width}" height="{height}" '
        f"{loading}>"
    )
    if shown["widths"]:
        image = f"<picture>{_sources(shown, sizes)}{image}</picture>"
    return mark_safe(image)  # noqa: S308 - every value was just escaped


def _sources(shown: Mapping[str, Any], sizes: str) -> str:
    sets = [
        (mime, ", ".join(f"{url(version(shown['file'], w, kind))} {w}w" for w in shown["widths"]))
        for mime, kind in FORMATS
    ]
    return "".join(
        f'<source type="{mime}" sizes="{escape(sizes)}" srcset="{escape(srcset)}">'
        for mime, srcset in sets
    )
