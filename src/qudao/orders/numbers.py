"""Numbers of deals, rulings and letters: random, so that they count nothing and tell nothing."""

from qudao.kit.ids import new_code


def new_number(prefix: str) -> str:
    """A number that people read aloud, such as PD-8C2M-41TQ."""
    code = new_code(8)
    return f"{prefix}-{code[:4]}-{code[4:]}"
