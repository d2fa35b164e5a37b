"""Acts on notices; what other apps use stands here."""

from guatu.notices.actions.telling import Notice, Words, tell, tell_all

__all__ = ["Notice", "Words", "tell", "tell_all"]
