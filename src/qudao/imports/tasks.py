"""What the worker does for imports."""

from uuid import UUID

from procrastinate.contrib.django import app

from qudao.imports.actions.take_in_batch import take_in_batch
from qudao.kit import clock


@app.task(name="imports.take_in", pass_context=False)
def take_in(batch: str) -> None:
    """Take one approved file in, now."""
    take_in_batch(batch=UUID(batch), at=clock.now())
