"""The demo shop's files as drafts: the same values that a product file or a form hands over."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from importlib import resources
from typing import Any

from sampan.apps.catalog.services.groups import AttributeFacts, CategoryDraft, CategoryWords
from sampan.domain.catalog.drafts import (
    AttributeDraft,
    Kind,
    PictureDraft,
    ProductDraft,
    TextDraft,
    VariantDraft,
)
from sampan.domain.goods import TradeFacts
from sampan.domain.money import Money

FOLDER = resources.files("sampan") / "demo"
SOURCE = "en"
KINDS: Mapping[str, Kind] = {"physical": "goods", "bundle": "bundle", "digital": "digital"}
KIND_OF_ATTRIBUTE = {"choice": "choice", "choices": "choice", "boolean": "boolean"}


@dataclass(frozen=True)
class Demo:
    """The files, read; everything else is a view of them."""

    catalog: Mapping[str, Any]
    shop: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, Any]]

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """The texts in the source language, in which options and values are stored."""
        return self.texts[SOURCE]

    def products(self) -> list[ProductDraft]:
        """Every product as a draft; a bundle's parts name SKUs that stand in the same list."""
        return [self._product(product) for product in self.catalog["products"]]

    def categories(self) -> list[CategoryDraft]:
        """The category tree, parents first."""
        return [
            CategoryDraft(
                path=self._path(category["handle"]),
                position=position,
                picture=f"demo/{category['picture']}" if category["picture"] else "",
                texts={
                    language: CategoryWords(**texts["categories"][category["handle"]])
                    for language, texts in self.texts.items()
                },
            )
            for position, category in enumerate(self.catalog["categories"])
        ]

    def attributes(self) -> list[AttributeFacts]:
        """The typed properties in the order in which pages list them."""
        return [
            AttributeFacts(
                code=code,
                name=self.words["attributes"][code],
                kind=KIND_OF_ATTRIBUTE.get(facts["type"], facts["type"]),
                unit=facts["unit"] or "",
                is_facet=facts["is_facet"],
                position=position,
            )
            for position, (code, facts) in enumerate(self.catalog["attributes"].items())
        ]

    def terms(self, language: str) -> dict[str, str]:
        """The repeating words of a language by their wording in the source language."""
        source, target = dict(_leaves(self.words)), dict(_leaves(self.texts[language]))
        return {text: target[key] for key, text in source.items() if key in target}

    def _path(self, handle: str) -> tuple[str, ...]:
        parents = {c["handle"]: c["parent"] for c in self.catalog["categories"]}
        path = [handle]
        while parents[path[0]]:
            path.insert(0, parents[path[0]])
        return tuple(path)

    def _product(self, product: Mapping[str, Any]) -> ProductDraft:
        handle, safety = product["handle"], product["safety"] or {}
        manufacturer = self._company(safety.get("manufacturer"))
        responsible = self._company(safety.get("responsible_person"))
        return ProductDraft(
            handle=handle,
            source_language=SOURCE,
            kind=KINDS[product["kind"]],
            status="active",
            product_type=self.words["product_types"][product["product_type"]],
            brand=self.catalog["brand"]["name"],
            option_names=tuple(self.words["options"][o["code"]] for o in product["options"]),
            texts=tuple(self._texts(handle, safety.get("warnings", []))),
            categories=(self._path(product["category"]),),
            tags=(*product["tags"], *self._collections(handle)),
            attributes=tuple(self._attributes(product["attributes"])),
            pictures=tuple(self._pictures(product)),
            variants=tuple(self._variant(product, v) for v in product["variants"]),
            manufacturer=manufacturer[0],
            manufacturer_contact=manufacturer[1],
            responsible_person=responsible[0],
            responsible_contact=responsible[1],
        )

    def _collections(self, handle: str) -> list[str]:
        return [c["handle"] for c in self.catalog["collections"] if handle in c["products"]]

    def _company(self, key: str | None) -> tuple[str, str]:
        if key is None:
            return "", ""
        company = self.catalog["companies"][key]
        address = f"{company['street']}, {company['postcode']} {company['city']}"
        return company["name"], f"{address}, {company['country']}\n{company['email']}"

    def _texts(self, handle: str, warnings: list[str]) -> Iterator[TextDraft]:
        for language, texts in self.texts.items():
            words = texts["products"][handle]
            yield TextDraft(
                language=language,
                title=words["title"],
                subtitle=words["subtitle"],
                description=words["description"],
                care=words["care"],
                warnings="\n".join(texts["warnings"][warning] for warning in warnings),
                slug=words["slug"],
                seo_title=words["seo_title"],
                seo_description=words["seo_description"],
            )

    def _attributes(self, values: Mapping[str, Any]) -> Iterator[AttributeDraft]:
        for code, value in values.items():
            for single in value if isinstance(value, list) else [value]:
                yield AttributeDraft(code=code, value=self._value(code, single))

    def _value(self, code: str, value: Any) -> str | Decimal | bool:
        kind = self.catalog["attributes"][code]["type"]
        if kind in {"choice", "choices"}:
            return str(self.words["attribute_values"][code][value])
        if kind == "number":
            return Decimal(str(value))
        return value if isinstance(value, bool) else str(value)

    def _pictures(self, product: Mapping[str, Any]) -> Iterator[PictureDraft]:
        for position, picture in enumerate(product["pictures"]):
            chosen = picture["options"]
            options = tuple(
                self.words["option_values"][option["code"]][chosen[option["code"]]]
                if option["code"] in chosen
                else ""
                for option in product["options"]
            )
            yield PictureDraft(
                file=f"demo/{picture['file']}",
                alt={code: texts["alts"][picture["alt"]] for code, texts in self.texts.items()},
                position=position,
                options=options if chosen else None,
                width=800,
                height=1000,
            )

    def _variant(self, product: Mapping[str, Any], variant: Mapping[str, Any]) -> VariantDraft:
        values, kind = self.words["option_values"], KINDS[product["kind"]]
        return VariantDraft(
            options=tuple(
                values[option["code"]][variant["options"][option["code"]]]
                for option in product["options"]
            ),
            sku=variant["sku"],
            price=Money.parse(variant["price_eur"], "EUR"),
            cost=Money.parse(variant["cost_cny"], "CNY"),
            stock=variant["stock"] if kind == "goods" else {},
            gtin=variant["gtin"] or "",
            swatch=variant["color_hex"] or "",
            tracks_stock=kind == "goods",
            needs_shipping=kind != "digital",
            trade=_trade(product["trade"] or {}, variant),
            parts={part["sku"]: part["quantity"] for part in variant["components"]} or None,
        )


