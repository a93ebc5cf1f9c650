# make run    start with the sample event on http://localhost:8000
# make test   everything: unit, property, fault and browser tests, under three engines and two databases
# Python packages go to .venv, Node packages (developers only) to node_modules; nothing else on the machine changes,
# except that root gets missing Debian packages installed (scripts/setup.sh).
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: run test lint bench scaled setup clean help

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
ARGS ?=
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check --no-input
# Python as the machine reads it, made ahead: a start that had to translate all modules took half a second longer, and
# some systems forbid Python to keep what it translated (PYTHONDONTWRITEBYTECODE).
COMPILE = $(PY) -m compileall -q ops wsgi.py
hash = $(shell cat $(1) 2>/dev/null | sha256sum | cut -c1-16)
# A stamp carries the hash of what it was made from: a changed pin makes it again, a touched file does not.
RUNTIME := $(VENV)/.runtime-$(call hash,requirements.txt)
DEVELOP := $(VENV)/.develop-$(call hash,requirements.txt requirements-dev.txt requirements-solver.txt)
NODE := node_modules/.stamp-$(call hash,package-lock.json)
TOOLS := $(VENV)/.tools-$(call hash,scripts/setup.sh)

help:
	@sed -n 's/^# make/make/p' Makefile

run: $(RUNTIME)
	@$(COMPILE)
	@$(PY) -m ops migrate
	@$(PY) -m ops load-sample
	@$(PY) -m ops where --url http://localhost:$(PORT)
	@exec $(PY) wsgi.py --host $(HOST) --port $(PORT)

test: $(TOOLS) $(DEVELOP) $(NODE)
	@$(COMPILE)
	@$(PY) scripts/suite.py $(ARGS)

lint: $(TOOLS) $(DEVELOP) $(NODE)
	@status=0; \
	$(PY) -m ruff check --quiet --output-format=concise . || status=1; \
	$(PY) -m mypy || status=1; \
	$(PY) scripts/vendor.py --check || status=1; \
	scripts/npm.sh run --silent lint || status=1; \
	scripts/npm.sh run --silent types || status=1; \
	exit $$status

bench: $(DEVELOP)
	@$(COMPILE)
	@set -e; for file in $$(grep -l __main__ bench/*.py); do echo "== $$file"; $(PY) -m bench.$$(basename $$file .py) $(ARGS); done

# Two servers on PostgreSQL, Redis as doorbell, nginx in front, all private to this folder; Ctrl-C ends all of it.
scaled: $(TOOLS) $(RUNTIME)
	@$(COMPILE)
	@$(PY) scripts/scaled.py $(ARGS)

setup: $(TOOLS)

# var/ holds your data and stays.
clean:
	rm -rf $(VENV) node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@scripts/setup.sh venv
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): | $(PY)
	@echo "Installing what the server needs ..."
	@$(PIP) install -r requirements.txt
	@printf '#!/bin/sh\ncd "%s" && exec .venv/bin/python -m ops "$$@"\n' "$(CURDIR)" > $(VENV)/bin/ops
	@chmod +x $(VENV)/bin/ops
	@rm -f $(VENV)/.runtime-*; touch $@

$(DEVELOP): $(RUNTIME)
	@echo "Installing what the tests need ..."
	@$(PIP) install -r requirements-dev.txt -r requirements-solver.txt
	@rm -f $(VENV)/.develop-*; touch $@

$(TOOLS): | $(PY)
	@scripts/setup.sh test
	@rm -f $(VENV)/.tools-*; touch $@

$(NODE): $(TOOLS)
	@scripts/npm.sh ci --silent --no-audit --no-fund
	@mkdir -p node_modules; rm -f node_modules/.stamp-*; touch $@
