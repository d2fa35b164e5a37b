"""周工作清单 and 每日销号: each leading member's week by day, and the month's key work."""
