"""What terms, their fields and their coded words are called, in 中文 and English: one module per family of packs, merged here.

A term without a label fails a test; so does an attribute. A word without one reads as itself.
"""

from collections.abc import Mapping

from qudao.policies.labels import channel_grades, clinic, field_team, header, social
from qudao.policies.labels import property as property_labels

FAMILIES = (header, property_labels, channel_grades, clinic, field_team, social)

TERMS: Mapping[str, tuple[str, str]] = {path: label for family in FAMILIES for path, label in family.TERMS.items()}
"""`section.field` to (zh, en)."""

ATTRIBUTES: Mapping[str, tuple[str, str]] = {name: label for family in FAMILIES for name, label in family.ATTRIBUTES.items()}
"""The name of a term's own field, or `section.field.attribute` where the plain name would mislead, to (zh, en)."""

WORDS: Mapping[str, tuple[str, str]] = {word: label for family in FAMILIES for word, label in family.WORDS.items()}
"""Coded values to (zh, en)."""


def term_label(path: str, lang: str) -> str:
    """`protection.after_visit` as people call it."""
    return TERMS.get(path, (path, path))[lang == "en"]


def attribute_label(path: str, name: str, lang: str) -> str:
    """A field of a term as people call it."""
    return (ATTRIBUTES.get(f"{path}.{name}") or ATTRIBUTES.get(name, (name, name)))[lang == "en"]


def word_label(word: str, lang: str, name: str = "") -> str:
    """A coded value as people call it, by the `name` of its field where one word means two things."""
    return (WORDS.get(f"{name}.{word}") or WORDS.get(word, (word, word)))[lang == "en"]
