"""Callers that wait together share one transaction, each keeps its own answer; nobody waits for ever."""

import threading

from ops import engine
from ops.core.work import Combiner
from ops.errors import Busy, Invalid


def double(_: str, items: list[int]) -> list[int]:
    return [2 * one for one in items]


def crowd(combiner: Combiner[int, int], items: range, event: str = "e1") -> dict[int, int | Exception]:
    """What each of many callers at once was answered."""
    told: dict[int, int | Exception] = {}

    def ask(item: int) -> None:
        try:
            told[item] = combiner.submit(event, item)
        except Exception as error:
            told[item] = error

    callers = [threading.Thread(target=ask, args=(item,), daemon=True) for item in items]
    for one in callers:
        one.start()
    for one in callers:
        one.join(30)
    return told


def test_each_has_its_own_answer_and_groups_keep_to_their_size() -> None:
    groups: list[list[int]] = []

    def together(_: str, items: list[int]) -> list[int]:
        groups.append(items)
        engine.sleep(0.002)  # as a database would: the others come meanwhile
        return double("", items)

    combiner = Combiner(together, at_most=7)
    assert crowd(combiner, range(60)) == {one: 2 * one for one in range(60)}
    assert sorted(one for group in groups for one in group) == list(range(60)), "each is served once"
    assert max(map(len, groups)) <= 7
    assert len(groups) < 60, "whoever waits shares"
    assert crowd(combiner, range(3)) == {0: 0, 1: 2, 2: 4}, "it begins again after it has rested"


def test_nobody_spoils_the_others() -> None:
    def together(_: str, items: list[int]) -> list[int]:
        engine.sleep(0.002)
        if 5 in items:
            raise Invalid("bad_input")
        return double("", items)

    told = crowd(Combiner(together, at_most=8), range(20))
    assert isinstance(told.pop(5), Invalid)
    assert told == {one: 2 * one for one in range(20) if one != 5}


def test_the_trouble_of_the_database_is_told_to_all_of_a_group() -> None:
    calls: list[int] = []

    def together(_: str, items: list[int]) -> list[int]:
        calls.append(len(items))
        engine.sleep(0.002)
        raise Busy

    told = crowd(Combiner(together), range(12))
    assert len(told) == 12
    assert all(isinstance(one, Busy) for one in told.values())
    assert sum(calls) == 12, "nobody is tried alone"


def test_events_do_not_wait_for_one_another() -> None:
    held, done = threading.Event(), threading.Event()

    def together(event: str, items: list[int]) -> list[int]:
        if event == "slow":
            held.set()
            assert done.wait(30)
        return double("", items)

    combiner = Combiner(together)
    slow = threading.Thread(target=combiner.submit, args=("slow", 1), daemon=True)
    slow.start()
    assert held.wait(30)
    assert combiner.submit("quick", 4) == 8
    done.set()
    slow.join(30)
    assert not slow.is_alive()


def test_who_is_ended_in_the_middle_leaves_nobody_waiting() -> None:
    class Ended(BaseException):
        pass

    def together(_: str, items: list[int]) -> list[int]:
        engine.sleep(0.002)
        if 0 in items:
            raise Ended
        return double("", items)

    combiner = Combiner(together, at_most=4)
    told: dict[int, int | BaseException] = {}

    def ask(item: int) -> None:
        try:
            told[item] = combiner.submit("e1", item)
        except BaseException as error:
            told[item] = error

    callers = [threading.Thread(target=ask, args=(item,), daemon=True) for item in range(10)]
    for one in callers:
        one.start()
    for one in callers:
        one.join(30)
    assert sorted(told) == list(range(10))
    assert any(isinstance(one, Ended) for one in told.values())
    assert all(isinstance(one, (Busy, Ended)) or one == 2 * item for item, one in told.items())


def test_one_alone() -> None:
    assert Combiner(double).submit("e1", 21) == 42
