"""``canbao serve``: the open API and the calculator on an address of this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Text
from canbao.cli.arguments import Lang, language_of
from canbao.cli.context import Served, root_of
from canbao.cli.output import console, fail

MOST_WORKERS = 8
SERVING = Text("服务已就绪：{address}（Ctrl+C 结束）", "Serving at {address} (Ctrl+C ends it)")
HEALTHY = Text("服务已就绪：{address}，随即结束", "Serving at {address}; healthy, ending")


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="监听地址。 Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, help="端口；默认 8000 起第一个空闲的。 Default: first free from 8000."
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, max=64, help="进程数，默认等于核数。 Processes; default: cores.")
    ] = None,
    rate: Annotated[
        int,
        typer.Option(
            "--rate", min=0, help="每个客户端每分钟的请求数，0 不限。 Requests a minute of one client; 0: any."
        ),
    ] = 1200,
    proxy: Annotated[
        str, typer.Option("--proxy", help="可信的反向代理地址。 Proxies whose X-Forwarded-For is believed.")
    ] = "127.0.0.1",
    once: Annotated[bool, typer.Option("--once", help="就绪后即退出。 End as soon as it is healthy.")] = False,
    overlay: Annotated[
        list[Path] | None, typer.Option("--overlay", help="覆盖文件，可重复。 An overlay file; may be repeated.")
    ] = None,
    lang: Lang = None,
) -> None:
    """开放接口与参保计算器。 Serve the open API and the calculator; nothing is stored.

    SIGHUP 逐个更换进程，SIGTERM 答完再停。 SIGHUP renews the workers, SIGTERM stops when all is answered.
    """
    language = language_of(context, lang)

    def tell(address: str) -> None:
        console().print((HEALTHY if once else SERVING).fill(address=address).get(language), soft_wrap=True)

    count = workers or min(os.cpu_count() or 1, MOST_WORKERS)
    asked = Served(host, port, count, rate, proxy, tuple(overlay or ()), once, tell)
    try:
        status = root_of(context).serve(asked)
    except BadInputError as bad:
        fail(bad.findings, language)
    raise typer.Exit(status)
