"""An estimate of what three layers pay of a bill: basic, serious illness, inclusive commercial (xz11/7).

Deductibles, rates and caps are the bureau's own declaration; the documents give none. The real settlement is
made
elsewhere: this is an estimate, medical aid not included.
"""

from __future__ import annotations

from typing import NamedTuple

from canbao.rules.clauses import rule
from canbao.rules.values import UNDETERMINED, UNLIMITED, plus

PER_MILLE = 1000


class Layer(NamedTuple):
    """What a bureau declares of one layer; fen, and the rate in thousandths.

    cap_fen: what the layer pays in a year at most, or UNLIMITED.
    deductible_each_bill: 1 where the deductible is taken from every bill, 0 where once a year.
    covers_out_of_scope: 1 where costs outside the scheme's scope count too.
    """

    deductible_fen: int
    rate_permille: int
    cap_fen: int
    deductible_each_bill: int
    covers_out_of_scope: int


class LayerYear(NamedTuple):
    """What a layer has seen earlier in the year; fen. base_fen: costs that came before it; paid_fen: what it
    paid.
    """

    base_fen: int
    paid_fen: int


class SettlementTerms(NamedTuple):
    """How the layers hang together (xz11/7); 1, 0, or UNDETERMINED where the place's text is silent.

    serious_with_basic: who has basic cover has serious-illness cover without further premium.
    inclusive_needs_basic: inclusive commercial cover is only for those with basic cover.
    """

    serious_with_basic: int
    inclusive_needs_basic: int


class Bill(NamedTuple):
    """One bill; fen. in_scope_fen: costs within the scheme's scope; out_of_scope_fen: the others.

    has_basic: the day lies in the basic benefit span. has_serious: 1, 0 or UNDETERMINED when not told.
    has_inclusive: the person bought inclusive commercial cover.
    """

    in_scope_fen: int
    out_of_scope_fen: int
    has_basic: int
    has_serious: int
    has_inclusive: int


class Settlement(NamedTuple):
    """The estimate; fen. own_fen: what stays with the person. ``*_base_fen``: the costs that came before a
    layer.
    """

    basic_base_fen: int
    basic_fen: int
    serious_base_fen: int
    serious_fen: int
    inclusive_base_fen: int
    inclusive_fen: int
    own_fen: int


@rule("xz11/7")
def rated_fen(base_fen: int, layer: Layer) -> int:
    """The layer's rate of the costs above its deductible, before any cap; a part of a fen is dropped
    (estimate).
    """
    return max(0, base_fen - layer.deductible_fen) * layer.rate_permille // PER_MILLE


@rule("xz11/7")
def layer_fen(base_fen: int, before: LayerYear, layer: Layer) -> int:
    """What a layer pays of the costs that come before it: deductible, rate, cap of the year.

    起付线, 支付比例, 封顶线. With a yearly deductible, bills of one year pay the same however they are split.
    Returns fen. Source: xz11/7; the figures are the bureau's.
    """
    if layer.deductible_each_bill:
        pays = rated_fen(base_fen, layer)
    else:
        pays = rated_fen(before.base_fen + base_fen, layer) - rated_fen(before.base_fen, layer)
    if layer.cap_fen == UNLIMITED:
        return pays
    return min(pays, max(0, layer.cap_fen - before.paid_fen))


@rule("xz11/7")
def has_serious_cover(bill: Bill, t: SettlementTerms) -> int:
    """Whether serious-illness cover comes with the basic cover, or is told; 1, 0 or UNDETERMINED.

    无需另行缴费即可享受居民大病保险待遇. Source: xz11/7.
    """
    if t.serious_with_basic == UNDETERMINED or t.serious_with_basic == 0:
        return bill.has_serious
    return bill.has_basic


@rule("xz11/7")
def has_inclusive_cover(bill: Bill, t: SettlementTerms) -> int:
    """Whether inclusive commercial cover holds; where the text asks for it, only with basic cover.
    Source: xz11/7.
    """
    if not bill.has_inclusive or bill.has_basic or t.inclusive_needs_basic == 0:
        return bill.has_inclusive
    return UNDETERMINED if t.inclusive_needs_basic == UNDETERMINED else 0


@rule("xz11/7")
def paid_by(has_cover: int, base_fen: int, before: LayerYear, layer: Layer) -> int:
    """What a layer pays: nothing without cover, undetermined while cover or costs are. Returns fen."""
    if has_cover == 0:
        return 0
    if has_cover == UNDETERMINED or base_fen == UNDETERMINED:
        return UNDETERMINED
    return layer_fen(base_fen, before, layer)


@rule("xz11/7")
def left_after(base_fen: int, paid_fen: int) -> int:
    """What is left of costs after a layer has paid; undetermined when either is. Returns fen."""
    if base_fen == UNDETERMINED or paid_fen == UNDETERMINED:
        return UNDETERMINED
    return base_fen - paid_fen


@rule("xz11/7")
def settlement(
    bill: Bill,
    basic: Layer,
    serious: Layer,
    inclusive: Layer,
    basic_before: LayerYear,
    serious_before: LayerYear,
    inclusive_before: LayerYear,
    t: SettlementTerms,
) -> Settlement:
    """The estimate of one bill through three layers, each paying of what the one before left.

    一站式结算估算. Costs outside the scope pass by the first two layers. Source: xz11/7; the figures are the
    bureau's.
    """
    basic_paid = paid_by(bill.has_basic, bill.in_scope_fen, basic_before, basic)
    serious_base = left_after(bill.in_scope_fen, basic_paid)
    serious_paid = paid_by(has_serious_cover(bill, t), serious_base, serious_before, serious)
    rest_in_scope = left_after(serious_base, serious_paid)
    outside = bill.out_of_scope_fen if inclusive.covers_out_of_scope else 0
    inclusive_base = plus(rest_in_scope, outside)
    inclusive_paid = paid_by(has_inclusive_cover(bill, t), inclusive_base, inclusive_before, inclusive)
    own = left_after(plus(rest_in_scope, bill.out_of_scope_fen), inclusive_paid)
    return Settlement(bill.in_scope_fen, basic_paid, serious_base, serious_paid, inclusive_base, inclusive_paid, own)
