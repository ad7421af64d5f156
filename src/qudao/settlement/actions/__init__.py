"""One verb, one file: what happens to settlement months."""
