"""Numbers of people who do not exist, for the tests of certificates."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from canbao.basis.certificates.eighteen import with_check

PREFIXES = (*range(72, 81), *range(84, 90))
"""The first two digits of regions that no province has."""


def number(born: str = "19800501", order: int = 1, region: str = "880123") -> str:
    """A sound number of someone born on YYYYMMDD."""
    return with_check(f"{region}{born}{order:03d}")


NUMBERS = st.builds(
    lambda prefix, rest, born, order: number(f"{born:%Y%m%d}", order, f"{prefix}{rest:04d}"),
    st.sampled_from(PREFIXES),
    st.integers(0, 9999),
    st.dates(date(1860, 1, 1), date(2030, 12, 31)),
    st.integers(0, 999),
)
"""Any sound number of someone who does not exist."""

OLD_NUMBERS = st.builds(
    lambda prefix, rest, born, order: f"{prefix}{rest:04d}{born:%y%m%d}{order:03d}",
    st.sampled_from(PREFIXES),
    st.integers(0, 9999),
    st.dates(date(1901, 1, 1), date(1999, 9, 30)),
    st.integers(0, 995),
)
"""Any old number of fifteen digits of someone who does not exist."""
