"""``python -m natres`` is the same program as ``natres``."""

from natres.cli import main

main()
