"""What a child that reads foreign files may use: memory, time, size of files, no network; where the system allows."""

import contextlib
import ctypes
import os
import sys

__all__ = ["MOST_SECONDS", "leave_network", "limit_self", "most_resident"]

MOST_SECONDS = 3600
_MOST_FILE = 8 * 1024**3
_LEAST_ADDRESSES = 8 * 1024**3
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000


def most_resident() -> int:
    """Return how many bytes of memory a child may have in use: four fifths of the machine's."""
    import psutil

    return psutil.virtual_memory().total * 4 // 5


def limit_self() -> None:
    """Limit this process; Windows has no such limits, there the parent watches memory and time alone."""
    if sys.platform == "win32":
        return
    import resource

    addresses = max(most_resident() * 2, _LEAST_ADDRESSES)
    limits = {
        resource.RLIMIT_CPU: MOST_SECONDS * 2,
        resource.RLIMIT_FSIZE: _MOST_FILE,
        resource.RLIMIT_AS: addresses,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        with contextlib.suppress(OSError, ValueError):  # a stricter one may be in force already
            _, hard = resource.getrlimit(kind)
            allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (allowed, hard))


def leave_network() -> bool:
    """Enter a network of one's own that leads nowhere; return whether the system allowed it.

    Must be called before a second thread begins.
    """
    if not sys.platform.startswith("linux"):
        return False
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_USER | _NEW_NET) != 0:
        return False
    with contextlib.suppress(OSError):  # outputs belong to the same user as before
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    return True


def _write(path: str, text: str) -> None:
    file = os.open(path, os.O_WRONLY)
    try:
        os.write(file, text.encode())
    finally:
        os.close(file)
