"""Step 9: the commands. They read files, call casework and policy, and print; nothing is decided here."""
