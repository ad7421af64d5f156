"""The house guards itself: every rule holds for our source, and every rule turns red on a planted breach."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import house

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("check", house.TREE_CHECKS, ids=lambda check: check.__name__)
def test_our_source_keeps_the_rule(check: Callable[[Path], list[str]]) -> None:
    assert check(SOURCE) == []


def test_every_rule_has_a_planted_breach() -> None:
    assert {check for check, _, _ in PLANTED} == set(house.TREE_CHECKS)


DOC = '"""A text."""\n'
PLANTED: list[tuple[Callable[[Path], list[str]], str, str]] = [
    (house.long_modules, "desk/pages.py", "x = 1\n" * 401),
    (house.long_functions, "desk/pages.py", "def show() -> None:\n    x = 1\n" + "    x += 1\n" * 69),
    (house.many_arguments, "desk/pages.py", "def show(a, b, c, d, *, e, f, g, h): ...\n"),
    (house.many_arguments, "desk/pages.py", "class A:\n    def show(self, a, b, c, d, e, f, g, h): ...\n"),
    (house.hidden_imports, "desk/pages.py", "def show() -> None:\n    import json\n"),
    (house.hidden_imports, "desk/pages.py", "def show() -> None:\n    if True:\n        from json import dumps\n"),
    (house.signal_receivers, "desk/pages.py", "from django.dispatch import receiver\n@receiver(post_save)\ndef heard(): ...\n"),
    (house.signal_receivers, "desk/pages.py", "from django.db.models.signals import post_save\npost_save.connect(print)\n"),
    (house.signal_receivers, "desk/pages.py", "from django.db.models import signals\nsignals.post_save.connect(print)\n"),
    (house.save_overrides, "orders/models.py", "class Deal:\n    def save(self, **kwargs): ...\n"),
    (house.forbidden_files, "orders/services.py", ""),
    (house.forbidden_files, "kit/utils.py", ""),
    (house.money_divided, "orders/split.py", "half = deal.price_fen / 2\n"),
    (house.money_divided, "orders/split.py", "half = row['amount_fen'] // 2\n"),
    (house.money_divided, "rules/commission.py", "amount_fen //= 2\n"),
    (house.money_divided, "orders/split.py", "rest = amount_fen % 100\n"),
    (house.money_divided, "rules/commission.py", "rate = (base_fen * 150 + 5000) // 10000\n"),
    (house.foreign_imports_of_rules, "rules/grading.py", "import os\n"),
    (house.foreign_imports_of_rules, "rules/grading.py", "from django.db import models\n"),
    (house.foreign_imports_of_rules, "rules/grading.py", "from qudao.kit import clock\n"),
    (house.foreign_imports_of_rules, "rules/grading.py", "import random\n"),
    (house.clocks_read, "orders/split.py", "from datetime import datetime\nat = datetime.now()\n"),
    (house.clocks_read, "rules/grading.py", "import datetime\nat = datetime.date.today()\n"),
    (house.clocks_read, "desk/pages.py", "from django.utils import timezone\nat = timezone.now()\n"),
    (house.undocumented, "desk/pages.py", "def show() -> None: ...\n"),
    (house.crowded_actions, "orders/actions/book_deal.py", "def book_deal(*, by, at): ...\ndef cancel_deal(*, by, at): ...\n"),
    (house.crowded_actions, "orders/actions/book_deal.py", "def book_deal(deal, *, by, at): ...\n"),
    (house.crowded_actions, "orders/actions/book_deal.py", "def book(*, by, at): ...\n"),
]


@pytest.mark.parametrize(("check", "path", "text"), PLANTED, ids=[f"{check.__name__}-{number}" for number, (check, _, _) in enumerate(PLANTED)])
def test_a_planted_breach_turns_the_rule_red(check: Callable[[Path], list[str]], path: str, text: str, tmp_path: Path) -> None:
    plant(tmp_path, path, text)

    assert len(check(tmp_path)) == 1


SOUND = [
    (house.long_modules, "desk/pages.py", "x = 1\n" * 400),
    (house.long_functions, "desk/pages.py", "def show() -> None:\n    x = 1\n" + "    x += 1\n" * 68),
    (house.many_arguments, "desk/pages.py", "class A:\n    def show(self, a, b, c, d, e, f, g): ...\n"),
    (house.money_divided, "rules/money.py", "half = amount_fen // 2\n"),
    (house.money_divided, "rules/period.py", "half = days // 2\n"),
    (house.foreign_imports_of_rules, "rules/grading.py", "import narwhals as nw\nfrom datetime import date\nfrom qudao.rules.period import Period\n"),
    (house.clocks_read, "kit/clock.py", "from datetime import datetime\nat = datetime.now()\n"),
    (house.crowded_actions, "orders/actions/book_deal.py", "def book_deal(*, by, at): ...\ndef _price(deal): ...\n"),
    (house.save_overrides, "orders/models.py", "class Deal:\n    def saved(self): ...\n"),
]


@pytest.mark.parametrize(("check", "path", "text"), SOUND, ids=[f"{check.__name__}-{number}" for number, (check, _, _) in enumerate(SOUND)])
def test_what_is_just_allowed_stays_green(check: Callable[[Path], list[str]], path: str, text: str, tmp_path: Path) -> None:
    plant(tmp_path, path, text)

    assert check(tmp_path) == []


def test_no_test_file_is_longer_than_six_hundred_lines(tmp_path: Path) -> None:
    (tmp_path / "test_long.py").write_text("x = 1\n" * 601, encoding="utf-8")

    assert house.long_tests(tmp_path) == ["test_long.py: 601 lines"]
    assert house.long_tests(ROOT / "tests") == []


def test_types_are_strict_everywhere() -> None:
    assert house.lax_types(PYPROJECT) == []


def test_a_softened_type_check_turns_red() -> None:
    assert house.lax_types(PYPROJECT.replace("strict = true", "strict = false", 1)) == ["[tool.mypy] strict is not true"]
    softer = PYPROJECT + '\n[[tool.mypy.overrides]]\nmodule = ["qudao.orders"]\nignore_errors = true\n'
    assert house.lax_types(softer) == ["mypy is softened for ['qudao.orders']"]


def test_imports_only_go_down() -> None:
    assert house.broken_floors(SOURCE_COPY.tree(), PYPROJECT) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("rules/planted.py", "import qudao.kit.home\n"),
        ("organization/planted.py", "import qudao.customers\n"),
        ("customers/planted.py", "import qudao.orders\n"),
        ("portal/planted.py", "import qudao.desk\n"),
        ("decide/planted.py", "import django\n"),
        ("rules/planted.py", "from django.db import models\n"),
        ("smuggled/__init__.py", ""),
    ],
    ids=[
        "rules-to-kit",
        "organization-to-customers",
        "customers-to-orders",
        "portal-to-desk",
        "decide-to-django",
        "rules-to-django",
        "a-package-without-a-floor",
    ],
)
def test_an_import_that_goes_up_turns_red(path: str, text: str) -> None:
    tree = SOURCE_COPY.tree()
    planted = plant(tree, path, text)
    try:
        assert any("planted" in line or "smuggled" in line for line in house.broken_floors(tree, PYPROJECT))
    finally:
        planted.unlink()
        if planted.name == "__init__.py":
            shutil.rmtree(planted.parent)


def test_a_contract_that_is_not_exhaustive_or_out_of_order_turns_red(tmp_path: Path) -> None:
    assert house.broken_floors(tmp_path, PYPROJECT.replace("exhaustive = true", "exhaustive = false")) != []
    assert house.broken_floors(tmp_path, PYPROJECT.replace('"organization",\n  "decide"', '"decide",\n  "organization"')) != []


class SourceCopy:
    """One copy of our Python source for all floors tests, made when first asked for."""

    def __init__(self) -> None:
        self.made: Path | None = None

    def tree(self) -> Path:
        assert self.made is not None
        return self.made


SOURCE_COPY = SourceCopy()


@pytest.fixture(scope="module", autouse=True)
def source_copy(tmp_path_factory: pytest.TempPathFactory) -> None:
    target = tmp_path_factory.mktemp("source")
    for path in (SOURCE / "qudao").rglob("*.py"):
        copy = target / path.relative_to(SOURCE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    SOURCE_COPY.made = target


def plant(tree: Path, path: str, text: str) -> Path:
    planted = tree / "qudao" / path
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(text, encoding="utf-8")
    return planted
