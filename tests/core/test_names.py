"""Vietnamese names: the shared vectors, then what must hold for any text."""

import itertools
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from ops.core import names

pytestmark = pytest.mark.once

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "names.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", VECTORS["clean_text"], ids=lambda case: case["name"])
def test_clean_text(case: dict[str, Any]) -> None:
    assert names.clean_text(case["text"], case["limit"]) == case["expect"]


@pytest.mark.parametrize("case", VECTORS["fold"])
def test_fold(case: dict[str, Any]) -> None:
    assert names.fold(case["text"]) == case["expect"]


@pytest.mark.parametrize("case", VECTORS["matches"])
def test_matches(case: dict[str, Any]) -> None:
    assert names.matches(case["query"], case["text"]) is case["expect"]


@pytest.mark.parametrize("case", VECTORS["search"])
def test_search_as_typed(case: dict[str, Any]) -> None:
    assert names.matches(names.fold(case["query"]), names.fold(case["name"])) is case["expect"]


@pytest.mark.parametrize("ordered", VECTORS["sort_order"])
def test_sort_order(ordered: list[str]) -> None:
    keys = [names.sort_key(name) for name in ordered]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("alike", VECTORS["sort_same"])
def test_sort_same(alike: list[str]) -> None:
    assert len({names.sort_key(name) for name in alike}) == 1


@pytest.mark.parametrize("case", VECTORS["sort_key"])
def test_sort_key(case: dict[str, Any]) -> None:
    assert names.sort_key(case["name"]) == case["expect"]


@given(st.text(max_size=40), st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_clean_text_is_short_storable_and_done_once(text: str, limit: int) -> None:
    clean = names.clean_text(text, limit)
    assert len(clean) <= limit
    assert clean == clean.strip() and "  " not in clean
    assert unicodedata.is_normalized("NFC", clean)
    clean.encode("utf-8")
    assert names.clean_text(clean, limit) == clean


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_fold_does_not_mind_normal_forms_and_is_done_once(text: str) -> None:
    folded = names.fold(text)
    assert names.fold(folded) == folded
    assert names.fold(unicodedata.normalize("NFC", text)) == names.fold(unicodedata.normalize("NFD", text)) == folded


@given(
    st.lists(st.text("ab", min_size=1, max_size=3), max_size=4),
    st.lists(st.text("ab", min_size=1, max_size=3), max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_matches_finds_every_assignment(query: list[str], text: list[str]) -> None:
    chosen = itertools.permutations(text, len(query))
    possible = any(all(t.startswith(q) for q, t in zip(query, some, strict=True)) for some in chosen)
    assert names.matches(" ".join(query), " ".join(text)) is possible


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_sort_key_is_digits_and_does_not_mind_case_or_normal_form(text: str) -> None:
    key = names.sort_key(text)
    assert key == "" or (key.isascii() and key.isdecimal())
    assert names.sort_key(unicodedata.normalize("NFD", text)) == key
