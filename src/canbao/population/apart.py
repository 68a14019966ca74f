"""What compiled rules do not draw in: the calendar, which they call, and what the processor has an instruction for.

Few rows need a day so many months later. Drawn into its callers, the calendar would be worked out beforehand for every
row, since a compiler may move divisions out of the loop that chooses whether they are needed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba.core import types
from numba.cpython.unsafe.numbers import trailing_zeros
from numba.extending import intrinsic, overload

from canbao.basis.bits import lowest
from canbao.basis.days import add_months, month_start_after, year_of

CALLED: tuple[Callable[..., Any], ...] = (add_months, month_start_after, year_of)
"""The functions, of one or two whole numbers, that are called as they stand."""


def register_apart() -> tuple[Callable[..., Any], ...]:
    """Let compiled functions call those of ``CALLED``, and find the lowest number of a set by one instruction.

    Returns all these functions. May be called once.
    """
    overload(lowest, strict=False)(lambda _: lambda members: trailing_zeros(members))
    for function in CALLED:
        overload(function, strict=False)(_caller(_call_of(function), function.__code__.co_argcount))
    return (*CALLED, lowest)


def _caller(call: Any, takes: int) -> Callable[..., Any]:
    """What the compiler asks for the implementation of a function that takes so many numbers."""
    if takes == 1:
        return lambda *_: lambda one: call((one,))
    return lambda *_: lambda one, other: call((one, other))


def _call_of(function: Callable[..., Any]) -> Any:
    """A call of a function with a tuple of whole numbers that stays a call."""

    @intrinsic
    def call(_: Any, given: Any) -> Any:
        plain = types.int64(*[types.int64] * len(given))

        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            of = signature.args[0]
            numbers = [
                context.cast(builder, builder.extract_value(args[0], position), of[position], types.int64)
                for position in range(len(of))
            ]
            compiled = context.compile_subroutine(builder, function, plain)
            callee = context.declare_function(builder.module, compiled.fndesc)
            _, result = context.call_conv.call_function(builder, callee, plain.return_type, plain.args, numbers)
            _keep_as_call(builder.block, callee)
            return result

        return types.int64(given), generate

    return call


def _keep_as_call(block: Any, callee: Any) -> None:
    """Forbid drawing in the last call of a function in a block."""
    for instruction in reversed(block.instructions):
        if getattr(instruction, "callee", None) is callee:
            instruction.attributes.add("noinline")
            return
    raise AssertionError("the call is in no block")
