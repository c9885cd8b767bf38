"""Public holidays, from the `holidays` package (MIT): the days on which parcels rest.

Source: the package's own tables for each country, version pinned in the lock; confidence medium,
because carriers work on some of these days. A country that it does not know has none: a promise
may then be a day early, which the range between its two dates is there to carry.
"""

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=512)
def holidays_of(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country in a year."""
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
