"""What every request works with: the policies, the law beside enrolment, the day, the limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from canbao.policy.policies import Policies
from canbao.policy.side_terms import SideLaws
from canbao.service.deciders import Deciders
from canbao.service.settings import Settings


@dataclass(frozen=True)
class Work:
    """Made once by the composition root. now: the only clock, with its zone.

    deciders: the processes that decide large batches; without them this one does.
    """

    policies: Policies
    now: Callable[[], datetime]
    settings: Settings = field(default_factory=Settings)
    deciders: Deciders | None = None

    def today(self) -> date:
        """The present day, where the service stands."""
        return self.now().date()

    @cached_property
    def side_laws(self) -> SideLaws:
        """The law beside enrolment, from the same policies."""
        return SideLaws(self.policies)
