# `make check` is all that a change has to pass. PYTHON names the interpreter of the virtual environment.
PYTHON ?= python

.PHONY: check format lint types generated tests

check: lint types generated tests

format:
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

generated:
	$(PYTHON) docs/generate_cli.py --check
	$(PYTHON) docs/generate_features.py --check
	$(PYTHON) tests/gold/build.py --check
	$(PYTHON) -m canonym.cli glossary check

tests:
	$(PYTHON) -m pytest
