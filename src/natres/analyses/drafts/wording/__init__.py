"""What sentences and definitions say of the figures of a draft."""
