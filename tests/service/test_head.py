"""HEAD is answered as GET is, without the content (RFC 9110 section 9.3.2); a client that leaves is no fault."""

from __future__ import annotations

import logging

import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.service.by_hand import spoken
from tests.service.serving import PATIENT, asking, served


@pytest.mark.parametrize("path", ["/health/live", "/packs", "/packs/430000?on=2026-01-01", "/schemas/case"])
def test_head_has_the_headers_of_get_and_no_content(path: str) -> None:
    with asking() as client:
        got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == str(len(got.content))
    assert head.headers["content-type"] == got.headers["content-type"]


def test_head_of_what_is_not_there_and_of_what_takes_a_body_only() -> None:
    with asking() as client:
        assert [client.head(path).status_code for path in ("/nothing", "/options")] == [404, 405]


def test_a_client_that_leaves_while_sending_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    """It leaves in the middle of its body: nobody is told anything, and nothing is logged."""
    told: list[Message] = []
    sent: list[Message] = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    messages = iter(sent)

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        told.append(message)

    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/v1/determinations",
        "raw_path": b"/api/v1/determinations",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", b"application/json")],
        "client": ("192.0.2.1", 50000),
        "server": ("testserver", 80),
    }

    async def ask(application_receive: Receive, application_send: Send) -> None:
        await served(PATIENT)(scope, application_receive, application_send)

    with caplog.at_level(logging.ERROR, logger="canbao.service"):
        spoken(ask(receive, send))
    assert caplog.records == []
