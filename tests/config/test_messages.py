"""The interface's words: collected from code and templates, complete in every language."""

from pathlib import Path

import pytest

from tools import messages

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
A = _("Add to cart")
B = ngettext("%(n)d piece", "%(n)d pieces", 2)
C = pgettext("of an order", "Open")
D = _("")
"""
TEMPLATE = """
{% load i18n %}{# no text #}
<h1 title="{% translate "Ships from" %}">{% translate 'Size' context "of clothes" %}</h1>
{% blocktranslate count n=n trimmed %}
  {{ n }} result
{% plural %}
  {{ n }} results
{% endblocktranslate %}
{% blocktranslate with a=b %}100 % of {{ a }} (all){% endblocktranslate %}
<p>{{ _("Menu") }} don't ( stumble " over this</p>
"""


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[messages.Text]:
    """What is found in a small package."""
    store = tmp_path / "web" / "storefront" / "templates" / "store"
    office = tmp_path / "web" / "backoffice"
    for folder in (store, office):
        folder.mkdir(parents=True)
    (store / "page.html").write_text(TEMPLATE)
    (tmp_path / "flows.py").write_text(PYTHON)
    (office / "words.py").write_text('from x import gettext as _\nW = _("Margin")\n')
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    return messages.collect()


def test_texts_are_found_in_code_and_templates(texts: list[messages.Text]) -> None:
    assert {(text.id, text.plural, text.context) for text in texts} == {
        ("Add to cart", None, None),
        ("%(n)d piece", "%(n)d pieces", None),
        ("Open", None, "of an order"),
        ("Ships from", None, None),
        ("Size", None, "of clothes"),
        ("%(n)s result", "%(n)s results", None),
        ("100 %% of %(a)s (all)", None, None),
        ("Menu", None, None),
        ("Margin", None, None),
    }


def test_the_back_office_is_kept_in_chinese_only(texts: list[messages.Text]) -> None:
    assert messages.template(texts, "zh_Hans").get("Margin") is not None
    assert messages.template(texts, "de").get("Margin") is None
    assert messages.template(texts, "de").get("Menu") is not None


def test_a_missing_translation_and_a_lost_placeholder_are_found(
    texts: list[messages.Text], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(messages, "LOCALES", ("de",))
    messages.update()
    assert len(messages.check()) == 8

    path = tmp_path / "locale" / "de" / "LC_MESSAGES" / "django.po"
    text = path.read_text()
    text = text.replace('msgid "Menu"\nmsgstr ""', 'msgid "Menu"\nmsgstr "Menü"')
    whole = 'msgid "100 %% of %(a)s (all)"\nmsgstr '
    path.write_text(text.replace(f'{whole}""', f'{whole}"100 %% von allem"'))

    gaps = messages.check()
    assert len(gaps) == 7
    assert sum("placeholder" in gap for gap in gaps) == 1

    messages.update()
    assert "Menü" in path.read_text(), "an update keeps what was translated"
    messages.compile_all()
    assert path.with_suffix(".mo").stat().st_size > 100


def test_every_text_of_the_interface_is_translated() -> None:
    gaps = messages.check()

    assert gaps == [], f"{len(gaps)} left; `python tools/messages.py check` lists them"
