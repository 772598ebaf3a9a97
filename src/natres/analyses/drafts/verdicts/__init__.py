"""Whether what is said of figures can be true: one by one, all together, and which figure to look at first."""
