"""Find what a destination still has to be told before the quotes of variants can be exact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sampan.apps.catalog.selectors.drafts import stored_drafts
from sampan.apps.customs import selectors
from sampan.domain.countries.rulebook import RuleBook
from sampan.domain.customs.descriptions import Vocabulary, check_description
from sampan.domain.customs.national import NationalLine
from sampan.domain.customs.needs import Border, Gap, NationalCodeRule, missing_facts
from sampan.domain.goods import TradeFacts
from sampan.domain.landed_cost.formula import alternatives
from sampan.domain.landed_cost.rows import DutyRate
from sampan.domain.places import EU_MEMBERS
from sampan.reference.national_code_rules import load_national_code_rules
from sampan.reference.vague_words import load_vocabulary

NOTHING = TradeFacts()


@dataclass(frozen=True, slots=True)
class Question:
    """Where to, by which mode, on which day."""

    destination: str
    mode: str
    on: date


@dataclass(frozen=True, slots=True)
class BorderWords:
    """What is known beside the rates: vague words and rules on national codes."""

    vocabulary: Vocabulary
    code_rules: tuple[NationalCodeRule, ...]


def border_words(home: Path | None = None) -> BorderWords:
    """Load what the gate needs beside the rule book. Raises BadTable."""
    return BorderWords(load_vocabulary(home), load_national_code_rules(home))


def find_customs_gaps(
    product_ids: Iterable[int], question: Question, book: RuleBook, words: BorderWords
) -> Mapping[int, tuple[Gap, ...]]:
    """The gaps of every variant of these products, by variant id; no gap is an empty tuple.

    Approved national codes count; those that only a file brought along count as well.
    """
    facts: dict[int, TradeFacts] = {}
    for stored in stored_drafts(product_ids):
        if stored.draft.kind in {None, "goods", "bundle"}:
            pairs = zip(stored.variant_ids, stored.draft.variants, strict=True)
            facts.update((variant_id, variant.trade or NOTHING) for variant_id, variant in pairs)
    approved = selectors.classifications(sorted(facts))
    result = {}
    for variant_id, known in facts.items():
        decided = approved.get(variant_id)
        codes = decided.national_codes if decided else known.national_codes
        result[variant_id] = gaps_of(known, codes, question, book, words)
    return result


def gaps_of(
    facts: TradeFacts,
    codes: Mapping[str, str],
    question: Question,
    book: RuleBook,
    words: BorderWords,
) -> tuple[Gap, ...]:
    """The gaps of one set of facts, with the national codes `codes` by country or `EU`."""
    zone = "EU" if question.destination in EU_MEMBERS else question.destination
    rows = book.border.duty_lines(zone, facts.hs_code, question.on) if facts.hs_code else ()
    lines = [_line(row) for row in rows if row.measure == "mfn"]
    own = codes.get(question.destination) or codes.get(zone)
    text = facts.customs_description
    return missing_facts(
        replace(facts, national_codes={zone: own} if own else {}),
        Border(zone, lines, words.code_rules, question.mode),
        question.on,
        measures={},
        objections=check_description(text, words.vocabulary, question.on) if text else (),
    )


def _line(row: DutyRate) -> NationalLine:
    """A duty row as the gate sees it; alternatives ask for what any of them asks for."""
    formulas = alternatives(row.rate)
    percent = formulas[0].ad_valorem_pct if len(formulas) == 1 else None
    needs = dict.fromkeys(need for formula in formulas for need in formula.needs)
    return NationalLine(
        row.hs, row.rate, percent, tuple(needs), row.note, row.source, row.confidence
    )
