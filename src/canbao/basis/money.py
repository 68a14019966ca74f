"""Money: whole fen inside, yuan with at most two decimals at the edges."""

from __future__ import annotations

from decimal import Decimal

FEN_PER_YUAN = 100


def fen(yuan: int | float | str | Decimal) -> int:
    """An amount in yuan as whole fen."""
    return int(Decimal(str(yuan)) * FEN_PER_YUAN)


def yuan(fen: int) -> int | float:
    """Fen as yuan: a whole number where it is whole, else with two decimals."""
    return fen // FEN_PER_YUAN if fen % FEN_PER_YUAN == 0 else fen / FEN_PER_YUAN
