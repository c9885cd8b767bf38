"""A market: countries that share currencies, languages, tax display and a delivery term."""

from dataclasses import dataclass

from sampan.domain.errors import Invalid
from sampan.domain.incoterms import Incoterm
from sampan.domain.money import exponent
from sampan.domain.places import Place

LANGUAGES = ("en", "zh-hans", "zh-hant", "ja", "ko", "de", "fr", "es", "pt-br", "it", "nl", "ar")


@dataclass(frozen=True, slots=True)
class Market:
    """Where the shop sells and by which habits; the first country, language, currency lead.

    `tax_included` says whether shown prices hold the buyer's tax, by law or custom.
    """

    code: str
    name: str
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    currencies: tuple[str, ...]
    tax_included: bool
    incoterm: Incoterm

    def __post_init__(self) -> None:
        if not (self.countries and self.languages and self.currencies):
            raise Invalid(field="market", reason="incomplete", code=self.code)
        for language in self.languages:
            if language not in LANGUAGES:
                raise Invalid(field="languages", reason="unknown", language=language[:16])
        for country in self.countries:
            Place(country)
        for currency in self.currencies:
            exponent(currency)
