"""Who works here and what happened: users, roles and permissions, the sealed event log, idempotency, sign-in.

Does not own partners and their people (`partners`), assignments to projects (`programmes`) or any customer.
"""
