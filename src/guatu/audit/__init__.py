"""The chained record of acts, and evidence as bytes and hashes."""
