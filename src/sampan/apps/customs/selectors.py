"""Suggestions that wait for a person, and classifications with their past."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from sampan.apps.customs.models import Classification, Suggestion
from sampan.domain.customs.suggest import Evidence
from sampan.domain.customs.suggest import Suggestion as Candidate
from sampan.kernel.batches import batches


@dataclass(frozen=True, slots=True)
class SuggestionFacts:
    """What one variant's text suggests; `confidence` is that of the best candidate."""

    variant_id: int
    language: str
    fingerprint: str
    candidates: tuple[Candidate, ...]
    asks: tuple[str, ...]
    elsewhere: tuple[Evidence, ...]
    confidence: str
    at: datetime
    is_dismissed: bool


@dataclass(frozen=True, slots=True)
class ClassificationFacts:
    """One approved version."""

    variant_id: int
    version: int
    hs_code: str
    national_codes: Mapping[str, str]
    reason: str
    evidence: tuple[Evidence, ...]
    actor: str
    at: datetime


def waiting(limit: int, after: int = 0) -> tuple[SuggestionFacts, ...]:
    """Suggestions for variants that nobody classified or dismissed, by id after `after`."""
    rows = _waiting().filter(variant_id__gt=after).order_by("variant_id")[:limit]
    return tuple(_facts(row) for row in rows)


def waiting_count() -> int:
    """How many suggestions wait for a person."""
    return _waiting().count()


def suggestion(variant_id: int) -> SuggestionFacts | None:
    """What a variant's text suggests; None where it was not read."""
    row = Suggestion.objects.filter(variant_id=variant_id).first()
    return None if row is None else _facts(row)


def fingerprints(variant_ids: Sequence[int]) -> Mapping[int, str]:
    """The fingerprint of the text last read of each variant."""
    result: dict[int, str] = {}
    for batch in batches(variant_ids):
        rows = Suggestion.objects.filter(variant_id__in=batch)
        result.update(rows.values_list("variant_id", "read"))
    return result


def history(variant_id: int) -> tuple[ClassificationFacts, ...]:
    """Every approved version of a variant, newest first."""
    rows = Classification.objects.filter(variant_id=variant_id).order_by("-version")
    return tuple(_version(row) for row in rows)


def classifications(variant_ids: Iterable[int]) -> Mapping[int, ClassificationFacts]:
    """The version in force of each variant that has one."""
    result: dict[int, ClassificationFacts] = {}
    for batch in batches(variant_ids):
        rows = Classification.objects.filter(variant_id__in=batch).order_by("version")
        result.update((row.variant_id, _version(row)) for row in rows)
    return result


def _waiting() -> QuerySet[Suggestion]:
    decided = Classification.objects.filter(variant_id=OuterRef("variant_id"))
    return Suggestion.objects.filter(~Exists(decided), dismissed_at=None).exclude(confidence="")


def _facts(row: Suggestion) -> SuggestionFacts:
    return SuggestionFacts(
        variant_id=row.variant_id,
        language=row.language,
        fingerprint=row.read,
        candidates=tuple(_candidate(entry) for entry in row.candidates),
        asks=tuple(row.asks),
        elsewhere=tuple(Evidence(**entry) for entry in row.elsewhere),
        confidence=row.confidence,
        at=row.at,
        is_dismissed=row.dismissed_at is not None,
    )


def _candidate(entry: Mapping[str, Any]) -> Candidate:
    evidence = tuple(Evidence(**one) for one in entry["evidence"])
    silent_on = tuple(entry["silent_on"])
    return Candidate(**{**entry, "evidence": evidence, "silent_on": silent_on})


def _version(row: Classification) -> ClassificationFacts:
    return ClassificationFacts(
        variant_id=row.variant_id,
        version=row.version,
        hs_code=row.hs_code,
        national_codes=row.national_codes,
        reason=row.reason,
        evidence=tuple(Evidence(**entry) for entry in row.evidence),
        actor=row.actor,
        at=row.at,
    )
