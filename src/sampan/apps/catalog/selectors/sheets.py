"""A product's page as JSON in one language: everything that does not change with the market."""

import json
from collections.abc import Iterable, Mapping, Sequence

from sampan.apps.catalog.selectors.window import ProductFacts, Row

Terms = Mapping[str, Mapping[str, str]]

ONE_VARIANT = "Default Title"
PREFERRED = "en"


def words_to_translate(products: Iterable[ProductFacts]) -> set[str]:
    """Every repeating word of these products that may have a translation."""
    words: set[str] = set()
    for facts in products:
        words.update(facts.product["option_names"])
        words.add(facts.product["product_type"])
        for variant in facts.variants:
            words.update((variant["option1"], variant["option2"], variant["option3"]))
        for row in facts.attributes:
            words.update((row["name"], row["text"]))
    return words - {""}


def fallback_language(facts: ProductFacts) -> str:
    """The language shown to readers of a language that the product has no texts in."""
    languages = [row["language"] for row in facts.texts]
    for wanted in (PREFERRED, facts.product["source_language"]):
        if wanted in languages:
            return str(wanted)
    return str(sorted(languages)[0])


def body(facts: ProductFacts, text: Row, terms: Terms) -> str:
    """The page in the language of `text`, as compact JSON."""
    said = terms.get(text["language"], {})
    names = ("description", "care", "warnings", "seo_title", "seo_description")
    page = {name: text[name] for name in names if text[name]}
    page["type"] = said.get(facts.product["product_type"], facts.product["product_type"])
    page["brand"] = facts.brand
    page["options"] = _options(facts, said)
    page["variants"] = [_variant(facts, row) for row in facts.variants]
    page["media"] = [_medium(row, text["language"]) for row in facts.media]
    page["attributes"] = _attributes(facts.attributes, said)
    page["categories"] = facts.placements
    page["safety"] = _safety(facts.product)
    page["members"] = [row["member_id"] for row in facts.members]
    page["parts"] = [
        [row["bundle_id"], row["part__product_id"], row["part_id"], row["quantity"]]
        for row in facts.parts
    ]
    if facts.product["external_url"]:
        page["external"] = [facts.product["external_url"], facts.product["external_label"]]
    return json.dumps(page, ensure_ascii=False, separators=(",", ":"))


def picture(facts: ProductFacts) -> Row | None:
    """What the card shows: the first picture."""
    return _file(facts.media[0]) if facts.media else None


def alt(facts: ProductFacts, language: str) -> str:
    """What the card's picture shows, in words."""
    return str(facts.media[0]["alts"].get(language, "")) if facts.media else ""


def swatches(facts: ProductFacts) -> list[str]:
    """The colors that the product comes in, each once."""
    return list(dict.fromkeys(row["swatch"] for row in facts.variants if row["swatch"]))


def facets(facts: ProductFacts) -> dict[tuple[str, str], str]:
    """What a list can be narrowed by, with the color that stands for it where there is one."""
    found = {("brand", facts.brand): ""} if facts.brand else {}
    for index, name in enumerate(facts.product["option_names"][:3], start=1):
        for row in facts.variants:
            if (value := row[f"option{index}"]) and value != ONE_VARIANT:
                swatch = row["swatch"] if index == 1 else ""
                found[f"o.{name}", value] = found.get((f"o.{name}", value)) or swatch
    for row in facts.attributes:
        if row["is_facet"] and (shown := value_text(row)):
            found[f"a.{row['code']}", shown] = ""
    return found


def value_text(row: Row) -> str:
    """An attribute's value in a form that compares and sorts as text."""
    if row["boolean"] is not None:
        return "yes" if row["boolean"] else "no"
    if row["number"] is not None:
        return f"{row['number'].normalize():f}"
    return str(row["text"])


def _options(facts: ProductFacts, said: Mapping[str, str]) -> list[Row]:
    options = []
    for index, name in enumerate(facts.product["option_names"][:3], start=1):
        values: dict[str, str] = {}
        for row in facts.variants:
            value = row[f"option{index}"]
            values[value] = values.get(value) or (row["swatch"] if index == 1 else "")
        if set(values) <= {"", ONE_VARIANT}:
            continue
        shown = [[value, said.get(value, value), swatch] for value, swatch in values.items()]
        options.append({"index": index, "name": said.get(name, name), "values": shown})
    return options


def _variant(facts: ProductFacts, row: Row) -> Row:
    index = {medium["id"]: place for place, medium in enumerate(facts.media)}
    size = [row["length_mm"], row["width_mm"], row["height_mm"]]
    variant = {
        "id": row["id"],
        "sku": row["sku"],
        "options": [row["option1"], row["option2"], row["option3"]],
        "media": index.get(row["picture_id"]),
        "gtin": row["gtin"],
        "mpn": row["manufacturer_id"],
        "net_g": row["net_weight_g"],
        "gross_g": row["gross_weight_g"],
        "size_mm": size if all(size) else None,
        "origin": row["origin"],
        "ships": row["needs_shipping"],
    }
    return {name: value for name, value in variant.items() if value not in (None, "")}


def _medium(row: Row, language: str) -> Row:
    return {**_file(row), "alt": row["alts"].get(language, "")}


def _file(row: Row) -> Row:
    return {name: row[name] for name in ("file", "width", "height", "widths")}


def _attributes(rows: Sequence[Row], said: Mapping[str, str]) -> list[Row]:
    shown: dict[str, Row] = {}
    for row in rows:
        attribute = shown.setdefault(
            row["code"],
            {
                "code": row["code"],
                "name": said.get(row["name"], row["name"]),
                "kind": row["kind"],
                "unit": row["unit"],
                "values": [],
            },
        )
        value = value_text(row)
        attribute["values"].append(said.get(value, value))
    return list(shown.values())


def _safety(product: Row) -> Row:
    names = (
        "manufacturer",
        "manufacturer_contact",
        "responsible_person",
        "responsible_contact",
    )
    return {name: product[name] for name in names if product[name]}
