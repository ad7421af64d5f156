"""The `qudao` command. A sub-command is loaded when it is asked for, so that `decide` and `schema` never load the application."""

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


def main() -> None:
    """Entry point of the `qudao` command."""
    app()


if __name__ == "__main__":
    main()
