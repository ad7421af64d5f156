"""The `qudao` command. A sub-command is loaded when it is asked for, so that `decide` and `schema` never load the application."""

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS: dict[str, str] = {
    "decide": "qudao.decide.command:decide",
    "backtest": "qudao.decide.backtest_command:backtest_command",
    "schema": "qudao.decide.contract:schema",
    "sections": "qudao.decide.section_command:sections",
    "lint": "qudao.decide.policy_commands:lint",
    "diff": "qudao.decide.policy_commands:diff",
    "run": "qudao.ground.commands:run",
    "migrate": "qudao.ground.commands:migrate",
    "demo": "qudao.ground.commands:demo",
    "verify": "qudao.ground.commands:verify",
}
"""Name to module and function."""


class Lazy(TyperGroup):
    """A group that knows its commands by name and imports one when it is needed."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name].partition(":")
        one = typer.Typer(add_completion=False)
        one.command(cmd_name)(getattr(import_module(module), function))
        return typer.main.get_command(one)


app = typer.Typer(cls=Lazy, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def qudao() -> None:
    """Qudao 渠道: runs the published rules of a sales channel. Facts in, decisions out, each with its article."""


AT_ONCE = ("decide", "backtest")
"""Commands that end with millions of rows, which they return. Freeing these one by one, or looking through them for garbage once more,
takes seconds; the system takes them back at once."""


def main() -> None:
    """Entry point of the `qudao` command."""
    if sys.argv[1:2] and sys.argv[1] in AT_ONCE:
        gc.disable()
        try:
            app()
        except SystemExit as end:  # its traceback holds what the command returned
            _leave(end)
        except OSError as error:  # standard output is full: nowhere is left to say more than this
            sys.exit(f"cannot write the answer / 写不出结果: {error.strerror}")
    app()


def _leave(end: SystemExit) -> None:
    """End the process with this code; other things than a number are Python's to say."""
    if isinstance(end.code, int | None):
        with suppress(BrokenPipeError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(end.code or 0)
    raise end


if __name__ == "__main__":
    main()
