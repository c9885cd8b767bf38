"""What the catalog says about files, for a doctor that looks whether they are there."""

from collections.abc import Iterator

from sampan.apps.catalog.models import Media


def media_files() -> Iterator[tuple[int, str]]:
    """The product and the path below the media folder of every picture that should exist."""
    rows = Media.objects.exclude(file="").order_by("id").values_list("product_id", "file")
    yield from rows.iterator()
