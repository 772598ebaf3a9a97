"""The sample's own arithmetic, shared with nothing else: geodesic areas and exact rounding."""
