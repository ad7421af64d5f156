"""One verb, one file: what happens to deals."""
