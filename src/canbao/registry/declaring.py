"""The feeds as the database knows them: whose they are, what they may do, whom to believe."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from canbao.basis.digests import digest_of
from canbao.database.address import OWNER_ROLE
from canbao.database.connecting import owner
from canbao.feeds.catalogue import feeds

if TYPE_CHECKING:
    from canbao.database.address import Address
    from canbao.feeds.descriptor import Feed


def declare_feeds(address: Address) -> int:
    """Tell the database the feeds of this version of the program; how many were new or had changed.

    Raises BadInputError when the owner's address is not known.
    """
    with owner(address) as connection:
        connection.execute(f"SET ROLE {OWNER_ROLE}")
        declared = json.dumps([declared_as(feed) for feed in feeds().values()])
        row = connection.execute("SELECT registry.declare_feeds(%s::jsonb)", [declared]).fetchone()
        return int(row[0]) if row else 0


def declared_as(feed: Feed) -> dict[str, Any]:
    """What the database has to know of a feed."""
    return {
        "feed": feed.feed,
        "version": feed.version,
        "department": feed.department_code,
        "makes_people": feed.makes_people,
        "of_units": feed.subject == "unit",
        "trust": feed.trust,
        "fresh_months": feed.fresh_months,
        "digest": digest_of(feed.model_dump(mode="json", by_alias=True)).removeprefix("sha256:"),
    }
