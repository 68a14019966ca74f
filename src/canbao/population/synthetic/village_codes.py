"""Village codes of twelve digits below a place, of divisions that do not claim to exist.

At each level the numbers are taken from the end of the range, which the division codes leave unused: cities and
counties 91 to 99, townships and villages 901 and above. A code thus finds the pack of its place and no real village.
"""

from __future__ import annotations

from canbao.basis.compilable import compilable
from canbao.population.synthetic.draws import below

FIRST_DIVISION = 91
CITIES = 9
COUNTIES = 9
FIRST_TOWN = 901
TOWNS = 20
VILLAGES = 12

COUNTY_DIGITS = 1_000_000
"""A county's six digits stand above township and village."""
TOWN_DIGITS = 1_000
PROVINCE = 10_000
CITY = 100

DESTINATIONS = (44, 33)
"""Provinces that people move to; the second for those of the first."""


@compilable
def village_below(place: int, key: int, stream: int) -> int:
    """A village of the place; place: six digits of a province, a city or a county. Four streams from ``stream`` on."""
    county = place
    if county % PROVINCE == 0:
        county += (FIRST_DIVISION + below(key, stream, CITIES)) * CITY
    if county % CITY == 0:
        county += FIRST_DIVISION + below(key, stream + 1, COUNTIES)
    town = FIRST_TOWN + below(key, stream + 2, TOWNS)
    village = FIRST_TOWN + below(key, stream + 3, VILLAGES)
    return county * COUNTY_DIGITS + town * TOWN_DIGITS + village


@compilable
def village_elsewhere(place: int, key: int, stream: int) -> int:
    """A village of another province."""
    destination = DESTINATIONS[0]
    if place // PROVINCE == destination:
        destination = DESTINATIONS[1]
    return village_below(destination * PROVINCE, key, stream)
