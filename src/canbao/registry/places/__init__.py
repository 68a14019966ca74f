"""Places: official tables read, checked and loaded; codes of former days resolved."""
