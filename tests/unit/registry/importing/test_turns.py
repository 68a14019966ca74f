"""Work in turns: two at once, in order, and nothing after what failed."""

from __future__ import annotations

from threading import Event, Lock
from time import sleep

import pytest

from canbao.registry.importing.turns import AT_ONCE, GivenUpError, Turn, in_turn

PATIENCE = 30


def test_results_come_in_order_and_never_more_than_two_are_under_way() -> None:
    now, most, lock, ended = 0, 0, Lock(), list[int]()

    def work(piece: int, turn: Turn) -> int:
        nonlocal now, most
        turn.wait_to_begin()
        with lock:
            now += 1
            most = max(most, now)
        turn.is_ready()
        sleep(0.002 * (piece % 3))
        turn.wait_to_end()
        with lock:
            ended.append(piece)
            now -= 1
        return piece * 10

    assert list(in_turn(work, range(12))) == [piece * 10 for piece in range(12)]
    assert ended == list(range(12))
    assert most == AT_ONCE


def test_the_next_is_made_ready_while_one_ends() -> None:
    second_is_ready = Event()

    def work(piece: str, turn: Turn) -> str:
        turn.wait_to_begin()
        turn.is_ready()
        if piece == "second":
            second_is_ready.set()
        turn.wait_to_end()
        if piece == "first":
            assert second_is_ready.wait(PATIENCE)
        return piece

    assert list(in_turn(work, ["first", "second"])) == ["first", "second"]


def test_the_next_does_not_begin_before_the_one_before_is_ready() -> None:
    begun = list[int]()

    def work(piece: int, turn: Turn) -> None:
        turn.wait_to_begin()
        sleep(0.02 if piece == 0 else 0)
        begun.append(piece)
        turn.is_ready()

    list(in_turn(work, range(2)))
    assert begun == [0, 1]


@pytest.mark.parametrize("failing", [0, 1, 3])
@pytest.mark.parametrize("when", ["before it begins", "before it ends"])
def test_nothing_comes_of_those_after_one_that_fails(failing: int, when: str) -> None:
    ended, seen = list[int](), list[int]()

    def work(piece: int, turn: Turn) -> int:
        turn.wait_to_begin()
        if piece == failing and when == "before it begins":
            raise ValueError("it")
        turn.is_ready()
        turn.wait_to_end()
        if piece == failing:
            raise ValueError("it")
        ended.append(piece)
        return piece

    with pytest.raises(ValueError, match="it"):
        seen += in_turn(work, range(6))
    assert ended == list(range(failing))


def test_whoever_asks_for_no_more_gets_no_more() -> None:
    ended = list[int]()

    def work(piece: int, turn: Turn) -> int:
        turn.wait_to_begin()
        turn.is_ready()
        turn.wait_to_end()
        ended.append(piece)
        return piece

    results = in_turn(work, range(6))
    assert next(results) == 0
    sleep(0.05)
    assert ended == [0]  # the second does not end while somebody still looks at the first
    results.close()
    assert ended == [0]


def test_what_is_given_up_is_told_so_at_once() -> None:
    told = Event()

    def work(piece: int, turn: Turn) -> int:
        turn.when_given_up = told.set
        turn.wait_to_begin()
        turn.is_ready()
        if piece == 0:
            raise ValueError("it")
        assert told.wait(PATIENCE)
        turn.go_on()
        return piece

    with pytest.raises(ValueError, match="it"):
        list(in_turn(work, range(2)))
    assert told.is_set()


def test_one_alone_waits_for_nobody() -> None:
    turn = Turn()
    turn.wait_to_begin()
    turn.is_ready()
    turn.wait_to_end()


def test_a_turn_that_was_given_up_does_not_end() -> None:
    turn = Turn()
    turn.give_up()
    with pytest.raises(GivenUpError):
        turn.wait_to_end()
