"""Who may do what where, and what was done: actors, sessions, scopes, the audit trail. Under every writer."""
