"""Owns deciding again: what stored decisions give under their own policy and facts. Writes no decision."""
