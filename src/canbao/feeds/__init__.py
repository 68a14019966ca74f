"""Department feeds as files: what each is made of, templates, reading, checking, rejects. Knows no database."""
