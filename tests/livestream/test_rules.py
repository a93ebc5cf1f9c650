"""The rules of the livestream plan, by the vectors that hold both languages."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.livestream import rules
from ops.livestream.rules.kinds import KINDS
from tests.livestream.live_facts import VECTORS, facts_of, merged, short

pytestmark = pytest.mark.once
I18N = Path(__file__).resolve().parents[2] / "static" / "i18n"


def differing(cases: list[dict[str, Any]], answer: Any) -> list[tuple[Any, Any, Any]]:
    """Name, answer and expectation of every case that does not come out."""
    answers = [(case.get("name", case), answer(case), case) for case in cases]
    return [(name, found, case["expect"]) for name, found, case in answers if found != case["expect"]]


def test_conflicts() -> None:
    def found(case: dict[str, Any]) -> list[str]:
        return sorted(map(short, rules.check(facts_of(case["patch"]), case.get("ids"), case.get("moved"))))

    cases = [{**case, "expect": sorted(case["expect"])} for case in VECTORS["check"]]
    assert differing(cases, found) == []


def test_what_a_conflict_says() -> None:
    wrong = []
    for case in VECTORS["check"]:
        for name, expected in case.get("details", {}).items():
            [conflict] = rules.check(facts_of(case["patch"]))
            told = {key: conflict["more"].get(key) for key in expected} if name == "more" else conflict[name]
            wrong += [(case["name"], told, expected)] if told != expected else []
    assert wrong == []


def test_every_kind_is_there_with_its_level_fix_and_words() -> None:
    told = [conflict for case in VECTORS["check"] for conflict in rules.check(facts_of(case["patch"]))]
    assert {conflict["kind"] for conflict in told} == KINDS.keys()
    assert {(row["kind"], (row["level"], row["stops"], row["fix"])) for row in told} == set(KINDS.items())
    words = json.loads((I18N / "vi" / "live-rules.json").read_text(encoding="utf-8"))
    for conflict in told:
        params = rules.params_of(conflict, VECTORS["base"])
        for part in ("title", "text", "fix"):
            sentence = words[f"live.conflict.{conflict['kind']}.{part}"]
            filled = [name for name in params if "{" + name + "}" in sentence]
            for name in filled:
                sentence = sentence.replace("{" + name + "}", params[name])
            assert "{" not in sentence, (conflict["kind"], sentence)


def test_gates() -> None:
    def found(case: dict[str, Any]) -> list[str]:
        return sorted(map(short, rules.gate(facts_of(case["patch"]), case["slot"], case["for"], case.get("moved"))))

    assert differing(VECTORS["gate"], found) == []


def test_steps() -> None:
    wrong = []
    for case in VECTORS["step"]:
        facts = facts_of(merged(case["patch"], {"slots": {"a": case["set"]}}))
        done = rules.step(facts["slots"]["a"], case["do"], case["actor"], case["at"], facts, **case["more"])
        expected: dict[str, Any] = {"refused": case.get("refused"), "already": case.get("already", False)}
        expected |= {"changes": case.get("changes", {}), "tell": case.get("tell", False), **case.get("with", {})}
        found = {"refused": None, "already": False, "changes": {}, "tell": False, **done.get("more", {}), **done}
        wrong += [(case["name"], done, expected)] if any(found.get(key) != expected[key] for key in expected) else []
    assert wrong == []
    assert {case["do"] for case in VECTORS["step"]} == set(rules.ACTIONS)


def test_refusals_have_words() -> None:
    words = json.loads((I18N / "vi" / "live-rules.json").read_text(encoding="utf-8"))
    told = {case["refused"] for case in VECTORS["step"] if "refused" in case}
    assert len(told) >= 13
    assert {code for code in told if f"live.refused.{code}" not in words} == set()


def test_alarms_and_the_next_one() -> None:
    slot = VECTORS["base"]["slots"]["a"]
    for case in VECTORS["alarms"]:
        assert rules.alarms(slot | case["set"], case["at"]) == case["expect"], case
        assert rules.next_alarm([slot | case["set"]], case["at"]) == case["next"], case
    assert rules.next_alarm([], 0) is None


def test_what_a_slot_holds() -> None:
    slot = VECTORS["base"]["slots"]["a"]
    for case in VECTORS["held"]:
        span = rules.held(slot | case["set"], case["now"])
        assert (list(span) if span else None) == case["expect"], case


def test_free_cells() -> None:
    for case in VECTORS["cells"]:
        facts = facts_of(case["patch"])
        assert rules.free_cells(facts, facts["slots"][case["slot"]], case["day"]) == case["expect"], case["name"]


def test_the_names_in_a_sentence() -> None:
    for case in VECTORS["say"]:
        facts = facts_of(case["patch"])
        [conflict] = [row for row in rules.check(facts) if row["kind"] == case["kind"]]
        params = rules.params_of(conflict, facts)
        assert {name: params.get(name) for name in case["expect"]} == case["expect"], case["name"]


def test_nobody_lifts_what_the_law_forbids() -> None:
    for kind in KINDS:
        refusal = rules.may_override({"kind": kind}, "Có văn bản của cơ quan")
        assert refusal == ("never" if kind in {"goods.forbidden", "slot.incomplete"} else None)
        assert rules.may_override({"kind": kind}, "gấp      !!!!!") in ("reason", "never")


def test_an_action_nobody_knows_is_a_fault_of_the_program() -> None:
    slot = VECTORS["base"]["slots"]["a"]
    with pytest.raises(ValueError, match="fly"):
        rules.step(slot, "fly", {"roles": ["organiser"]}, 0, VECTORS["base"])


def test_a_name_under_a_crowd_holds_for_fewer_of_the_same() -> None:
    """A warning is seen with the drafts in it and asked for without them."""
    goods = [{"product": "g1", "pieces": 50, "price": None}]
    slots: dict[str, Any] = {name: {"goods": goods, "state": "draft"} for name in ("a", "c")}
    slots["b"] = {"goods": goods, "state": "confirmed"}
    facts = facts_of({"slots": slots})
    seen = next(row for row in rules.check(facts, ["a"]) if row["kind"] == "stock.short")
    assert sorted(seen["slots"]) == ["a", "b", "c"]

    def open_kinds(facts: dict[str, Any]) -> set[str]:
        return {row["kind"] for row in rules.gate(facts, "a", "confirm")}

    slots["a"] |= {"acks": [{"kind": seen["kind"], "with": seen["with"], "by": "u1"}]}
    assert "stock.short" in open_kinds(facts)
    assert "stock.short" not in open_kinds(facts_of({"slots": slots}))
    slots["b"] |= {"goods": [{"product": "g1", "pieces": 60, "price": None}]}
    assert "stock.short" in open_kinds(facts_of({"slots": slots})), "b has changed since"
