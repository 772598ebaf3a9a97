"""An independent check of a map page: what its own script unpacks is held against the layer it was drawn from.

It imports nothing of natres. A browser opens the page, the page's engine is asked for every feature with the two
questions its own panel asks (``outline`` and ``facts``), and each answer is compared with the row of the source that
has the same id: rings, holes and parts, every vertex, every attribute, the total area.
"""
