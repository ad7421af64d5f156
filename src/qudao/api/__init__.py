"""Owns the machines' door: registrations, visits and deals over HTTP with a machine key. Only views and schemas; the same actions as the pages."""
