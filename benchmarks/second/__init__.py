"""A year of postings by another hand: held back from whoever fits linking weights."""
