"""Owns the partners' pages, phone first. Only views and templates."""
