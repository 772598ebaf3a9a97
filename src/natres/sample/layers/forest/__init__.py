"""Forest plots (小班): class × tenure sums to the last square metre, borders that differ from the survey's."""

from natres.sample.layers.forest.matrix import CLASSES, REPORT_MATRIX, TENURES, random_matrix
from natres.sample.layers.forest.plots import forest_plots
from natres.sample.layers.forest.pool import WOODS, survey_tenure

__all__ = ["CLASSES", "REPORT_MATRIX", "TENURES", "WOODS", "forest_plots", "random_matrix", "survey_tenure"]
