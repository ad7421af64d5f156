"""Small tools without a domain: refusals, clock and ids, encrypted fields, Merkle trees, the embedded PostgreSQL.

Owns no table and knows no partner, customer or deal.
"""
