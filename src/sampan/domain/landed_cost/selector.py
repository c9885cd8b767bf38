"""Which values a rule speaks of: `CN|HK` admits two, `!CN|HK` all but two, nothing admits any."""

from dataclasses import dataclass

from sampan.domain.places import EU_MEMBERS


@dataclass(frozen=True, slots=True)
class Selector:
    """A closed list of values, or all but the listed ones.

    >>> Selector.parse("CN|HK").admits("CN"), Selector.parse("!CN|HK").admits("CN")
    (True, False)
    >>> Selector.parse("EU").admits("FR"), Selector.parse("").admits("FR")
    (True, True)
    """

    values: frozenset[str] = frozenset()
    negated: bool = True

    @classmethod
    def parse(cls, text: str) -> "Selector":
        """Read the notation of the tables; `EU` stands for its member states."""
        negated = text.startswith("!") or not text
        values = frozenset(part for part in text.removeprefix("!").split("|") if part)
        if "EU" in values:
            values |= EU_MEMBERS
        return cls(values, negated)

    def admits(self, value: str | None) -> bool:
        """Whether the rule speaks of this value; an unknown value is in no list."""
        return (value in self.values) is not self.negated


ANY = Selector()
