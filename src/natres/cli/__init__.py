"""The command line: parse arguments, call one workflow, print, exit with the code that says how it went.

Heavy libraries are imported inside the commands, so that ``natres --help`` answers at once.
"""

from natres.cli.commands import app
from natres.cli.entry import main

__all__ = ["app", "main"]
