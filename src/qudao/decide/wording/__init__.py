"""The sentences of reasons, by rule: a dictionary of code to (zh, en) in each file. `sentences` joins and fills them."""
