"""Owns deals, buyers and credits. Not money paid."""
