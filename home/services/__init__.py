"""Writing: one function for each thing a person does, in one transaction, which checks permission and raises a domain error."""
