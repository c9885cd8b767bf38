"""The category tree, attributes and repeating words: what products share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from sampan.apps.catalog.models import Attribute, Category, CategoryText, Term
from sampan.domain.errors import Invalid
from sampan.kernel import stamps


@dataclass(frozen=True, slots=True)
class CategoryWords:
    """A category in one language."""

    name: str
    slug: str
    description: str = ""
    seo_title: str = ""
    seo_description: str = ""


@dataclass(frozen=True, slots=True)
class CategoryDraft:
    """A category by its path of handles from the root; `picture` lies below the media folder."""

    path: tuple[str, ...]
    position: int
    picture: str = ""
    texts: Mapping[str, CategoryWords] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AttributeFacts:
    """A typed property: how its values are stored, and whether shoppers filter by it."""

    code: str
    name: str
    kind: str
    unit: str = ""
    is_facet: bool = False
    position: int = 0


@transaction.atomic
def save_categories(drafts: Sequence[CategoryDraft]) -> None:
    """Store categories, new or changed, parents before children. Raises Invalid without a parent.

    Languages that a draft does not name stay as they are.
    """
    for draft in drafts:
        row, _ = Category.objects.update_or_create(
            path=path_key(draft.path),
            defaults={
                "parent": _parent(draft.path),
                "handle": draft.path[-1],
                "position": draft.position,
                "picture": draft.picture,
            },
        )
        for language, words in draft.texts.items():
            CategoryText.objects.update_or_create(
                category=row,
                language=language,
                defaults={
                    "name": words.name,
                    "slug": words.slug,
                    "description": words.description,
                    "seo_title": words.seo_title,
                    "seo_description": words.seo_description,
                },
            )
    stamps.bump("catalog")


@transaction.atomic
def save_attributes(attributes: Sequence[AttributeFacts]) -> None:
    """Store typed properties, new or changed; values that products have stay as they are."""
    for facts in attributes:
        Attribute.objects.update_or_create(
            code=facts.code,
            defaults={
                "name": facts.name,
                "kind": facts.kind,
                "unit": facts.unit,
                "is_facet": facts.is_facet,
                "position": facts.position,
            },
        )
    stamps.bump("catalog")


@transaction.atomic
def save_terms(language: str, terms: Mapping[str, str]) -> None:
    """Store what repeating words (options, values, attribute names) are in a language."""
    rows = [Term(source=source, language=language, text=text) for source, text in terms.items()]
    Term.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["source", "language"],
        update_fields=["text"],
        batch_size=200,
    )
    stamps.bump("catalog")


def path_key(path: Sequence[str]) -> str:
    """The stored form of a path: `("table", "tea")` is `table/tea/`."""
    return "".join(f"{handle}/" for handle in path)


def _parent(path: Sequence[str]) -> Category | None:
    if len(path) == 1:
        return None
    parent = Category.objects.filter(path=path_key(path[:-1])).first()
    if parent is None:
        raise Invalid(field="category", reason="no_parent", path="/".join(path)[:200])
    return parent
