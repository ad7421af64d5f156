"""A QR code as the data of one SVG path, so that a template draws it and no markup is trusted."""

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True)
class Code:
    """The side in modules and the path of the dark ones."""

    side: int
    path: str


def code_of(text: str) -> Code:
    """The QR code of an address, readable with a seventh of it damaged."""
    matrix = segno.make(text, error="m", micro=False).matrix
    return Code(len(matrix), "".join(_run(row, y) for y, row in enumerate(matrix)))


def _run(row: bytearray, y: int) -> str:
    """The dark stretches of one row."""
    path, start = "", None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        if not dark and start is not None:
            path += f"M{start} {y}h{x - start}v1h-{x - start}z"
            start = None
    return path
