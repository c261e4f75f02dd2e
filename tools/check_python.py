#!/usr/bin/env python3
"""Says in one sentence what this machine lacks before the virtual environment is made."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file must run on older versions to say so
    sys.exit(f"Potrzebny jest Python 3.11 lub nowszy, a tu jest {sys.version.split()[0]}. Wskaż inny: make demo PYTHON=python3.12")
try:
    import ensurepip  # noqa: F401
    import venv  # noqa: F401
except ImportError:
    sys.exit("Brakuje modułu venv. W Debianie i Ubuntu: apt-get install python3-venv")
