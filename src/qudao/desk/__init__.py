"""Owns our own people's pages. Only views and templates."""
