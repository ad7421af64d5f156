"""Owns settlement runs and statements. Never re-attributes: it reads credits."""
