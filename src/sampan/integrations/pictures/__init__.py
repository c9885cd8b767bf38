"""Pictures: cleaned and scaled here, fetched from the web or, without any network, made up."""

from collections.abc import Callable, Mapping

from sampan.integrations.pictures import remote, sandbox
from sampan.integrations.pictures.problems import NotFetched, PictureRefused
from sampan.integrations.pictures.raster import MOST_BYTES, WIDTHS, CleanPicture, clean, versions

__all__ = [
    "FETCHERS",
    "MOST_BYTES",
    "WIDTHS",
    "CleanPicture",
    "NotFetched",
    "PictureRefused",
    "clean",
    "versions",
]

FETCHERS: Mapping[str, Callable[[str], bytes]] = {"web": remote.fetch, "sandbox": sandbox.fetch}
