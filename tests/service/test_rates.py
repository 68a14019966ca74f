"""How many requests of one client are answered in a minute: by address, of IPv6 by network; of health any number."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from canbao.service.gate import Gate
from canbao.service.problems import URN
from canbao.service.settings import Settings
from tests.service.by_hand import Exchange, scope_of, spoken
from tests.service.serving import PATIENT, served

MOST = 3


def limited(most: int = MOST) -> Gate:
    """An application that answers so many requests of a client in a minute."""
    return served(replace(PATIENT, requests_per_minute=most))


def statuses(app: Gate, *addresses: str | None, path: str = "/packs") -> list[int]:
    """What becomes of requests from addresses, one after the other."""
    return [status(app, address, path) for address in addresses]


def status(app: Gate, address: str | None, path: str) -> int:
    """What becomes of one request."""
    exchange = Exchange(scope_of("GET", path, {}, address or ""), [b""])
    if address is None:
        exchange.scope["client"] = None
    return spoken(exchange.run(app)).status


def test_a_client_has_so_many_requests_and_then_must_come_back() -> None:
    app = limited()
    assert statuses(app, *["192.0.2.1"] * (MOST + 2)) == [200] * MOST + [429] * 2
    answer = spoken(Exchange(scope_of("GET", "/packs", {}, "192.0.2.1"), [b""]).run(app))
    assert answer.value["type"] == URN + "too-many-requests"
    assert 1 <= int(answer.headers["retry-after"]) <= 60


def test_each_client_is_counted_by_itself() -> None:
    app = limited()
    assert statuses(app, *["192.0.2.1"] * MOST, "192.0.2.2", "192.0.2.1", "192.0.2.2") == [200] * MOST + [200, 429, 200]


def test_after_a_minute_a_client_has_as_many_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = limited()
    assert statuses(app, *["192.0.2.1"] * (MOST + 1))[-1] == 429
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 61)
    assert statuses(app, *["192.0.2.1"] * (MOST + 1)) == [200] * MOST + [429]


@pytest.mark.parametrize(
    "network",
    [
        ("2001:db8:1:2::1", "2001:db8:1:2::2"),
        ("2001:db8:1:2::1", "2001:0db8:0001:0002:a:b:c:d", "2001:DB8:1:2:ffff::"),
        ("2001:db8::1", "2001:db8::2:1", "2001:db8:0:0:5::", "2001:0db8::9"),
        ("fe80::1%eth0", "fe80::2%eth1", "fe80::3"),
        ("192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201"),
    ],
)
def test_addresses_of_one_network_are_one_client_however_written(network: tuple[str, ...]) -> None:
    app = limited(most=len(network) - 1)
    assert statuses(app, *network) == [200] * (len(network) - 1) + [429]


@pytest.mark.parametrize(
    "others",
    [
        ("2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8:2:2::1"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2"),
        ("192.0.2.1", "192.0.20.1", "192.0.2.11"),
    ],
)
def test_addresses_of_other_networks_are_others(others: tuple[str, ...]) -> None:
    app = limited(most=1)
    assert statuses(app, *others, *others) == [200] * len(others) + [429] * len(others)


def test_no_limit_is_no_limit() -> None:
    assert set(statuses(limited(most=0), *["192.0.2.1"] * 200)) == {200}
    assert Settings().requests_per_minute > 0


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_is_asked_as_often_as_one_likes(path: str) -> None:
    app = limited()
    assert set(statuses(app, *["192.0.2.1"] * 20, path=path)) == {200}
    assert statuses(app, *["192.0.2.1"] * (MOST + 1)) == [200] * MOST + [429]
    assert statuses(app, "192.0.2.1", path=path) == [200]


def test_whatever_is_asked_counts() -> None:
    app = limited()
    asked = ["/nothing", "/packs?unknown=1", "/health", "/packs"]
    assert [status(app, "192.0.2.1", path) for path in asked] == [404, 422, 404, 429]


def test_a_client_without_an_address_is_not_counted() -> None:
    assert set(statuses(limited(), *[None] * 10)) == {200}
