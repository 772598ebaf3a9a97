"""What lies on the ground: land classes, settlements, owners, crops, and the flips that meet the printed figures."""
