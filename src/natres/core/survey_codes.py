"""Codes of the third survey's database for what its tables divide cropland by."""

__all__ = ["CROPLAND_TYPES", "PLANTINGS", "RECOVERIES", "SLOPE_GRADES"]

#: Slope grade (耕地坡度级别, GDPDJB), from flat to steep.
SLOPE_GRADES = ("1", "2", "3", "4", "5")
#: Kind of sloping cropland (耕地类型, GDLX): terrace, slope.
CROPLAND_TYPES = ("TT", "PD")
#: What grows on cropland (种植属性代码, ZZSXDM): grain, other crops, both in turn, fallow, among trees, nothing.
PLANTINGS = ("LS", "FLS", "LYFL", "XG", "LLJZ", "WG")
#: How land that is no cropland now could be cropland again (恢复属性, in ZZSXDM too): at once, or with works.
RECOVERIES = ("JKHF", "GCHF")
