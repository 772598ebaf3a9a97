"""What the tables of a draft hold and say: headings, figures, totals, shares, growth."""
