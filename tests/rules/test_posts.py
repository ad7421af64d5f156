"""Posts read from rows of staff: units, several posts of one person, days."""

from datetime import date

import pytest

from qudao.rules.facts import Staff
from qudao.rules.posts import Post, posts, roles, units

DAY = date(2025, 3, 10)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("华东/杭州/云岭花园", (("华东", "杭州", "云岭花园"),)),
        ("华东／杭州", (("华东", "杭州"),)),
        (" 华东 / 杭州 ;华东/宁波；", (("华东", "杭州"), ("华东", "宁波"))),
        ("", ((),)),
        (None, ((),)),
        (" ; ", ((),)),
    ],
)
def test_a_unit_is_a_path_and_a_cell_may_hold_several(written: str | None, read: tuple[tuple[str, ...], ...]) -> None:
    assert units(written) == read


def test_a_role_is_read_in_our_words() -> None:
    assert roles("渠道经理; city_head", {"渠道经理": "channel_manager"}) == ("channel_manager", "city_head")
    assert roles(None) == ()


@pytest.mark.parametrize(
    ("joined_on", "left_on", "there"),
    [
        (date(2025, 3, 9), None, True),
        (DAY, None, True),
        (date(2025, 3, 11), None, False),
        (None, date(2025, 3, 9), False),
        (None, DAY, False),
        (None, date(2025, 3, 11), True),
    ],
)
def test_a_post_is_held_from_the_first_day_until_the_day_before_the_last(joined_on: date | None, left_on: date | None, there: bool) -> None:
    row = Staff("S1", role="specialist", unit="A/B/C", joined_on=joined_on, left_on=left_on)
    assert bool(posts([row], DAY)) is there


def test_as_many_roles_as_units_are_pairs_and_one_role_is_held_in_each_unit() -> None:
    pairs = posts([Staff("S1", role="city_head;channel_manager", unit="A/B;A/B/C")], DAY)
    assert {(post.role, post.unit) for post in pairs} == {("city_head", ("A", "B")), ("channel_manager", ("A", "B", "C"))}
    both = posts([Staff("S1", role="city_head", unit="A/B;A/C")], DAY)
    assert [post.unit for post in both] == [("A", "B"), ("A", "C")]


def test_a_partners_people_hold_no_posts_of_ours() -> None:
    assert posts([Staff("S1", role="specialist", partner_id="A", unit="A/B/C")], DAY) == ()


def test_who_came_first_stands_first_and_unknown_days_before_all() -> None:
    rows = [Staff("S2", role="x", joined_on=date(2025, 2, 1)), Staff("S1", role="x", joined_on=date(2025, 3, 1)), Staff("S3", role="x")]
    assert [post.staff_id for post in posts(rows, DAY)] == ["S3", "S2", "S1"]
    assert posts(rows, DAY)[0] == Post("S3", "x", (), None)
