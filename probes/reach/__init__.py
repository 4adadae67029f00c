"""What gets through to the target: packets of which size, and UDP at all."""
