"""What the district file states of water and heat in the ground, and the accounts of two years."""
