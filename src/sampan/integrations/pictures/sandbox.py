"""Pictures without a network: a plain one of the address's own color."""

import hashlib
import io

from PIL import Image

SIZE = (800, 1000)


def fetch(url: str) -> bytes:
    """A picture that is always the same for the same address."""
    red, green, blue = hashlib.sha256(url.encode()).digest()[:3]
    buffer = io.BytesIO()
    Image.new("RGB", SIZE, (red, green, blue)).save(buffer, "PNG")
    return buffer.getvalue()
