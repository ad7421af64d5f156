"""Tables of facts and a policy in, tables of decisions out: the product without a server.

Owns the file contract (`qudao schema`) and the `decide` command. Knows nothing of Django, of accounts or of stored rows.
"""
