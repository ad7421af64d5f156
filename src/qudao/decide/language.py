"""The language of a command's messages."""

from enum import StrEnum
from typing import Annotated

import typer


class Lang(StrEnum):
    """Chinese or English."""

    zh = "zh"
    en = "en"


LangOption = Annotated[Lang, typer.Option("--lang", help="中文 or English: messages, reasons and summary.")]
