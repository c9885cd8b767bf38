"""Words that a misspelt one may have meant, found by letters left out.

Two words within a few edits of each other share what is left after as many deletions (the
symmetric-delete idea of W. Garbe, 2012). The deletions of every known word are stored as keys; the
deletions of the asked word are looked up among them, and the true distance decides. An edit is a
letter inserted, left out, changed, or two neighbors swapped (optimal string alignment).

>>> edits_allowed("tea"), edits_allowed("scarf"), edits_allowed("backpack")
(0, 1, 2)
>>> distance("porcelian", "porcelain", at_most=2)
1
"""

from itertools import combinations

SHORTEST = 4
LONG = 8
LONGEST = 20
COMPARED = 9


def edits_allowed(word: str) -> int:
    """None in a short word, one from four letters, two from eight."""
    if len(word) < SHORTEST:
        return 0
    return 1 if len(word) < LONG else 2


def keys(word: str) -> frozenset[str]:
    """The start of a word, with as many letters left out as its length allows; none when short.

    Only the first nine letters are compared this way, which bounds the keys of a word by 46.
    """
    if not SHORTEST <= len(word) <= LONGEST:
        return frozenset()
    start = word[:COMPARED]
    kept = {start}
    for left_out in range(1, edits_allowed(word) + 1):
        kept.update("".join(rest) for rest in combinations(start, len(start) - left_out))
    return frozenset(kept)


def distance(one: str, other: str, *, at_most: int) -> int:
    """Edits between two words; `at_most + 1` as soon as it is known to be more."""
    beyond = at_most + 1
    if abs(len(one) - len(other)) > at_most:
        return beyond
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = before[j - 1] + (letter != against)
            cost = min(cost, before[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > at_most and (i < 2 or min(before) > at_most):
            return beyond
    return min(row[-1], beyond)


def best(word: str, candidates: dict[str, int], limit: int = 3) -> tuple[str, ...]:
    """The nearest candidates; among equals the one that more products use, then the same start.

    `candidates` maps a known word to the number of products that use it.
    """
    allowed = edits_allowed(word)
    ranked = []
    for candidate, products in candidates.items():
        edits = distance(word, candidate, at_most=allowed)
        if 0 < edits <= allowed:
            ranked.append((edits, candidate[:1] != word[:1], -products, candidate))
    nearest = min((edits for edits, *_ in ranked), default=0)
    return tuple(entry[3] for entry in sorted(ranked) if entry[0] == nearest)[:limit]
