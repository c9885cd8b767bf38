"""The demo shop's files as the tests read them."""

import json
from pathlib import Path
from typing import Any

DEMO = Path(__file__).parents[2] / "src/sampan/demo"
PICTURES = DEMO / "pictures"
CATALOG: dict[str, Any] = json.loads((DEMO / "catalog.json").read_text("utf-8"))
TEXTS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((DEMO / "texts").glob("*.json"))
}
PRODUCTS: list[dict[str, Any]] = CATALOG["products"]
VARIANTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (product, variant) for product in PRODUCTS for variant in product["variants"]
]
BY_SKU = {variant["sku"]: (product, variant) for product, variant in VARIANTS}


def picture_files() -> set[str]:
    """Every file that the catalog shows, with its icons."""
    shown = {picture["file"] for product in PRODUCTS for picture in product["pictures"]}
    for group in ("banners", "empty_states", "icons"):
        shown.update(CATALOG[group].values())
    return shown
