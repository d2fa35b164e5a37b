"""Pages of accounts: parse, query, act, render."""
