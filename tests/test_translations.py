"""Both languages are complete: every message a person can meet has its English, and a plant without one is found."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src" / "qudao"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def called(source: str) -> set[str]:
    """Message ids of a Python text."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in CALLS:
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                texts = texts[1:] if name.startswith("pgettext") else texts
                found.update(texts[:1])
    return found


def of_template(source: str) -> set[str]:
    """Message ids of a template, as Django's own extraction sees them."""
    calls = re.findall(r"""(?:^|\s|\))(\w*gettext\w*|_)\((u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*").*?)\)""", templatize(source), re.S)
    found: set[str] = set()
    for name, arguments in calls:
        texts = [ast.literal_eval(text) for text in re.findall(r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", arguments)]
        found.update((texts[1:] if name.startswith("pgettext") else texts)[:1])
    return found


def messages() -> dict[str, str]:
    """Every message id with a file that uses it."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        found |= dict.fromkeys(called(path.read_text()), str(path.relative_to(SOURCE)))
    for path in sorted(SOURCE.rglob("*.html")):
        found |= dict.fromkeys(of_template(path.read_text()), str(path.relative_to(SOURCE)))
    return {text: place for text, place in found.items() if text.strip()}


def english() -> dict[str, list[str]]:
    """Message id to its English forms, over all catalogues."""
    found: dict[str, list[str]] = {}
    for path in sorted(SOURCE.rglob("locale/en/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id and not message.fuzzy:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    found[key] = [message.string] if isinstance(message.string, str) else list(message.string)
    return found


def without_english(used: dict[str, str], translated: dict[str, list[str]]) -> list[str]:
    """Messages in Chinese that an English reader would meet untranslated."""
    return [f"{place}: {text}" for text, place in used.items() if CHINESE.search(text) and not all(translated.get(text) or [""])]


def test_every_chinese_message_has_its_english() -> None:
    assert without_english(messages(), english()) == []


def test_no_catalogue_is_marked_unfinished() -> None:
    """Such a catalogue is passed over when catalogues are compiled, and its pages stay Chinese."""
    unfinished = []
    for path in SOURCE.rglob("locale/en/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            if read_po(file).fuzzy:
                unfinished.append(str(path))
    assert unfinished == []


def test_a_translation_keeps_the_placeholders_of_its_message() -> None:
    wrong = [
        key
        for key, forms in english().items()
        for form in forms
        if form and not set(PLACEHOLDER.findall(form)) <= set(PLACEHOLDER.findall(key)) | {"count", "n"}
    ]
    assert wrong == []


def test_no_english_text_is_left_in_chinese() -> None:
    names = {"简体中文", "渠道", "项目 (project)"}
    left = [
        key for key, forms in english().items() for form in forms if CHINESE.search(form) and not any(name in form for name in names) and key != form
    ]
    assert left == []


@pytest.mark.parametrize(
    "planted", ["{% load i18n %}{% translate '没有译文的话' %}", "{% load i18n %}{% blocktranslate %}没有译文的话{% endblocktranslate %}"]
)
def test_a_planted_message_without_english_is_found(planted: str) -> None:
    assert without_english(dict.fromkeys(of_template("{% load i18n %}" + planted), "planted.html"), english()) == ["planted.html: 没有译文的话"]


def test_a_planted_call_without_english_is_found() -> None:
    assert without_english(dict.fromkeys(called("_('没有译文的话')"), "planted.py"), english()) == ["planted.py: 没有译文的话"]
