"""Which variant a product page shows, and where each option leads: plain links, no script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sampan.flows.show_product import ProductView

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an option: the variant it leads to, whether it is the one shown, or gone."""

    label: str
    swatch: str
    variant_id: int
    is_chosen: bool
    is_gone: bool


def offered(view: ProductView) -> list[Row]:
    """The variants with a price in the reader's price list."""
    if view.offer is None:
        return []
    priced = view.offer.variants
    return [row for row in view.found.sheet.body["variants"] if str(row["id"]) in priced]


def can_be_had(view: ProductView, row: Row) -> bool:
    """Whether a variant is in stock or sells without."""
    is_open, units = view.stock(row["id"])
    return is_open or any(number > 0 for number in units.values())


def chosen(view: ProductView, wanted: int | None) -> Row | None:
    """The wanted variant, or the first that can be had, or the first; None without variants."""
    rows = offered(view)
    exact = [row for row in rows if row["id"] == wanted]
    return next(iter([*exact, *(row for row in rows if can_be_had(view, row)), *rows]), None)


def choices(view: ProductView, current: Row) -> list[tuple[str, str, list[Choice]]]:
    """For each option its name, the chosen value, and all values with where they lead.

    A value leads to the variant that differs in nothing else, or else to the first with it.
    """
    rows = offered(view)
    shown = []
    for option in view.found.sheet.body["options"]:
        place = option["index"] - 1
        values = [
            choice
            for value, label, swatch in option["values"]
            if (choice := _choice(view, rows, current, place, (value, label, swatch)))
        ]
        name = next((one.label for one in values if one.is_chosen), "")
        shown.append((option["name"], name, values))
    return shown


def names(view: ProductView) -> dict[int, str]:
    """What tells each variant apart, in the sheet's language: `Night, Four, 800 ml`."""
    labels = {
        (option["index"] - 1, value): label
        for option in view.found.sheet.body["options"]
        for value, label, _swatch in option["values"]
    }
    return {
        row["id"]: ", ".join(
            labels[place, value]
            for place, value in enumerate(row["options"])
            if (place, value) in labels
        )
        for row in view.found.sheet.body["variants"]
    }


def _choice(
    view: ProductView, rows: Sequence[Row], current: Row, place: int, value: tuple[str, str, str]
) -> Choice | None:
    own, label, swatch = value
    having = [row for row in rows if row["options"][place] == own]
    if not having:
        return None
    beside = [row for row in having if _differs_only(row, current, place)]
    target = (beside or having)[0]
    return Choice(
        label=label,
        swatch=swatch,
        variant_id=target["id"],
        is_chosen=current["options"][place] == own,
        is_gone=not any(can_be_had(view, row) for row in beside or having),
    )


def _differs_only(row: Row, current: Row, place: int) -> bool:
    others = [index for index in range(3) if index != place]
    return all(row["options"][index] == current["options"][index] for index in others)
