"""The interface's texts: collected, kept up to date and compiled, without a system gettext.

`python tools/messages.py update|compile|check`. Texts that stand only in the back office are
kept in English and Chinese; every other text is kept in all languages of the shop.
"""

import ast
import datetime
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "sampan"
LOCALE = SOURCE / "locale"
OFFICE = "web/backoffice/"
OFFICE_LOCALES = ("zh_Hans",)
LOCALES = ("ar", "de", "es", "fr", "it", "ja", "ko", "nl", "pt_BR", "zh_Hans", "zh_Hant")
# A date that stays the same keeps an update without new texts from changing every file.
MADE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
CALL = re.compile(r"\b(npgettext|pgettext|ngettext|gettext|_)\(")


@dataclass(frozen=True, slots=True)
class Text:
    """One text to translate, where it stands, and its plural and context where it has them."""

    path: str
    id: str
    plural: str | None = None
    context: str | None = None


def collect() -> list[Text]:
    """Every marked text of the package, in the order of its files."""
    found: list[Text] = []
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            found += _in_python(path)
    for path in sorted(SOURCE.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt", ".xml", ".mjml", ".js"}:
            found += _in_template(path)
    return found


def template(texts: list[Text], locale: str) -> Catalog:
    """The texts that one language needs, untranslated."""
    catalog = Catalog(
        locale=locale,
        project="Sampan",
        creation_date=MADE,
        revision_date=MADE,
        last_translator="Sampan",
        language_team=locale,
        fuzzy=False,
        header_comment="# The words of the interface.",
    )
    for text in texts:
        if text.path.startswith(OFFICE) and locale not in OFFICE_LOCALES:
            continue
        ids = (text.id, text.plural) if text.plural else text.id
        catalog.add(ids, locations=[(text.path, 0)], context=text.context)
    return catalog


def update() -> None:
    """Bring every catalog in line with the texts: new ones empty, vanished ones gone."""
    texts = collect()
    for locale in LOCALES:
        path = _po(locale)
        fresh = template(texts, locale)
        catalog = _read(path, locale) if path.exists() else template([], locale)
        catalog.creation_date = catalog.revision_date = MADE
        catalog.header_comment = fresh.header_comment
        catalog.update(fresh, no_fuzzy_matching=True, update_creation_date=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file,
                catalog,
                width=98,
                include_lineno=False,
                sort_output=True,
                ignore_obsolete=True,
            )
        missing = sum(not _is_translated(message) for message in catalog if message.id)
        print(f"{locale}: {len(catalog)} texts, {missing} without translation")


def compile_all() -> None:
    """Write the binary catalogs that Django reads."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, _read(path, path.parent.parent.name))


def check() -> list[str]:
    """What a translator still has to do: one sentence a gap, empty when all is complete."""
    gaps: list[str] = []
    texts = collect()
    for locale in LOCALES:
        wanted = template(texts, locale)
        have = _read(_po(locale), locale) if _po(locale).exists() else template([], locale)
        for message in wanted:
            if not message.id:
                continue
            present = have.get(message.id, message.context)
            if present is None or not _is_translated(present):
                gaps.append(f"{locale}: {message.id!r} is not translated")
            elif _placeholders(present.id) != _placeholders(present.string):
                gaps.append(f"{locale}: {message.id!r} lost or gained a placeholder")
        gaps += [
            f"{locale}: {message.id!r} is no longer used"
            for message in have
            if message.id and wanted.get(message.id, message.context) is None
        ]
    return gaps


def _in_python(path: Path) -> Iterator[Text]:
    with path.open("rb") as file:
        for _, function, arguments, _ in extract_python(file, list(KEYWORDS), [], {}):
            yield from _text(path, function, arguments)


def _in_template(path: Path) -> Iterator[Text]:
    """Django turns a template into calls; each is then read as the Python expression it is."""
    from django.utils.translation.template import templatize

    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for match in CALL.finditer(code):
        call = _balanced(code, match.start())
        node = ast.parse(call, mode="eval").body
        assert isinstance(node, ast.Call)
        arguments = [
            argument.value if isinstance(argument, ast.Constant) else None for argument in node.args
        ]
        yield from _text(path, match.group(1), arguments)


def _balanced(code: str, start: int) -> str:
    """The shortest piece from `start` that is a whole expression ending in a bracket."""
    end = start
    while (end := code.find(")", end) + 1) > 0:
        piece = code[start:end]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                ast.parse(piece, mode="eval")
        except SyntaxError:
            continue
        return piece
    raise ValueError(f"an unfinished call: {code[start : start + 80]!r}")


def _text(path: Path, function: str, arguments: object) -> Iterator[Text]:
    values = list(arguments) if isinstance(arguments, tuple | list) else [arguments]
    place = str(path.relative_to(SOURCE))
    context = values.pop(0) if "pgettext" in function else None
    if not values or not isinstance(values[0], str) or not values[0]:
        return
    plural = values[1] if "ngettext" in function or "npgettext" in function else None
    yield Text(place, values[0], plural, context)


def _po(locale: str) -> Path:
    return LOCALE / locale / "LC_MESSAGES" / "django.po"


def _read(path: Path, locale: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _is_translated(message: object) -> bool:
    string, fuzzy = message.string, message.fuzzy  # type: ignore[attr-defined]  # Babel's Message
    return not fuzzy and (all(string) if isinstance(string, tuple | list) else bool(string))


def _placeholders(text: object) -> set[str]:
    """The placeholders of a text; a plural form may leave the number out, so `n` forms unite."""
    forms = text if isinstance(text, tuple | list) else [text]
    return {name for form in forms for name in re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w+\}", str(form))}


def main(arguments: list[str]) -> int:
    """Run one of the three commands; `check` fails while something is missing."""
    match arguments:
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case ["check"]:
            gaps = check()
            print("\n".join(gaps) or "every text is translated")
            return 1 if gaps else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
