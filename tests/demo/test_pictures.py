"""The drawings are present, small, named, harmless, and all of them are used."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from tests.demo.shop import CATALOG, PICTURES, PRODUCTS, TEXTS, VARIANTS, picture_files

SVG = "{http://www.w3.org/2000/svg}"
DRAWING = {"svg", "title", "defs", "clipPath", "g", "path", "circle", "ellipse", "rect", "use"}
LARGEST_BYTES = 6000
DRAWINGS = sorted(PICTURES.glob("*.svg"))
EACH_DRAWING = pytest.mark.parametrize(
    "text", [p.read_text("utf-8") for p in DRAWINGS], ids=[p.stem for p in DRAWINGS]
)


def hazards(text: str) -> Iterator[str]:
    """What a drawing holds beyond shapes: scripts, handlers, styles, links to elsewhere."""
    if re.search(r"<!|<\?|url\((?!#)|&\w+;", text):
        yield "declaration, entity or external url"
    for element in ET.fromstring(text).iter():  # our own files, entities refused above
        if element.tag.removeprefix(SVG) not in DRAWING:
            yield element.tag
        for name, value in element.attrib.items():
            if name.startswith("on") or name == "style":
                yield name
            if name.endswith("href") and not value.startswith("#"):
                yield f"{name}={value}"


@pytest.mark.parametrize(
    "planted",
    [
        "<script>x()</script>",
        "<foreignObject/>",
        '<use href="https://elsewhere.example/a.svg#b"/>',
        '<path onload="x()" d="M0 0"/>',
        '<path fill="url(https://elsewhere.example)" d="M0 0"/>',
        '<image href="data:image/png;base64,AA"/>',
    ],
)
def test_the_check_of_drawings_finds_a_planted_fault(planted: str) -> None:
    assert list(hazards(f'<svg xmlns="http://www.w3.org/2000/svg">{planted}</svg>'))


@EACH_DRAWING
def test_a_drawing_is_shapes_only_titled_and_small(text: str) -> None:
    assert list(hazards(text)) == []
    assert len(text.encode()) < LARGEST_BYTES
    root = ET.fromstring(text)
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text
    assert root.get("viewBox")


@EACH_DRAWING
def test_a_drawing_refers_only_to_what_it_defines_and_defines_nothing_twice(text: str) -> None:
    ids = re.findall(r'\bid="(\w+)"', text)
    used = set(re.findall(r'(?:url\(#|href="#)(\w+)', text))
    assert len(ids) == len(set(ids))
    assert used <= set(ids)


def test_every_picture_of_the_catalog_is_there_and_every_file_is_used() -> None:
    there = {path.name for path in PICTURES.iterdir()}
    assert picture_files() - there == set()
    assert there - picture_files() == set()


def test_every_product_has_a_picture_and_every_swatch_its_own() -> None:
    for product in PRODUCTS:
        assert product["pictures"], product["handle"]
        assert len({picture["file"] for picture in product["pictures"]}) == len(product["pictures"])
    for product, variant in VARIANTS:
        shown = {picture["file"]: picture["options"] for picture in product["pictures"]}
        assert shown[variant["picture"]].items() <= variant["options"].items()
        if variant["color_hex"]:
            assert shown[variant["picture"]]


def test_the_title_inside_a_drawing_is_its_alternative_text() -> None:
    alts = TEXTS["en"]["alts"]
    for path in DRAWINGS:
        if path.stem in alts:
            title = ET.fromstring(path.read_text("utf-8")).find(f"{SVG}title")
            assert title is not None
            assert title.text == alts[path.stem]


@pytest.mark.parametrize("size", [192, 512])
def test_app_icons_have_their_size_and_stay_small(size: int) -> None:
    icon = (PICTURES / CATALOG["icons"][f"png_{size}"]).read_bytes()
    assert icon[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(icon[16:20]), int.from_bytes(icon[20:24])] == [size, size]
    assert len(icon) < 8000
