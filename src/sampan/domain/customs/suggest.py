"""Suggests HS6 headings for a product's text, with the words that speak for each.

A suggestion is for the owner to approve, never an answer by itself: the text may not say what the
tariff asks (knitted or woven, chief weight of a blend), and headings outside our table are not
considered. Basis: Harmonized System, General Rules for the Interpretation 1 and 6 (named things
before traits), 3(b) (the material that gives a good its character).

Mistakes have a price in one direction only: a wrong code declared is the importer's offense, an
open question costs a minute. So whatever the text leaves open lowers the confidence and is asked.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sampan.domain.customs.folding import BREAK, Folded, fold, is_wide
from sampan.domain.customs.thesaurus import NAMES, Concept, Found, Heading, Thesaurus

HEAD, ASIDE, BESIDE, IN_BODY, AFTER_CUT = 100, 75, 45, 40, 30
AGREES, CONTRADICTS, SILENT = 25, -70, -4
ENOUGH = 40
CLEAR, SLIGHT = 20, 5
MAX_TEXT = 2_000
FIRST_NAMES_IT = frozenset({"fr", "es", "pt-br", "it", "ar"})
CUTS = {
    "en": "for with without including from by",
    "de": "für mit ohne aus von zu im in",
    "nl": "voor met zonder van uit in",
    "fr": "pour avec sans",
    "es": "para con sin",
    "pt-br": "para com sem",
    "it": "per con senza",
    "ar": "مع بدون",
}
SHARE = re.compile(r"(\d{1,3}) ?%")
LARGEST_GAP = 2


@dataclass(frozen=True, slots=True)
class ProductText:
    """What a shop says about a product, in one language."""

    title: str
    language: str
    body: str = ""
    materials: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the text, the idea that they stand for, and what they add to a heading's points."""

    words: str
    concept: str
    kind: str
    points: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A heading that fits, how well (`points`), and how sure one may be: high, medium or low."""

    hs6: str
    heading: str
    points: int
    confidence: str
    evidence: tuple[Evidence, ...]
    silent_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The suggestions, best first; the traits to ask for; and goods named that we do not cover."""

    suggestions: tuple[Suggestion, ...]
    asks: tuple[str, ...]
    elsewhere: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Names:
    things: Mapping[str, Evidence]
    elsewhere: tuple[Evidence, ...]
    implied: Mapping[str, Evidence]


def suggest(text: ProductText, thesaurus: Thesaurus, limit: int = 5) -> Reading:
    """Headings for a product, best first; none where the text names nothing that we know."""
    title = fold(text.title[:MAX_TEXT])
    body = fold(text.body[:MAX_TEXT])
    materials = fold(text.materials[:MAX_TEXT])
    in_title = thesaurus.find(title, text.language)
    in_body = thesaurus.find(body, text.language)
    names = _names(title, in_title, body, in_body, text.language)
    said = _said(
        thesaurus,
        names,
        (materials, thesaurus.find(materials, text.language)),
        (title, in_title),
        (body, in_body),
    )
    scored = [
        candidate
        for heading in thesaurus.headings
        if (candidate := _score(heading, names, said, thesaurus)) and candidate.points >= ENOUGH
    ]
    scored.sort(key=lambda one: (-one.points, one.hs6))
    asks = _asks(scored)
    headings = {heading.hs6: heading for heading in thesaurus.headings}
    suggestions = _with_confidence(scored[:limit], asks, names, headings)
    return Reading(suggestions, asks, names.elsewhere)


def _names(
    title: Folded, in_title: Iterable[Found], body: Folded, in_body: Iterable[Found], language: str
) -> _Names:
    """The goods that the text names, each with the weight of where it stands."""
    weighed = [*_by_place(title, [f for f in in_title if f.concept.kind in NAMES], language)]
    weighed += [(body, one, IN_BODY) for one in in_body if one.concept.kind in NAMES]
    things: dict[str, Evidence] = {}
    elsewhere: dict[str, Evidence] = {}
    implied: dict[str, Evidence] = {}
    for text, one, points in weighed:
        evidence = _evidence(text, one, points)
        into = things if one.concept.kind == "thing" else elsewhere
        if one.concept.id not in into or into[one.concept.id].points < points:
            into[one.concept.id] = evidence
        if points >= ASIDE:
            implied.update(dict.fromkeys(one.concept.implies, evidence))
    return _Names(things, tuple(elsewhere.values()), implied)


def _by_place(
    text: Folded, names: list[Found], language: str
) -> Iterable[tuple[Folded, Found, int]]:
    """The head of the first phrase names the good; other phrases and what stands with it less."""
    breaks = [match.start() for match in BREAK.finditer(text.text)]
    if is_wide(text.text):
        breaks += [i for i, character in enumerate(text.text) if character == " "]
    cuts = _cuts(text.text, language)
    phrases: dict[int, list[Found]] = {}
    for one in names:
        phrases.setdefault(sum(stop <= one.start for stop in breaks), []).append(one)
    for number, phrase in enumerate(sorted(phrases)):
        begin = max((stop for stop in breaks if stop <= phrases[phrase][0].start), default=0)
        inside = [stop for stop in cuts if begin <= stop]
        before = [one for one in phrases[phrase] if not any(c < one.start for c in inside)]
        pool = before or phrases[phrase]
        head = pool[0] if language in FIRST_NAMES_IT else pool[-1]
        for one in phrases[phrase]:
            if (one.start, one.end) == (head.start, head.end):
                yield text, one, HEAD if number == 0 else ASIDE
            else:
                yield text, one, BESIDE if one in pool else AFTER_CUT


