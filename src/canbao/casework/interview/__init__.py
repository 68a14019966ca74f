"""Which unanswered facts could still change an answer, found by varying them through the rules."""
