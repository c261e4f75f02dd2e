# Portal Współpracy. `make help` lists every target.
# Recipes use the relative path .venv, so a folder with a space in its name is fine, and an active VIRTUAL_ENV changes nothing.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
PY := .venv/bin/python
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset setup check lint format types test test-slow coverage unit-sqlite unit-postgres elasticsearch browser bench guide messages css fonts lock services clean

help: ## list every target
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: .venv/base.stamp ## set everything up and serve the demo on http://127.0.0.1:8000 (PORT= changes it)
	@exec $(PY) manage.py demo --port $(PORT)

demo-reset: .venv/base.stamp ## move the demo's data aside and start over with fresh content
	@$(PY) manage.py demo --reset-only

setup: .venv/dev.stamp ## install what development needs

.venv/pyvenv.cfg:
	@$(PYTHON) tools/check_python.py
	@$(PYTHON) -m venv .venv

.venv/base.stamp: requirements/base.txt .venv/pyvenv.cfg
	@echo "Instaluję pakiety (raz, około minuty)..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/pyvenv.cfg
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ .venv/base.stamp

check: lint types unit-sqlite ## lint, types and unit tests on SQLite (before each commit)

lint: .venv/dev.stamp ## ruff, djhtml, import-linter, pending migrations
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet .
	@git ls-files 'templates/*.html' 'templates/**/*.html' -z | xargs -0 -r .venv/bin/djhtml --tabwidth 2 --check > /dev/null
	@.venv/bin/lint-imports --no-cache > /dev/null || .venv/bin/lint-imports --no-cache
	@DJANGO_SETTINGS_MODULE=portal.settings.test $(PY) manage.py makemigrations --check --dry-run > /dev/null

format: .venv/dev.stamp ## let ruff and djhtml put the sources in order
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .
	@git ls-files 'templates/*.html' 'templates/**/*.html' -z | xargs -0 -r .venv/bin/djhtml --tabwidth 2

types: .venv/dev.stamp ## mypy with django-stubs
	@.venv/bin/mypy core accounts home news ngo_pages events_calendar calendar_imports framework_calendar problem_groups search site/portal

unit-sqlite: .venv/dev.stamp ## unit tests on SQLite
	@$(PY) -m pytest -n auto -q -m "not browser and not slow and not elasticsearch and not race" $(ARGS)

unit-postgres: .venv/dev.stamp ## the same tests on a PostgreSQL of their own
	@$(PY) tests/services/postgres.py run -- $(PY) -m pytest -n auto -q -m "not browser and not slow and not elasticsearch" $(ARGS)

elasticsearch: .venv/dev.stamp ## the search's tests on an Elasticsearch node of their own
	@$(PY) tests/services/elasticsearch.py run -- $(PY) -m pytest -q -m "elasticsearch and not slow" tests/search/elastic $(ARGS)

browser: .venv/dev.stamp ## the tests in a real Chromium
	@$(PY) -m pytest -q -m "browser and not slow" $(ARGS)

test: .venv/dev.stamp ## units on PostgreSQL, the search on Elasticsearch, browser and axe
	@$(PY) tests/services/install.py
	@.ci/test

coverage: .venv/dev.stamp ## how much of the code the units reach; fails below the bound in pyproject.toml
	@rm -f .coverage .coverage.*
	@$(PY) -m pytest -n auto -q -m "not browser and not slow and not elasticsearch and not race" --cov --cov-report= --cov-fail-under=0
	@$(PY) -m coverage report --skip-covered | tail -n 40

test-slow: .venv/dev.stamp ## units on SQLite with their coverage, all bad input, the whole axe grid, HTML validity, killed processes
	@$(PY) tests/services/install.py
	@$(PY) -m pytest -q -m "(slow or race) and not grid and not elasticsearch" $(ARGS)
	@$(PY) tests/services/postgres.py run -- $(PY) -m pytest -n auto -q -m "slow and grid"
	@$(PY) tests/services/postgres.py run -- $(PY) -m pytest -q -m "slow and not elasticsearch" tests/events_calendar/test_killed.py tests/framework_calendar/test_killed.py tests/calendar_imports/test_killed.py tests/search/test_killed.py
	@$(PY) -m pytest -q -m "slow and elasticsearch" tests/search/elastic
	@$(MAKE) --no-print-directory coverage

services: .venv/dev.stamp ## start a PostgreSQL for trials; prints its DATABASE_URL, Ctrl-C stops it
	@$(PY) tests/services/postgres.py run

bench: .venv/dev.stamp ## benchmarks, as ratios of one run (PART=pages|search|quality|booking|ical|calendar|imports|framework|framework-year)
	@$(PY) bench/run.py $(PART)

guide: .venv/dev.stamp ## screenshots for the three guides from a fresh demo
	@$(PY) tools/guide_screenshots.py

messages: .venv/dev.stamp ## collect texts for translation and compile the catalogues
	@$(PY) manage.py portal_messages

css: .venv/dev.stamp ## join the style files into static/css/portal.css
	@$(PY) manage.py build_css

lock: .venv/dev.stamp ## lock the requirements again
	@cd requirements && for f in base production dev; do ../.venv/bin/uv pip compile -q --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --universal $$f.in -o $$f.txt; done

clean: ## remove what tests and builds left behind (never the demo's data)
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .coverage* htmlcov
