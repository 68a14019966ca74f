"""Step 9: pages for people, made on the server: the calculator and the atlas of the law. They only ask."""
