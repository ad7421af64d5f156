"""The log of what went wrong: the kind of an error and where it happened, never its words, since these repeat what people typed.

Settings name these classes, so this module imports nothing of ours.
"""

import logging
import traceback
from collections.abc import Iterator
from copy import copy
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutValues(logging.Formatter):
    """Tells an exception as its type and its frames; its text, its locals and the lines of source stay out."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, then the exception; its text is cut from the line too. What another handler made of it is neither used nor replaced."""
        told = copy(record)
        told.exc_text = None
        words = str(record.exc_info[1]) if record.exc_info else ""
        if words and words in record.getMessage():
            told.msg, told.args = record.getMessage().replace(words, "…"), ()
        return super().format(told)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 (logging's name)
        """The frames from the outermost inwards, for the exception and each one that led to it."""
        return "\n".join(_told(ei[1])) if ei[1] else ""


class NotHealth(logging.Filter):
    """Keeps out that /healthz said "not ready": it is asked five times a second while we start."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is told."""
        return getattr(record, "status_code", None) != 503 or getattr(getattr(record, "request", None), "path", "") != "/healthz"


def _told(error: BaseException) -> Iterator[str]:
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in chain:
        chain.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    for position, one in enumerate(reversed(chain)):
        yield ("  then " if position else "  ") + f"{type(one).__module__}.{type(one).__qualname__}"
        for frame, line in traceback.walk_tb(one.__traceback__):
            yield f"    {frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
