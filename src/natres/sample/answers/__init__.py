"""The generator's own answers and words: truth file, district file, README."""
