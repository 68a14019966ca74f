"""``canbao keys``: the key ring of the database, a new data key, every value made over under it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from canbao.basis.findings import Text
from canbao.cli.acting import connected, ready
from canbao.cli.arguments import AsJson, Lang, language_of
from canbao.cli.context import root_of
from canbao.cli.database import asked
from canbao.cli.output import console, print_json

if TYPE_CHECKING:
    from canbao.database.address import Address
    from canbao.sealing.ring import KeyRing

keys_app = typer.Typer(
    name="keys",
    help="密钥：状态、换钥 · Keys: status, rotation",
    no_args_is_help=True,
)

KEY = Text("数据密钥 {number}（{on}，{state}）", "data key {number} ({on}, {state})")
STATES = {"active": Text("在用", "in use"), "retired": Text("停用", "retired")}
SEALED = Text("  {table}：{count} 个值", "  {table}: {count} values")
ROTATING = Text("重新加密 {count}", "{count} made over")
ROTATED = Text("已用数据密钥 {number} 重新加密 {count} 个值。", "{count} values made over under data key {number}.")


@keys_app.command()
def status(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """每把数据密钥加密了多少个值 · How many values each data key sealed."""
    from canbao.registry.rotation import sealed_by_key

    language = language_of(context, lang)
    with asked(context, language, as_json=as_json) as address:
        ring = root_of(context).key_ring(address)
        with connected(context, language, as_json=as_json) as connection:
            found = sealed_by_key(connection)
        if as_json:
            keys = [
                {"id": key.id, "created_on": key.created_on.isoformat(), "state": key.state} for key in ring.data_keys
            ]
            print_json({"data_keys": keys, "sealed": [{"table": t, "key": k, "values": n} for t, k, n in found]})
            return
        page = console()
        for key in ring.data_keys:
            state = STATES[key.state].get(language)
            page.print(KEY.fill(number=key.id, on=key.created_on.isoformat(), state=state).get(language))
            for table, number, count in found:
                if number == key.id:
                    page.print(SEALED.fill(table=table, count=f"{count:,}").get(language))


@keys_app.command()
def rotate(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """加一把数据密钥并全部重新加密；中断后用 resume 继续 · Add a data key and make every value over under it."""
    run(context, lang, adds_key=True, as_json=as_json)


@keys_app.command()
def resume(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """继续中断了的换钥 · Go on with a rotation that was interrupted."""
    run(context, lang, adds_key=False, as_json=as_json)


@contextmanager
def unfinished_told(address: Address, ring: KeyRing) -> Iterator[None]:
    """Say of a rotation that the database cuts short that ``resume`` goes on with it. Raises BadInputError."""
    from psycopg import Error

    from canbao.basis.errors import BadInputError
    from canbao.basis.finding_codes import finding
    from canbao.database.connecting import where
    from canbao.database.refusals import refusal

    try:
        yield
    except Error as error:
        stopped = finding("rotation_unfinished", f"data key {ring.sealing_key.id}", number=ring.sealing_key.id)
        raise BadInputError([refusal(where(address.application), error), stopped]) from error


def run(context: typer.Context, lang: Lang, *, adds_key: bool, as_json: bool) -> None:
    """Make every value over under the newest data key, or under a new one."""
    from canbao.access.audit import audited
    from canbao.cli.waiting import waiting
    from canbao.registry.rotation import rotate as rotated
    from canbao.registry.rotation import sealed_by_key
    from canbao.sealing.keys import add_data_key

    language = language_of(context, lang)
    root = root_of(context)
    with asked(context, language, as_json=as_json) as address:
        ring = root.key_ring(address)
        with connected(context, language, as_json=as_json) as connection:
            sealed_by_key(connection)  # whoever may not rotate is told before a key is made
            with audited(connection, "keys.rotate", str(ring.sealing_key.id)):
                if adds_key:
                    ring = add_data_key(ring, root.today())
        words = ROTATING.fill(count="…")
        with ready(address), waiting(words, language, quiet=as_json), unfinished_told(address, ring):
            count = rotated(address, root.session_token(), ring)
    if as_json:
        print_json({"data_key": ring.sealing_key.id, "values": count})
    else:
        console().print(ROTATED.fill(number=ring.sealing_key.id, count=f"{count:,}").get(language))
