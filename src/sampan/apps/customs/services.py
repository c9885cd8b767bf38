"""Suggestions come and go; what a person approved stays as a version, and is never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from sampan.apps.customs.models import Classification, Suggestion
from sampan.domain.customs.national import check_hs6, check_national_code
from sampan.domain.customs.suggest import Reading
from sampan.domain.errors import Conflict, Invalid, NotFound
from sampan.domain.places import Place
from sampan.kernel import audit
from sampan.kernel.batches import SIZE, batches

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class TextRead:
    """One variant's text as it was read: its fingerprint and what it suggests."""

    variant_id: int
    language: str
    fingerprint: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Approval:
    """What a person decides: the code, national codes by country, why, and seen at which version.

    `seen_version` is the version that the person saw (0 for none), so that two people do not
    overwrite each other unseen.
    """

    hs_code: str
    seen_version: int
    national_codes: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@transaction.atomic
def store_suggestions(reads: Sequence[TextRead], at: datetime) -> None:
    """Store what texts suggest, in the place of what they suggested before."""
    for batch in batches(reads):
        Suggestion.objects.bulk_create(
            [_suggestion(read, at) for read in batch],
            batch_size=SIZE,
            update_conflicts=True,
            unique_fields=["variant"],
            update_fields=[
                "language",
                "read",
                "candidates",
                "asks",
                "elsewhere",
                "confidence",
                "at",
                "dismissed_at",
            ],
        )


@transaction.atomic
def approve(variant_id: int, approval: Approval, *, actor: str, at: datetime) -> int:
    """Store a person's decision as the next version and return its number.

    Raises Invalid for a code that cannot be, UnknownCountry, and Conflict where somebody decided
    since `seen_version`. The same decision again is no new version.
    """
    _check(approval)
    last = (
        Classification.objects.select_for_update()
        .filter(variant_id=variant_id)
        .order_by("-version")
        .first()
    )
    version = last.version if last else 0
    if version != approval.seen_version:
        raise Conflict(what="classification", version=version)
    if last and (last.hs_code, last.national_codes) == (
        approval.hs_code,
        dict(approval.national_codes),
    ):
        return version
    _store_version(variant_id, version + 1, approval, actor, at)
    audit.record(
        actor=actor,
        action="customs.classified",
        subject=f"variant:{variant_id}",
        at=at,
        changes={
            "from": last.hs_code if last else "",
            "to": approval.hs_code,
            "national_codes": dict(approval.national_codes),
            "reason": approval.reason,
        },
    )
    return version + 1


@transaction.atomic
def dismiss(variant_id: int, at: datetime) -> None:
    """Put a suggestion aside until the text changes. Raises NotFound."""
    if not Suggestion.objects.filter(variant_id=variant_id).update(dismissed_at=at):
        raise NotFound(what="suggestion", id=variant_id)


@transaction.atomic
def forget_suggestions(variant_ids: Sequence[int]) -> None:
    """Delete what texts suggested; what a person approved stays and holds its variant."""
    for batch in batches(variant_ids):
        Suggestion.objects.filter(variant_id__in=batch).delete()


@transaction.atomic
def forget(variant_ids: Sequence[int]) -> None:
    """Delete all that is kept of variants that are about to be removed, inside `erasing`."""
    forget_suggestions(variant_ids)
    for batch in batches(variant_ids):
        Classification.objects.filter(variant_id__in=batch).delete()


def _suggestion(read: TextRead, at: datetime) -> Suggestion:
    reading = read.reading
    return Suggestion(
        variant_id=read.variant_id,
        language=read.language,
        read=read.fingerprint,
        candidates=[asdict(one) for one in reading.suggestions],
        asks=list(reading.asks),
        elsewhere=[asdict(one) for one in reading.elsewhere],
        confidence=reading.suggestions[0].confidence if reading.suggestions else "",
        at=at,
    )


def _check(approval: Approval) -> None:
    check_hs6(approval.hs_code)
    if len(approval.reason) > LONGEST_REASON:
        raise Invalid(field="reason", reason="too_long")
    for country, code in approval.national_codes.items():
        if country != "EU":
            Place(country)
        check_national_code(code, approval.hs_code)


def _store_version(
    variant_id: int, version: int, approval: Approval, actor: str, at: datetime
) -> None:
    """Two first decisions at once have no row to lock; the constraint lets one of them in."""
    suggestion = Suggestion.objects.filter(variant_id=variant_id).first()
    try:
        with transaction.atomic():
            Classification.objects.create(
                variant_id=variant_id,
                version=version,
                hs_code=approval.hs_code,
                national_codes=dict(approval.national_codes),
                reason=approval.reason,
                evidence=_evidence(suggestion, approval.hs_code),
                actor=actor,
                at=at,
            )
    except IntegrityError:
        raise Conflict(what="classification", version=version) from None


def _evidence(suggestion: Suggestion | None, hs_code: str) -> list[object]:
    """The words that spoke for the approved code, where it was suggested."""
    for candidate in suggestion.candidates if suggestion else ():
        if candidate["hs6"] == hs_code:
            found: list[object] = candidate["evidence"]
            return found
    return []
