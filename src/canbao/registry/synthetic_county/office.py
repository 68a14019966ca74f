"""The office of the synthetic county in a database: its places, two actors, and sessions opened by the owner.

Nobody can sign in as these actors: they have no password. Their sessions are opened by whoever may make tables, for the
demonstration alone.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.database.connecting import application, owner, where
from canbao.registry.places.load import load
from canbao.registry.places.synthetic import synthetic_county
from canbao.registry.synthetic_county.people import COUNTY, COUNTY_DIGITS

if TYPE_CHECKING:
    from canbao.database.address import Address

PLACE: Final = COUNTY * COUNTY_DIGITS
OFFICER: Final = "demo.officer"
ADMINISTRATOR: Final = "demo.administrator"
NO_PASSWORD: Final = "no password opens this"
HOURS: Final = 12

OPEN: Final = """
WITH who AS (
    INSERT INTO access.actor (login, display_name, place, password_hash)
    VALUES (%(login)s, %(name)s, %(place)s, %(password)s)
    ON CONFLICT (login) DO UPDATE SET login = excluded.login RETURNING actor_id
), given AS (
    INSERT INTO access.assignment (actor_id, role, power, place)
    SELECT actor_id, role, power, %(place)s FROM who, access.role WHERE role = %(role)s
      AND NOT EXISTS (SELECT FROM access.assignment a JOIN who USING (actor_id) WHERE a.ended_at IS NULL)
    RETURNING assignment_id
)
INSERT INTO access.session (token_digest, assignment_id, expires_at)
SELECT sha256(convert_to(%(token)s, 'UTF8')), assignment_id, now() + make_interval(hours => %(hours)s)
FROM (
    SELECT assignment_id FROM given
    UNION ALL
    SELECT a.assignment_id FROM access.assignment a JOIN who USING (actor_id) WHERE a.ended_at IS NULL
) AS one
"""


def opened(address: Address, *, is_new: bool) -> str:
    """The token of a session of the data officer of the county; is_new: load the places first.

    Raises BadInputError where the registry has people or files of somebody else.
    """
    refuse_others(address)
    if is_new:
        with application(address, session(address, ADMINISTRATOR, "system_administrator", 0)) as connection:
            above, county = synthetic_county(str(COUNTY))
            load(connection, above)
            load(connection, county)
    return session(address, OFFICER, "data_officer", PLACE)


def session(address: Address, login: str, role: str, place: int) -> str:
    """The token of a new session of an actor, who is made if need be."""
    token = secrets.token_urlsafe(32)
    asked = {
        "login": login,
        "name": f"合成 {login}",
        "place": place,
        "password": NO_PASSWORD,
        "role": role,
        "token": token,
        "hours": HOURS,
    }
    with owner(address) as connection:
        connection.execute(OPEN, asked)
    return token


def refuse_others(address: Address) -> None:
    """Raise BadInputError where the registry is in use by others than the demonstration."""
    with owner(address) as connection:
        row = connection.execute(
            """
            SELECT EXISTS (SELECT FROM registry.person)
               AND NOT EXISTS (SELECT FROM access.actor WHERE login = %(officer)s)
                OR EXISTS (SELECT FROM registry.feed_file f JOIN access.actor a ON a.actor_id = f.imported_by
                           WHERE a.login <> %(officer)s)
            """,
            {"officer": OFFICER},
        ).fetchone()
    if row is None or row[0]:
        raise BadInputError([finding("demo_registry_in_use", where(address.application))])


def is_of_officer(address: Address, token: str) -> bool:
    """Whether a session is one of the demonstration's data officer, run out or not."""
    with owner(address) as connection:
        found = connection.execute(
            "SELECT FROM access.session JOIN access.assignment USING (assignment_id) "
            "JOIN access.actor USING (actor_id) WHERE token_digest = sha256(convert_to(%s, 'UTF8')) AND login = %s",
            [token, OFFICER],
        )
        return bool(found.rowcount)
