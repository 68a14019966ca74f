"""Keeping names and numbers: sealed with SM4-GCM, found by keyed tokens (HMAC-SM3), keys outside the database."""
