"""The judged set: documents and queries with what each should find. bench/search/README.md says how relevance was decided."""