def read_demo() -> Demo:
    """Read the demo shop's files; languages without a text file are left out."""
    texts = {
        json_file.name.removesuffix(".json"): json.loads(json_file.read_text("utf-8"))
        for json_file in (FOLDER / "texts").iterdir()
        if json_file.name.endswith(".json")
    }
    return Demo(_json("catalog.json"), _json("shop.json"), texts)


def _json(name: str) -> Mapping[str, Any]:
    result: Mapping[str, Any] = json.loads((FOLDER / name).read_text("utf-8"))
    return result


def _trade(trade: Mapping[str, Any], variant: Mapping[str, Any]) -> TradeFacts:
    package = variant["package_mm"]
    return TradeFacts(
        hs_code=trade.get("hs_code"),
        origin=trade.get("origin"),
        customs_description=trade.get("customs_description"),
        net_weight_g=variant["net_weight_g"],
        gross_weight_g=variant["weight_g"],
        package_mm=(package[0], package[1], package[2]) if package else None,
        materials=trade.get("materials"),
        has_battery=bool(trade.get("battery")) if trade else None,
        hazard=trade.get("hazard"),
    )


def _leaves(texts: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The words that repeat over products, with the keys that lead to them."""
    for section in ("product_types", "tags", "options", "attributes"):
        for key, text in texts[section].items():
            yield (section, key), text
    for section in ("option_values", "attribute_values"):
        for group, values in texts[section].items():
            for key, text in values.items():
                yield (section, group, key), text
