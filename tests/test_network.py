"""The guard of the test suite holds: a connection to elsewhere fails the test that opens it."""

import socket

import pytest


def test_a_connection_to_elsewhere_is_caught():
    with socket.socket() as line, pytest.raises(AssertionError, match="wants to reach"):
        line.connect(("192.0.2.1", 80))
    with socket.socket() as line, pytest.raises(ConnectionRefusedError):
        line.connect(("127.0.0.1", 1))
