"""Brands, categories and attributes that drafts name, made when they are new."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sampan.apps.catalog.models import Attribute, Brand, Category, CategoryText
from sampan.apps.catalog.services import cleaning
from sampan.apps.catalog.services.groups import path_key
from sampan.domain.catalog.drafts import AttributeDraft, ProductDraft
from sampan.domain.catalog.slugs import slug

Path = tuple[str, ...]


@dataclass(slots=True)
class Made:
    """Ids of what was not there before, so that an undo can take it away again."""

    brands: list[int] = field(default_factory=list)
    categories: list[int] = field(default_factory=list)
    attributes: list[int] = field(default_factory=list)


def brands_for(drafts: Iterable[ProductDraft], made: Made) -> dict[str, Brand]:
    """The brand of each name that drafts use."""
    names = {cleaning.plain(draft.brand) for draft in drafts if draft.brand}
    known = {row.name: row for row in Brand.objects.filter(name__in=names)}
    for name in sorted(names - set(known)):
        known[name] = Brand.objects.create(name=name, handle=_brand_handle(name))
        made.brands.append(known[name].pk)
    return known


def _brand_handle(name: str) -> str:
    base = slug(name, 100) or "brand"
    taken = set(Brand.objects.filter(handle__startswith=base).values_list("handle", flat=True))
    return free(base, taken)


def categories_for(drafts: Sequence[ProductDraft], made: Made) -> dict[Path, Category]:
    """The category of each path that drafts use, its parents included."""
    wanted = {
        path[: depth + 1]
        for draft in drafts
        for path in draft.categories or ()
        for depth in range(len(path))
    }
    rows = Category.objects.filter(path__in=[path_key(path) for path in wanted])
    by_key = {row.path: row for row in rows}
    known = {path: by_key[path_key(path)] for path in wanted if path_key(path) in by_key}
    names = {path: name for draft in drafts for path, name in draft.category_names.items()}
    language = {path: d.source_language for d in drafts for path in d.category_names}
    for path in sorted(wanted - set(known), key=lambda path: (len(path), path)):
        row = Category.objects.create(
            parent=known[path[:-1]] if len(path) > 1 else None,
            handle=path[-1],
            path=path_key(path),
            position=Category.objects.count(),
        )
        made.categories.append(row.pk)
        _name_category(row, names.get(path, path[-1]), language.get(path, "en"))
        known[path] = row
    return known


def _name_category(row: Category, name: str, language: str) -> None:
    base = row.handle[:110]
    slugs = CategoryText.objects.filter(language=language, slug__startswith=base)
    CategoryText.objects.create(
        category=row,
        language=language,
        name=cleaning.plain(name),
        slug=free(base, set(slugs.values_list("slug", flat=True))),
    )


def attributes_for(drafts: Iterable[ProductDraft], made: Made) -> dict[str, Attribute]:
    """The attribute of each code that drafts use; what is known keeps its name and kind."""
    wanted: dict[str, AttributeDraft] = {}
    for draft in drafts:
        for attribute in draft.attributes or ():
            wanted.setdefault(attribute.code, attribute)
    known = {row.code: row for row in Attribute.objects.filter(code__in=wanted)}
    position = Attribute.objects.count()
    for code in sorted(set(wanted) - set(known)):
        attribute = wanted[code]
        known[code] = Attribute.objects.create(
            code=code,
            name=attribute.name or code,
            kind=kind_of(attribute),
            unit=attribute.unit or "",
            is_facet=bool(attribute.is_facet),
            position=position,
        )
        made.attributes.append(known[code].pk)
        position += 1
    return known


def kind_of(attribute: AttributeDraft) -> str:
    """How values of a new attribute are stored."""
    if isinstance(attribute.value, bool):
        return Attribute.Kind.BOOLEAN
    if isinstance(attribute.value, Decimal):
        return Attribute.Kind.NUMBER
    return Attribute.Kind.CHOICE if attribute.is_facet else Attribute.Kind.TEXT


def free(base: str, taken: set[str]) -> str:
    """`base`, or with the first number that nobody has."""
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
