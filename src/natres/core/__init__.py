"""The numbers: units, areas, rounding, classification, ledger, results. Opens no file, prints nothing."""
