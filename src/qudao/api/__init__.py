"""Owns the machines' door. Only views and schemas."""