def _cuts(text: str, language: str) -> list[int]:
    words = CUTS.get(language, "")
    if not words:
        return []
    pattern = "|".join(fold(word).text for word in words.split())
    return [match.start() for match in re.finditer(rf"\b(?:{pattern})\b", text)]


def _said(
    thesaurus: Thesaurus, names: _Names, *places: tuple[Folded, tuple[Found, ...]]
) -> Mapping[str, Mapping[str, Evidence]]:
    """What the text says of each trait; the first place that speaks of a trait decides it."""
    said: dict[str, dict[str, Evidence]] = {}
    for text, found in places:
        here: dict[str, dict[str, Evidence]] = {}
        for one in _chief(text, [f for f in found if f.concept.kind not in NAMES]):
            evidence = _evidence(text, one, AGREES)
            here.setdefault(one.concept.kind, {})[one.concept.id] = evidence
        for kind, values in here.items():
            said.setdefault(kind, values)
    for value, evidence in names.implied.items():
        kind = thesaurus.kind_of(value)
        implied = Evidence(evidence.words, value, kind, AGREES)
        said.setdefault(kind, {}).setdefault(value, implied)
    return said


def _chief(text: Folded, found: list[Found]) -> list[Found]:
    """Of materials with percentages only the greatest: textiles go by chief weight (note 2, XI)."""
    shares: dict[Found, int] = {}
    materials = [one for one in found if one.concept.kind == "material"]
    matches = list(SHARE.finditer(text.text))
    leads = bool(matches and materials and materials[0].start < matches[0].start())
    for match in matches:
        near = [
            (gap, is_after is leads, n)
            for n, one in enumerate(materials)
            for gap, is_after in (
                (one.start - match.end(), True),
                (match.start() - one.end, False),
            )
            if 0 <= gap <= LARGEST_GAP
        ]
        if near:
            shares[materials[min(near)[2]]] = int(match.group(1))
    if len(shares) < 2:
        return found
    greatest = max(shares.values())
    return [
        one
        for one in found
        if one.concept.kind != "material" or shares.get(one, greatest) == greatest
    ]


def _evidence(text: Folded, one: Found, points: int) -> Evidence:
    words = text.words_at(one.start, one.end)
    return Evidence(words, one.concept.id, one.concept.kind, points)


def _score(
    heading: Heading,
    names: _Names,
    said: Mapping[str, Mapping[str, Evidence]],
    thesaurus: Thesaurus,
) -> Suggestion | None:
    matched = [names.things[thing] for thing in heading.things if thing in names.things]
    if not matched:
        return None
    best = max(matched, key=lambda one: one.points)
    evidence, silent = [best], []
    points = best.points + heading.prior
    for trait, admitted in heading.traits.items():
        values = said.get(trait, {})
        agreeing = [v for v in values if _fits(thesaurus.concepts[v], admitted)]
        if agreeing:
            points += AGREES
            evidence.append(values[agreeing[0]])
        elif not values or _only_hints(values, admitted, thesaurus):
            if trait in heading.must_say:
                return None
            points += SILENT
            silent.append(trait)
        else:
            points += CONTRADICTS
            evidence += [_against(values[value]) for value in values]
    return Suggestion(heading.hs6, heading.text, points, "low", tuple(evidence), tuple(silent))


def _fits(value: Concept, admitted: tuple[str, ...]) -> bool:
    return value.id in admitted or any(wider in admitted for wider in value.implies)


def _only_hints(
    values: Mapping[str, Evidence], admitted: tuple[str, ...], thesaurus: Thesaurus
) -> bool:
    """`Fabric` says neither cotton nor polyester, but does not contradict them."""
    wider = {parent for one in admitted for parent in thesaurus.concepts[one].implies}
    return bool(values) and all(value in wider for value in values)


def _against(evidence: Evidence) -> Evidence:
    return Evidence(evidence.words, evidence.concept, evidence.kind, CONTRADICTS)


def _asks(scored: list[Suggestion]) -> tuple[str, ...]:
    """Traits on which the text is silent and that decide between headings about as good."""
    if not scored:
        return ()
    top = scored[0]
    rivals = [one for one in scored[1:] if top.points - one.points < CLEAR]
    asks = {trait for one in (top, *rivals) for trait in one.silent_on} if rivals else set()
    return tuple(sorted(asks))


def _with_confidence(
    scored: list[Suggestion],
    asks: tuple[str, ...],
    names: _Names,
    headings: Mapping[str, Heading],
) -> tuple[Suggestion, ...]:
    foreign = max((one.points for one in names.elsewhere), default=0)
    result = []
    for place, one in enumerate(scored):
        confidence = "low"
        if place == 0 and foreign < ASIDE:
            next_best = scored[1].points if len(scored) > 1 else 0
            is_open = bool(asks) or _names_another(one, names, headings)
            confidence = _confidence(one, one.points - next_best, is_open)
        result.append(
            Suggestion(one.hs6, one.heading, one.points, confidence, one.evidence, one.silent_on)
        )
    return tuple(result)


def _names_another(top: Suggestion, names: _Names, headings: Mapping[str, Heading]) -> bool:
    """Whether the title names a second good beside the head, of a kind that the heading is not."""
    own = headings[top.hs6].things
    return any(one.points >= BESIDE and thing not in own for thing, one in names.things.items())


def _confidence(top: Suggestion, margin: int, is_open: bool) -> str:
    named = top.evidence[0].points
    contradicted = any(one.points < 0 for one in top.evidence)
    if contradicted or named < ASIDE:
        return "low"
    if named >= HEAD and margin >= CLEAR and not is_open and not top.silent_on:
        return "high"
    return "medium" if margin >= SLIGHT else "low"
