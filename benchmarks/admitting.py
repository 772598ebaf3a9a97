"""One input let in by the gate in a process of its own: ``python admitting.py PATH`` prints seconds and memory."""

import json
import sys
import time
from pathlib import Path

from natres.readers.gate.admission import admit
from natres.readers.gate.formats import RASTER_FORMATS, VECTOR_FORMATS

__all__: list[str] = []


def memory_mb(name: str) -> float:
    """Return what the system says of this process's memory: VmRSS now, VmHWM at its peak, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{name}:")[1].split()[0]) / 1024


def main() -> None:
    """Let one input in and say what it took, whatever was imported apart."""
    path = Path(sys.argv[1])
    formats = RASTER_FORMATS if path.suffix == ".tif" else VECTOR_FORMATS
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak of the imports is forgotten
    before, start = memory_mb("VmRSS"), time.perf_counter()
    admit(path, formats)
    seconds = time.perf_counter() - start
    sys.stdout.write(json.dumps({"seconds": seconds, "extra_mb": max(memory_mb("VmHWM") - before, 0.0)}) + "\n")


if __name__ == "__main__":
    main()
