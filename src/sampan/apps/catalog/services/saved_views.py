"""Saved views: named queries of the Products grid."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from sampan.apps.catalog.models import SavedView
from sampan.domain.errors import Invalid

MOST = 24


@transaction.atomic
def save_view(name: str, query: Mapping[str, str]) -> int:
    """Store a query under a name, anew or in place of the former one. Raises Invalid."""
    name = name.strip()[:60]
    if not name:
        raise Invalid(field="name", reason="missing")
    if SavedView.objects.exclude(name=name).count() >= MOST:
        raise Invalid(field="name", reason="too_many")
    last = SavedView.objects.aggregate(last=Max("position"))["last"]
    view, _ = SavedView.objects.update_or_create(
        name=name,
        defaults={"query": dict(query)},
        create_defaults={"query": dict(query), "position": 0 if last is None else last + 1},
    )
    return view.pk


@transaction.atomic
def forget_view(view_id: int) -> None:
    """Remove a view; the products in it stay."""
    SavedView.objects.filter(pk=view_id).delete()
