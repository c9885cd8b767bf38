"""What the dialects of other systems have in common: categories by name, lists, barcodes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

from sampan.domain.catalog.drafts import Kind, PictureDraft, ProductDraft, VariantDraft
from sampan.domain.catalog.slugs import code, slug
from sampan.domain.money import Money
from sampan.integrations.product_files import cells

KINDS: Mapping[str, Kind] = {
    "goods": "goods",
    "digital": "digital",
    "service": "service",
    "bundle": "bundle",
    "group": "group",
    "external": "external",
}
Path = tuple[str, ...]
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def read_categories(*texts: str | None) -> dict[Path, tuple[str, ...]]:
    """Paths of handles, in order, with the names that they come from.

    >>> read_categories("Table > Tea pots")
    {('table', 'tea-pots'): ('Table', 'Tea pots')}
    """
    paths = {}
    for text in texts:
        names = tuple(name.strip() for name in (text or "").split(">") if name.strip())
        if names:
            paths[tuple(slug(name, 100) or code(name) for name in names)] = names
    return paths


def category_names(paths: Mapping[Path, Sequence[str]]) -> dict[Path, str]:
    """The name of every category on the way."""
    return {
        path[: depth + 1]: name for path, names in paths.items() for depth, name in enumerate(names)
    }


def category_text(draft: ProductDraft, path: Path) -> str:
    """A path by names, by its handle where the name would not lead back to it."""
    parts = []
    for depth, handle in enumerate(path):
        name = draft.category_names.get(path[: depth + 1], handle)
        leads_back = slug(name, 100) == handle and ">" not in name
        parts.append(name if leads_back else handle)
    return " > ".join(parts)


def read_list(text: str | None) -> tuple[str, ...] | None:
    """Words between commas; None when there is none."""
    parts = [part.strip() for part in (text or "").split(",")]
    return tuple(dict.fromkeys(part for part in parts if part)) or None


def is_gtin(text: str) -> bool:
    """Whether digits are a GTIN: 8, 12, 13 or 14 of them, the last one checks the others.

    Source: GS1 General Specifications, check digit calculation.

    >>> is_gtin("4006381333931"), is_gtin("4006381333932"), is_gtin("A1")
    (True, False, False)
    """
    if len(text) not in (8, 12, 13, 14) or not (text.isascii() and text.isdigit()):
        return False
    weighted = (int(digit) * (3, 1)[place % 2] for place, digit in enumerate(text[-2::-1]))
    return (sum(weighted) + int(text[-1])) % 10 == 0


def grams(number: Decimal) -> int:
    """Whole grams; a part of a gram counts as one, because carriers round up as well."""
    return int(number.to_integral_value(ROUND_UP))


def millimetres(number: Decimal) -> int:
    """Whole millimetres."""
    return int(number.to_integral_value(ROUND_HALF_UP))


def picture(
    address: str,
    position: int,
    *,
    alt: Mapping[str, str] | None = None,
    options: tuple[str, ...] | None = None,
) -> PictureDraft:
    """A picture by its web address, or by its path in the media folder."""
    is_remote = bool(_ADDRESS.match(address))
    return PictureDraft(
        source_url=address if is_remote else None,
        file=None if is_remote else address,
        alt=alt or {},
        position=position,
        options=options,
    )


def address(drawn: PictureDraft) -> str:
    """What `picture` reads."""
    return drawn.source_url or drawn.file or ""


def gallery(draft: ProductDraft) -> list[PictureDraft]:
    """Pictures of the whole product, in order."""
    pictures = sorted(draft.pictures or (), key=lambda drawn: drawn.position)
    return [drawn for drawn in pictures if drawn.options is None]


def picture_of(draft: ProductDraft, variant: VariantDraft) -> str:
    """The address of the picture that shows a variant, empty when none does."""
    for drawn in sorted(draft.pictures or (), key=lambda drawn: drawn.position):
        if drawn.options is not None and _shows(drawn.options, variant.options):
            return address(drawn)
    return ""


def _shows(wanted: Sequence[str], options: Sequence[str]) -> bool:
    return all(not want or want == got for want, got in zip(wanted, options, strict=False))


def flag(value: bool | None, yes: str = "true", no: str = "false") -> str:
    """Yes, no, or nothing."""
    return "" if value is None else yes if value else no


def amount(money: Money | None, currency: str | None = None) -> str:
    """An amount without its currency; nothing when it is in another one than asked for."""
    if money is None or currency not in (None, money.currency):
        return ""
    return money.text


def value_text(value: str | Decimal | bool) -> str:
    """An attribute's value in its cell."""
    if isinstance(value, bool):
        return flag(value, "yes", "no")
    return f"{value:f}" if isinstance(value, Decimal) else value


def first_count(variant: VariantDraft) -> str:
    """The count in the first warehouse: other systems' files know one number only."""
    count = (variant.stock or {}).get("")
    return "" if count is None else str(count)


def extras(drafts: Iterable[ProductDraft], prefix: str) -> list[str]:
    """The kept columns of another system in the order in which they are met."""
    found: dict[str, None] = {}
    for draft in drafts:
        for extra in (draft.extra, *(variant.extra for variant in draft.variants)):
            found.update(dict.fromkeys(key for key in extra or () if key.startswith(prefix)))
    return list(found)


def split_escaped(text: str | None) -> tuple[str, ...]:
    """Values between commas, where a backslash makes a comma a letter."""
    return tuple(cells.split(text or "", ","))
