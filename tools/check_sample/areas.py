"""TBMJ against own ellipsoidal areas, and closed to the cent per village, town and district."""

import numpy as np
import pandas as pd

from check_sample.facts import FACTS
from check_sample.folder import QUICK, Folder, Parcels, in_cents
from check_sample.geodesy import ellipsoid_areas
from check_sample.outcome import Outcome


def measured(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect TBMJ to be the ellipsoidal area, but for a few hundredths of closing."""
    at = np.arange(len(parcels.shapes))
    if folder.quick and len(at) > QUICK:
        at = np.sort(np.random.default_rng(1).choice(at, QUICK, replace=False))
    own = ellipsoid_areas(parcels.shapes[at]) if folder.quick else parcels.measured
    frame = parcels.frame.iloc[at]
    off = frame["TBMJ"].to_numpy(dtype=float) - own
    out.rows("TBMJ is not the ellipsoidal area", frame, np.abs(off) > 0.05 + 1e-7 * own, ["TBMJ"], by=np.abs(off))
    quantiles = np.percentile(off, [0, 1, 50, 99, 100]).round(3).tolist()
    out.note(f"TBMJ less own area: {quantiles} m² at 0, 1, 50, 99, 100 %; {off.sum():.3f} m² in all")


def closed(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect TBMJ to add up to DCMJ exactly, by village, by town and in all."""
    frame = pd.DataFrame({"place": parcels.text("ZLDWDM"), "cents": parcels.cents})
    for layer, field, digits in ((folder.villages, "ZLDWDM", 19), (folder.towns, "XZQDM", 9)):
        wanted = dict(zip(layer[field], in_cents(layer["DCMJ"]), strict=True))
        found = frame.groupby(frame["place"].str[:digits])["cents"].sum().to_dict()
        out.differences(f"ΣTBMJ against DCMJ by {field}, cents", found, wanted)
    facts = FACTS["district"]
    wanted = int(facts["control_m2"].replace(".", ""))
    if folder.truth["parcels"] > facts["control_parcels"]:
        wanted = int(folder.truth["control_area_m2"].replace(".", ""))
    out.same("ΣTBMJ of the district, cents", int(frame["cents"].sum()), wanted)


CHECKS = {"areas.measured": measured, "areas.closed": closed}
