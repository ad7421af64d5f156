"""The house rules as functions: each looks at a source tree and returns one line for each breach."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

MODULE_LINES = 400
FUNCTION_LINES = 70
ARGUMENTS = 7
TEST_LINES = 600
FORBIDDEN_FILES = {"services.py", "managers.py", "signals.py", "utils.py", "helpers.py", "exceptions.py"}
FORBIDDEN_IN_RULES = {"os", "time", "random", "logging", "secrets", "socket", "subprocess", "pathlib", "io", "tempfile", "sys"}
CLOCKS = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "timezone.now", "time.time"}
CLOCK_OWNERS = ("kit/clock.py", "ground/")
"""Where the present may be read; everybody else is told it."""

FLOORS = ["reactions", "desk", "settlement", "orders", "customers", "partners", "programmes", "organization", "decide", "kit", "policies", "rules"]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(tree: Path) -> Iterator[tuple[str, ast.Module, str]]:
    """Every module under qudao/ except migrations: its path, its syntax, its text."""
    for path in sorted((tree / "qudao").rglob("*.py")):
        if "migrations" not in path.parts:
            text = path.read_text(encoding="utf-8")
            yield path.relative_to(tree / "qudao").as_posix(), ast.parse(text), text


def functions(tree: Path) -> Iterator[tuple[str, Function]]:
    """Every function and method, with where it stands."""
    for name, syntax, _ in modules(tree):
        for node in ast.walk(syntax):
            if isinstance(node, Function):
                yield f"{name}:{node.lineno} {node.name}", node


def long_modules(tree: Path) -> list[str]:
    """Modules of more than 400 lines."""
    return [f"{name}: {text.count(chr(10))} lines" for name, _, text in modules(tree) if text.count("\n") > MODULE_LINES]


def long_functions(tree: Path) -> list[str]:
    """Functions of more than 70 lines."""
    lengths = ((where, (node.end_lineno or node.lineno) - node.lineno + 1) for where, node in functions(tree))
    return [f"{where}: {length} lines" for where, length in lengths if length > FUNCTION_LINES]


def many_arguments(tree: Path) -> list[str]:
    """Functions with more than 7 arguments, self not counted."""
    found = []
    for where, node in functions(tree):
        names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        count = len(names) - (names[:1] in (["self"], ["cls"]))
        if count > ARGUMENTS:
            found.append(f"{where}: {count} arguments")
    return found


def hidden_imports(tree: Path) -> list[str]:
    """Imports inside functions."""
    return [
        f"{where}: hidden import"
        for where, node in functions(tree)
        if any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node))
    ]


def signal_receivers(tree: Path) -> list[str]:
    """Functions decorated with receiver(...), and x.connect(function) on what is imported from a signals module."""
    found = []
    for name, syntax, _ in modules(tree):
        signals = {
            alias.asname or alias.name
            for node in ast.walk(syntax)
            if isinstance(node, ast.ImportFrom) and ("signal" in (node.module or "") or "dispatch" in (node.module or ""))
            for alias in node.names
        }
        for node in ast.walk(syntax):
            if isinstance(node, Function) and any("receiver" in ast.unparse(decorator) for decorator in node.decorator_list):
                found.append(f"{name}:{node.lineno} {node.name}: signal receiver")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect":
                base = ast.unparse(node.func.value)
                if base.split(".")[0] in signals or "signals." in base:
                    found.append(f"{name}:{node.lineno} {base}.connect: signal receiver")
    return found


def save_overrides(tree: Path) -> list[str]:
    """Methods called save or delete of a class."""
    return [
        f"{name}:{inner.lineno} {node.name}.{inner.name}: override"
        for name, syntax, _ in modules(tree)
        for node in ast.walk(syntax)
        if isinstance(node, ast.ClassDef)
        for inner in node.body
        if isinstance(inner, Function) and inner.name in ("save", "delete")
    ]


def forbidden_files(tree: Path) -> list[str]:
    """Files with a name that says nothing."""
    return [str(path.relative_to(tree)) for path in sorted((tree / "qudao").rglob("*.py")) if path.name in FORBIDDEN_FILES]


def money_divided(tree: Path) -> list[str]:
    """Division of something called …_fen outside the one module that rounds."""
    found = []
    for name, syntax, _ in modules(tree):
        if name == "rules/money.py":
            continue
        for node in ast.walk(syntax):
            if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div | ast.FloorDiv | ast.Mod):
                sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
                if any(_is_money(inner) for side in sides for inner in ast.walk(side)):
                    found.append(f"{name}:{node.lineno} {ast.unparse(node)}: money divided outside rules/money.py")
    return found


def _is_money(node: ast.AST) -> bool:
    name = (
        node.id
        if isinstance(node, ast.Name)
        else node.attr
        if isinstance(node, ast.Attribute)
        else node.value
        if isinstance(node, ast.Constant)
        else ""
    )
    return isinstance(name, str) and name.endswith("_fen")


def foreign_imports_of_rules(tree: Path) -> list[str]:
    """What rules/ imports beyond the pure part of the standard library, Narwhals and itself."""
    allowed = set(sys.stdlib_module_names) - FORBIDDEN_IN_RULES | {"narwhals"}
    found = []
    for name, syntax, _ in modules(tree):
        if not name.startswith("rules/"):
            continue
        for node in ast.walk(syntax):
            for wanted in _imported(node):
                if wanted.split(".")[0] not in allowed and not wanted.startswith("qudao.rules"):
                    found.append(f"{name}: imports {wanted}")
    return found


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or "."] if isinstance(node, ast.ImportFrom) else []


def clocks_read(tree: Path) -> list[str]:
    """Places that read the wall clock instead of being told the time."""
    found = []
    for name, syntax, _ in modules(tree):
        if name.startswith(CLOCK_OWNERS):
            continue
        for node in ast.walk(syntax):
            if isinstance(node, ast.Call) and ".".join(ast.unparse(node.func).split(".")[-2:]) in CLOCKS:
                found.append(f"{name}:{node.lineno} {ast.unparse(node.func)}: reads the clock")
    return found


def undocumented(tree: Path) -> list[str]:
    """Public functions of modules without a docstring."""
    return [
        f"{name}:{node.lineno} {node.name}: no docstring"
        for name, syntax, _ in modules(tree)
        for node in syntax.body
        if isinstance(node, Function) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]


def crowded_actions(tree: Path) -> list[str]:
    """Action files that are not one verb: exactly one public function, of the file's name, with keyword-only arguments."""
    found = []
    for name, syntax, _ in modules(tree):
        path = Path(name)
        if path.parent.name != "actions" or path.stem == "__init__" or path.stem.startswith("_"):
            continue
        public = [node for node in syntax.body if isinstance(node, Function) and not node.name.startswith("_")]
        if [node.name for node in public] != [path.stem]:
            found.append(f"{name}: public functions {[node.name for node in public]}, expected only {path.stem}")
        found += [f"{name}: {node.name} takes positional arguments" for node in public if node.args.args or node.args.posonlyargs]
    return found


