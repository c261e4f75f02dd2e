"""Loading the demo's content: each app has a `demo.py` that uses these parts (design decision 19)."""
