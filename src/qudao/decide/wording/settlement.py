"""Sentences of commission, callbacks, disputes and discipline."""

TEMPLATES: dict[str, tuple[str, str]] = {}
