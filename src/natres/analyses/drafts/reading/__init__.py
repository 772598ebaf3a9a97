"""From a draft's letters to its figures: paragraphs made plain, numbers with units, names."""
