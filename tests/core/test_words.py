"""Sentences with their holes filled."""

from ops.core import words


def test_a_number_chooses_the_word_behind_it() -> None:
    assert words.filled("{n} {n?row has|rows have} run", {"n": 1}) == "1 row has run"
    assert words.filled("{n} {n?row has|rows have} run", {"n": "1.204"}) == "1.204 rows have run"


def test_a_hole_without_a_fact_stays_and_a_fact_is_not_read_again() -> None:
    assert words.filled("{a} {b} {b?x|y}", {"a": "{b}"}) == "{b} {b} {b?x|y}"


def test_every_choice_of_the_catalogue_is_about_a_number_that_stands_in_it() -> None:
    for key, sentence in words.catalogue("en").items():
        for name, one, many in words.HOLE.findall(sentence):
            if one or many:
                assert "{" + name + "}" in sentence, key
