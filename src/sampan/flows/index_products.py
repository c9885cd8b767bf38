"""Write what shoppers search by: the words of products in every language, as the window shows them.

`refresh_window` calls this with the products it has read, in the same transaction, so that a
product is found with the commit that shows it. What has not changed is left alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from sampan.apps.catalog.selectors import sheets, window
from sampan.apps.search import services as search
from sampan.domain.markets import LANGUAGES
from sampan.domain.search.documents import SearchDocument


@dataclass(frozen=True, slots=True)
class Findable:
    """A product that shoppers see, and the markets in which they do not."""

    facts: window.ProductFacts
    hidden_in: frozenset[str]


@dataclass(frozen=True, slots=True)
class Names:
    """What words and categories are called: repeating words by language, categories by id."""

    terms: sheets.Terms
    categories: Mapping[int, Mapping[str, str]]
    chains: Mapping[int, tuple[int, ...]]

    @classmethod
    def of(
        cls,
        terms: sheets.Terms,
        tree: Sequence[window.CategoryFacts],
        chains: Mapping[int, tuple[int, ...]],
    ) -> Self:
        """The names out of the category tree and the translated words."""
        categories = {
            one.id: {language: str(text["name"]) for language, text in one.texts.items()}
            for one in tree
        }
        return cls(terms, categories, chains)


def index_products(product_ids: Sequence[int], goods: Sequence[Findable], names: Names) -> int:
    """Index these goods; those of `product_ids` that are not among them are found no more.

    Returns the number of documents written.
    """
    found = {one.facts.id for one in goods}
    search.remove([product_id for product_id in product_ids if product_id not in found])
    return search.index(document for one in goods for document in _documents(one, names))


def _documents(one: Findable, names: Names) -> Iterator[SearchDocument]:
    facts = one.facts
    own = {text["language"] for text in facts.texts}
    fallback = sheets.fallback_language(facts)
    strangers = tuple(language for language in LANGUAGES if language not in own)
    for text in facts.texts:
        language = text["language"]
        yield SearchDocument(
            product_id=facts.id,
            language=language,
            title=text["title"],
            shown_in=(language, *strangers) if language == fallback else (language,),
            hidden_in=tuple(sorted(one.hidden_in)),
            about=_about(facts, text, names),
            details=_details(facts, names.terms.get(language, {})),
            description=" ".join((text["description"], text["care"])),
            codes=_codes(facts),
        )


def _about(facts: window.ProductFacts, text: window.Row, names: Names) -> tuple[str, ...]:
    language = text["language"]
    said = names.terms.get(language, {})
    kind = facts.product["product_type"]
    categories = dict.fromkeys(
        above for own in facts.placements for above in names.chains.get(own, (own,))
    )
    called = (names.categories.get(category, {}).get(language, "") for category in categories)
    return (text["subtitle"], facts.brand, said.get(kind, kind), *called)


def _details(facts: window.ProductFacts, said: Mapping[str, str]) -> tuple[str, ...]:
    values = [row["text"] for row in facts.attributes]
    values += [row["name"] for row in facts.attributes if row["boolean"]]
    for variant in facts.variants:
        options = (variant["option1"], variant["option2"], variant["option3"])
        values += [option for option in options if option != sheets.ONE_VARIANT]
    known = dict.fromkeys(value for value in values if value)
    return (*(said.get(value, value) for value in known), *sorted(facts.tags))


def _codes(facts: window.ProductFacts) -> tuple[str, ...]:
    rows = facts.variants
    found = [row[name] for row in rows for name in ("sku", "gtin", "manufacturer_id")]
    return tuple(dict.fromkeys(code for code in found if code))
