"""Owns files of facts that people hand in: read, previewed, taken in whole or not at all. Not the facts themselves."""
