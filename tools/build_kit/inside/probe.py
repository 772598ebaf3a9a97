# -*- coding: utf-8 -*-
"""Say by the exit code whether this Python can carry the kit beside it. Runs under every Python since 2.7.

0 yes, 20 another version, 21 of 32 bits, 22 another system, processor or build, 23 without venv.
"""

import io
import json
import os
import struct
import sys
import sysconfig

FITS, VERSION, BITS, BUILD, VENV = 0, 20, 21, 22, 23


def judged(kit):
    """Return how this Python suits what the kit says of itself."""
    if struct.calcsize("P") != 8:
        return BITS
    if sysconfig.get_platform() != kit["python_platform"] or sys.implementation.name != "cpython":
        return BUILD
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        return BUILD
    try:
        import venv  # noqa: F401
    except ImportError:
        return VENV
    return FITS


def main():
    """Read the kit's description, and judge."""
    here = os.path.dirname(os.path.abspath(__file__))
    with io.open(os.path.join(here, "kit.json"), encoding="utf-8") as file:
        kit = json.load(file)
    if "%d.%d" % sys.version_info[:2] not in kit["pythons"]:
        return VERSION
    return judged(kit)


if __name__ == "__main__":
    sys.exit(main())
