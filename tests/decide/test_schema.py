"""`qudao schema`: the contract that is printed is the contract that is read."""

import json

import pytest
from typer.testing import CliRunner

from qudao.__main__ import app
from qudao.decide.problems import EXPECTED, MESSAGES, WHATS
from qudao.decide.schema import folded, spellings
from qudao.decide.sentences import TEMPLATES
from qudao.decide.summary import LABELS
from qudao.decide.tables import TABLES

RUNNER = CliRunner()


def test_every_table_has_both_spellings_and_no_spelling_means_two_tables() -> None:
    words = [folded(word) for table in TABLES for word in (table.name, *table.zh)]
    assert len(words) == len(set(words))
    assert all(table.zh for table in TABLES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_heading_means_two_columns_of_one_table(table: object) -> None:
    columns = table.columns  # type: ignore[attr-defined]
    words = [folded(word) for column in columns for word in (column.name, *column.zh)]
    assert len(words) == len(set(words))
    assert len(spellings(columns)) == len(words)
    assert all(column.zh for column in columns)


def test_what_a_column_refers_to_is_a_table_with_a_key() -> None:
    names = {table.name: table for table in TABLES}
    for table in TABLES:
        for column in table.columns:
            assert all(names[other].key for other in column.refers)


@pytest.mark.parametrize("word", ["registrations", "客户报备", "报备", "Registrations"])
def test_one_table_is_printed_by_either_name(word: str) -> None:
    result = RUNNER.invoke(app, ["schema", word, "--lang", "en"])
    assert result.exit_code == 0
    assert "* received_at (报备时间 / 收到时间)" in result.stdout
    assert "visit_id" not in result.stdout


def test_all_tables_are_printed_in_either_language() -> None:
    for lang in ("zh", "en"):
        result = RUNNER.invoke(app, ["schema", "--lang", lang])
        assert result.exit_code == 0
        assert all(table.name in result.stdout for table in TABLES)


def test_an_unknown_table_is_named() -> None:
    result = RUNNER.invoke(app, ["schema", "cars"])
    assert result.exit_code == 2
    assert "cars" in result.stderr


def test_json_schema_names_required_columns_and_refuses_others() -> None:
    document = json.loads(RUNNER.invoke(app, ["schema", "deals", "--json", "--lang", "en"]).stdout)
    assert document["required"] == ["deal_id", "project_id"]
    assert document["additionalProperties"] is False
    assert document["properties"]["price"]["x-headings"][:2] == ["price", "成交价"]
    every = json.loads(RUNNER.invoke(app, ["schema", "--json"]).stdout)
    assert set(every) == {table.name for table in TABLES}


def test_every_message_exists_in_both_languages_with_the_same_blanks() -> None:
    def blanks(text: str) -> set[str]:
        return {piece.split("}")[0] for piece in text.split("{")[1:] if "}" in piece and piece[0].isalpha()}

    for code, (chinese, english) in MESSAGES.items():
        assert chinese
        assert english
        assert blanks(chinese) == blanks(english), code
    assert all(chinese and english for chinese, english in [*EXPECTED.values(), *WHATS.values()])


def test_every_way_of_belonging_to_nobody_has_a_short_label() -> None:
    assert {code for code in TEMPLATES if code.startswith("nobody_")} | {"not_yet_due"} == set(LABELS)
