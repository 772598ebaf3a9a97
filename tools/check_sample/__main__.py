"""Check an invented district: ``python tools/check_sample FOLDER [--overlay] [--quick]``."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from check_sample.command import main

    sys.exit(main())
