"""Keep the counts of the store's lists short: many small changes become one row."""

from datetime import datetime

from sampan.apps.storefront import tallies


def fold_tallies(at: datetime) -> None:
    """Fold the rows of every count together; what is counted meanwhile stays beside them."""
    tallies.fold()
