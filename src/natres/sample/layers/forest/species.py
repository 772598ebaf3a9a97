"""Trees and shrubs of the invented stands: how old an age group is, how thick a tree of an age."""

from dataclasses import dataclass

__all__ = ["FRUIT", "NURSERY", "SHRUBS", "SPECIES", "TIMBER", "TREES", "Species"]


@dataclass(frozen=True)
class Species:
    """A species.

    ``letter`` stands for it in a stand composition ("7杨3槐"); ``ages`` are the last years of the age groups
    young, middle-aged, near-mature and mature (planted stands of the north); a tree of ``age`` years is about
    ``thickest_cm`` · (1 − e^(−growth·age)) thick; none grows older here than ``oldest``.
    """

    letter: str
    ages: tuple[int, int, int, int]
    thickest_cm: float
    growth: float
    oldest: int


_QUICK, _SLOW, _PINE, _CYPRESS = (10, 15, 20, 30), (20, 40, 50, 70), (20, 30, 40, 60), (30, 50, 70, 100)
_ORCHARD = (3, 6, 15, 25)

SPECIES = {
    "杨树": Species("杨", _QUICK, 42, 0.070, 38), "旱柳": Species("柳", _QUICK, 40, 0.055, 38),
    "刺槐": Species("刺", _QUICK, 30, 0.050, 36), "国槐": Species("槐", _SLOW, 40, 0.030, 75),
    "白蜡": Species("蜡", _SLOW, 36, 0.032, 60), "榆树": Species("榆", _SLOW, 36, 0.030, 60),
    "臭椿": Species("椿", _SLOW, 34, 0.040, 50), "油松": Species("松", _PINE, 28, 0.030, 50),
    "侧柏": Species("柏", _CYPRESS, 26, 0.022, 60),
    "桃": Species("桃", _ORCHARD, 16, 0.120, 25), "梨": Species("梨", _ORCHARD, 22, 0.070, 40),
    "苹果": Species("苹", _ORCHARD, 20, 0.080, 35), "枣": Species("枣", _ORCHARD, 20, 0.050, 45),
    "柽柳": Species("柽", _QUICK, 4, 0.150, 20), "紫穗槐": Species("穗", _QUICK, 3, 0.200, 15),
}  # fmt: skip

# species → weight
TREES = {"杨树": 36, "国槐": 18, "白蜡": 17, "旱柳": 10, "刺槐": 8, "榆树": 5, "臭椿": 4, "侧柏": 1.5, "油松": 0.5}
TIMBER = {"杨树": 82, "旱柳": 8, "榆树": 6, "刺槐": 4}
FRUIT = {"桃": 30, "枣": 28, "梨": 24, "苹果": 18}
SHRUBS = {"柽柳": 62, "紫穗槐": 38}
NURSERY = {"国槐": 40, "白蜡": 40, "臭椿": 20}
