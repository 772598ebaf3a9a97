"""What a victim of a kill does: it overwrites an output, telling when it begins."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from natres.writers import OutputFolder, write_layer

OLD_ROWS, NEW_ROWS = 400, 2500


def frame_of(version: str, rows: int) -> gpd.GeoDataFrame:
    x = 39505000.0 + 10 * np.arange(rows)
    columns = {"BSM": [f"{i:018d}" for i in range(rows)], "DLBM": ["0101"] * rows, "BB": [version] * rows}
    return gpd.GeoDataFrame(columns, geometry=shapely.box(x, 4322000, x + 10, 4322010), crs=4527)


def overwrite(path: str, begun) -> None:
    frame = frame_of("新", NEW_ROWS)
    begun.set()
    write(Path(path), frame)


def write(path: Path, frame: gpd.GeoDataFrame) -> None:
    if path.suffix:
        write_layer(frame.to_crs(4490) if path.suffix == ".geojson" else frame, path, force=True)
        return
    with OutputFolder(path) as folder:
        for n in range(8):
            folder.write(f"表 {n}.csv", "\n".join(frame["BB"]))
        folder.publish({"natres": "0", "version": frame["BB"].iloc[0], "rows": len(frame)})
