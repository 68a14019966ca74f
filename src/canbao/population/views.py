"""A view of some whole numbers, as compiled rules take the years behind a person: where they lie and how many.

A slice of an array owns a share of it, and taking and giving back shares costs more than a rule. A view owns nothing:
it is good only while the array is held by the caller.
"""

from __future__ import annotations

import operator
from typing import Any

from numba.core import cgutils, types
from numba.extending import intrinsic, models, overload, register_model


class ViewType(types.Type):
    """The type of a view of numbers of one element type."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        super().__init__(name=f"View({dtype})")


@register_model(ViewType)
class ViewModel(models.StructModel):
    """A view in memory: the address of its first number, and how many there are."""

    def __init__(self, manager: Any, of: ViewType) -> None:
        super().__init__(manager, of, [("data", types.CPointer(of.dtype)), ("count", types.int64)])


@intrinsic
def view(_: Any, of: Any, first: Any, count: Any) -> Any:  # noqa: ARG001
    """A view of ``count`` numbers of another view from position ``first`` on."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        seen = cgutils.create_struct_proxy(signature.args[0])(context, builder, value=given[0])
        made = cgutils.create_struct_proxy(signature.args[0])(context, builder)
        made.data = builder.gep(seen.data, [given[1]])
        made.count = given[2]
        return made._getvalue()

    return of(of, types.int64, types.int64), generate


@intrinsic
def column(_: Any, array: Any) -> Any:
    """A view of a whole one-dimensional array without gaps."""
    of = ViewType(array.dtype)

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        held = context.make_array(signature.args[0])(context, builder, given[0])
        made = cgutils.create_struct_proxy(of)(context, builder)
        made.data = held.data
        made.count = builder.extract_value(held.shape, 0)
        return made._getvalue()

    return of(array), generate


@intrinsic
def put(_: Any, of: Any, position: Any, number: Any) -> Any:  # noqa: ARG001
    """Write a number at a position, in the view's type."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        seen = cgutils.create_struct_proxy(signature.args[0])(context, builder, value=given[0])
        narrow = context.cast(builder, given[2], signature.args[2], signature.args[0].dtype)
        builder.store(narrow, builder.gep(seen.data, [given[1]]))
        return context.get_dummy_value()

    return types.none(of, types.int64, number), generate


@intrinsic
def count_of(_: Any, of: Any) -> Any:
    """How many numbers a view has."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return cgutils.create_struct_proxy(signature.args[0])(context, builder, value=given[0]).count

    return types.int64(of), generate


@intrinsic
def number_at(_: Any, of: Any, position: Any) -> Any:  # noqa: ARG001
    """The number at a position, which must be one of the view's: nothing checks it."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        seen = cgutils.create_struct_proxy(signature.args[0])(context, builder, value=given[0])
        number = builder.load(builder.gep(seen.data, [given[1]]))
        return context.cast(builder, number, signature.args[0].dtype, types.int64)

    return types.int64(of, types.int64), generate


@overload(len)
def view_len(of: Any) -> Any:
    """``len`` of a view."""
    if not isinstance(of, ViewType):
        return None

    def counted(of: Any) -> Any:
        return count_of(of)

    return counted


@overload(operator.getitem)
def view_getitem(of: Any, position: Any) -> Any:
    """Indexing of a view, by positions from 0 on only."""
    if not isinstance(of, ViewType) or not isinstance(position, types.Integer):
        return None

    def found(of: Any, position: Any) -> Any:
        return number_at(of, position)

    return found


@overload(operator.setitem)
def view_setitem(of: Any, position: Any, number: Any) -> Any:  # noqa: ARG001
    """Writing through a view, at positions from 0 on only."""
    if not isinstance(of, ViewType) or not isinstance(position, types.Integer):
        return None

    def written(of: Any, position: Any, number: Any) -> Any:
        put(of, position, number)

    return written
