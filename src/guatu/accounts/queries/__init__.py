"""Reads of units, people and posts; each takes the actor first."""

from guatu.accounts.queries.actors import actor_of, in_force

__all__ = ["actor_of", "in_force"]
