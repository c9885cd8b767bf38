"""A suggestion waits for a person; what the person decides is a version that nobody changes."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from sampan.apps.catalog.models import Product, Variant
from sampan.apps.customs import selectors, services
from sampan.apps.customs.models import Classification, Suggestion
from sampan.apps.customs.services import Approval, TextRead
from sampan.domain.customs.suggest import ProductText, suggest
from sampan.domain.errors import Conflict, DomainError, NotFound
from sampan.kernel import audit
from sampan.kernel.insert_only import erasing
from sampan.kernel.models import AuditEntry
from sampan.reference.hs_words import load_thesaurus

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


@pytest.fixture
def shirt() -> int:
    product = Product.objects.create(handle="shirt", created_at=NOW, updated_at=NOW)
    return int(Variant.objects.create(product=product, sku="SHIRT").pk)


def read(variant_id: int, title: str = "cotton t-shirt", fingerprint: str = "a") -> None:
    reading = suggest(ProductText(title, "en"), load_thesaurus())
    services.store_suggestions([TextRead(variant_id, "en", fingerprint, reading)], NOW)


def approve(variant_id: int, code: str, seen: int, **national: str) -> int:
    approval = Approval(code, seen, national, "the owner's reading")
    return services.approve(variant_id, approval, actor="owner", at=NOW)


def test_a_suggestion_is_stored_with_its_evidence(shirt):
    read(shirt)

    (waiting,) = selectors.waiting(limit=10)

    assert waiting.candidates[0].hs6 == "610910"
    assert waiting.candidates[0].evidence[0].words == "t-shirt"
    assert waiting.confidence == "high"
    assert selectors.waiting_count() == 1


def test_a_text_read_again_replaces_its_suggestion(shirt):
    read(shirt)
    services.dismiss(shirt, NOW)
    assert selectors.waiting(limit=10) == ()

    read(shirt, "leather wallet", "b")

    (waiting,) = selectors.waiting(limit=10)
    assert waiting.candidates[0].hs6 == "420231"
    assert selectors.fingerprints([shirt]) == {shirt: "b"}
    assert Suggestion.objects.count() == 1


def test_a_text_without_a_suggestion_does_not_wait_for_anybody(shirt):
    read(shirt, "new arrival")

    assert selectors.waiting(limit=10) == ()
    assert selectors.suggestion(shirt).candidates == ()


def test_waiting_suggestions_come_in_pages(shirt):
    product = Product.objects.get(handle="shirt")
    others = [
        Variant.objects.create(product=product, sku=f"S{n}", option1=f"{n}").pk for n in range(4)
    ]
    for variant_id in (shirt, *others):
        read(variant_id)

    first = selectors.waiting(limit=3)
    second = selectors.waiting(limit=3, after=first[-1].variant_id)

    assert [one.variant_id for one in (*first, *second)] == sorted([shirt, *others])


def test_an_approval_is_a_version_with_the_words_that_spoke_for_it(shirt):
    read(shirt)

    assert approve(shirt, "610910", 0, US="6109100012") == 1

    decided = selectors.classifications([shirt])[shirt]
    assert (decided.hs_code, decided.version, decided.actor) == ("610910", 1, "owner")
    assert decided.national_codes == {"US": "6109100012"}
    assert [one.words for one in decided.evidence][:2] == ["t-shirt", "cotton"]
    assert selectors.waiting(limit=10) == ()


def test_an_own_reading_against_the_suggestion_has_no_evidence(shirt):
    read(shirt)
    approve(shirt, "611490", 0)

    assert selectors.classifications([shirt])[shirt].evidence == ()


def test_versions_follow_each_other_and_the_same_decision_is_none(shirt):
    assert approve(shirt, "610910", 0) == 1
    assert approve(shirt, "610990", 1) == 2
    assert approve(shirt, "610990", 2) == 2

    assert [one.hs_code for one in selectors.history(shirt)] == ["610990", "610910"]
    assert selectors.classifications([shirt])[shirt].version == 2
    assert AuditEntry.objects.filter(action="customs.classified").count() == 2
    assert audit.verify() is None


def test_who_saw_an_older_version_is_refused(shirt):
    approve(shirt, "610910", 0)

    with pytest.raises(Conflict):
        approve(shirt, "610990", 0)

    assert selectors.classifications([shirt])[shirt].hs_code == "610910"


@pytest.mark.parametrize(
    ("code", "national"),
    [
        ("6109", {}),
        ("61091X", {}),
        ("٦١٠٩١٠", {}),
        ("006109", {}),
        ("610910", {"US": "6110201000"}),
        ("610910", {"US": "610910"}),
        ("610910", {"US": "61091000123"}),
        ("610910", {"ZZ": "61091000"}),
    ],
)
def test_a_code_that_cannot_be_is_refused(shirt, code, national):
    with pytest.raises(DomainError):
        approve(shirt, code, 0, **national)
    assert not Classification.objects.exists()


def test_a_reason_has_an_end(shirt):
    with pytest.raises(DomainError):
        services.approve(shirt, Approval("610910", 0, reason="x" * 301), actor="o", at=NOW)


def test_nothing_can_be_dismissed_that_is_not_there(shirt):
    with pytest.raises(NotFound):
        services.dismiss(shirt, NOW)


def test_the_database_keeps_what_was_approved(shirt):
    approve(shirt, "610910", 0)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE customs_classification SET hs_code = '610990'")
    with pytest.raises(DatabaseError), transaction.atomic():
        Classification.objects.all().delete()

    assert selectors.classifications([shirt])[shirt].hs_code == "610910"


def test_the_database_refuses_a_malformed_code_and_a_repeated_version(shirt):
    row = {"variant_id": shirt, "version": 1, "hs_code": "610910", "actor": "o", "at": NOW}
    with pytest.raises(DatabaseError), transaction.atomic():
        Classification.objects.create(**(row | {"hs_code": "61A910"}))
    Classification.objects.create(**row)
    with pytest.raises(DatabaseError), transaction.atomic():
        Classification.objects.create(**row)


def test_history_goes_with_its_variant_only_when_erasing(shirt):
    read(shirt)
    approve(shirt, "610910", 0)

    with erasing(cause="test", actor="owner", at=NOW):
        services.forget([shirt])

    assert not Classification.objects.exists()
    assert not Suggestion.objects.exists()
