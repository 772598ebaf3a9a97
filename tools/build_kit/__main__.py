"""Build the offline kit: ``python tools/build_kit [--platforms …] [--pythons …] [--into dist]``."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from build_kit.command import main

    sys.exit(main())
