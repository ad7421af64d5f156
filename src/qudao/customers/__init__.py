"""Owns registrations, visits, extensions and relations of customers. Not deals."""
