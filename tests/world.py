"""Keeps tests on this machine: loopback and Unix sockets, nothing else."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any


class OutsideWorldError(RuntimeError):
    """A test tried to reach something that is not this machine."""

    def __init__(self, address: object) -> None:
        super().__init__(f"tests reach this machine alone, not `{address}`")


def is_here(host: object) -> bool:
    """Say whether a host is this machine."""
    if host in {None, "", b"", "localhost", b"localhost"}:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def stay_here() -> None:
    """Refuse, for the rest of this process, every connection that leaves."""
    for name in ("connect", "connect_ex"):
        _guard_socket(name)
    sendto, look_up = socket.socket.sendto, socket.getaddrinfo

    def guarded_sendto(self: socket.socket, data: Any, *rest: Any) -> int:
        _refuse(self.family, rest[-1])
        return sendto(self, data, *rest)

    def guarded_look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if not is_here(host):
            raise OutsideWorldError(host)
        return look_up(host, *rest, **more)

    socket.socket.sendto = guarded_sendto  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_look_up


def _guard_socket(name: str) -> None:
    original = getattr(socket.socket, name)

    def guarded(self: socket.socket, address: Any) -> Any:
        _refuse(self.family, address)
        return original(self, address)

    setattr(socket.socket, name, guarded)


def _refuse(family: int, address: Any) -> None:
    if family in {socket.AF_INET, socket.AF_INET6} and not is_here(address[0]):
        raise OutsideWorldError(address[0])
