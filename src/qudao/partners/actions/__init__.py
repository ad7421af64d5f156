"""What may be done with a partner's people: one verb, one file."""