def lax_types(pyproject: str) -> list[str]:
    """What keeps mypy from being strict everywhere."""
    mypy = tomllib.loads(pyproject).get("tool", {}).get("mypy", {})
    found = [] if mypy.get("strict") is True else ["[tool.mypy] strict is not true"]
    for override in mypy.get("overrides", []):
        where = override.get("module", [])
        if {"ignore_errors", "disallow_untyped_defs", "check_untyped_defs", "follow_imports"} & override.keys() and any(
            "qudao" in name for name in where
        ):
            found.append(f"mypy is softened for {where}")
    return found


def long_tests(tests: Path) -> list[str]:
    """Test files of more than 600 lines."""
    sizes = ((path, path.read_text(encoding="utf-8").count("\n")) for path in sorted(tests.rglob("*.py")))
    return [f"{path.name}: {lines} lines" for path, lines in sizes if lines > TEST_LINES]


def broken_floors(tree: Path, pyproject: str) -> list[str]:
    """What import-linter finds in this tree under the contracts of this pyproject, which must hold every floor in order."""
    contracts = tomllib.loads(pyproject).get("tool", {}).get("importlinter", {}).get("contracts", [])
    floors = [contract for contract in contracts if contract.get("type") == "layers"]
    if len(floors) != 1 or floors[0].get("exhaustive") is not True:
        return ["there is not exactly one layers contract with exhaustive = true"]
    places = [
        next((index for index, layer in enumerate(floors[0]["layers"]) if floor in layer.replace("(", " ").replace(")", " ").split()), -1)
        for floor in FLOORS
    ]
    if -1 in places or places != sorted(places):
        return ["the layers contract does not hold the floors of the house in their order"]
    config = tree / "pyproject.toml"
    config.write_text(pyproject, encoding="utf-8")
    program = "import sys; sys.path.insert(0, sys.argv.pop(1)); from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, str(tree), "--config", str(config), "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tree)
    return [] if done.returncode == 0 else [line for line in done.stdout.splitlines() if "qudao" in line] or [done.stdout + done.stderr]


TREE_CHECKS: list[Callable[[Path], list[str]]] = [
    long_modules,
    long_functions,
    many_arguments,
    hidden_imports,
    signal_receivers,
    save_overrides,
    forbidden_files,
    money_divided,
    foreign_imports_of_rules,
    clocks_read,
    undocumented,
    crowded_actions,
]
