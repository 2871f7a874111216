# Needs make and python3 (3.11 or newer) only; everything else goes into .venv.
#   make demo     check a cluster, and convert it to keepalived
#   make test     install what the tests need, and run them all
#   make quick    the tests without real daemons in labs, and without those that take long
#   make lint     ruff, mypy, and the layers of the packages
#   make gen      write the generated files again: parser tables, keyword table, index of rules, documentation
#   make docs     the documentation alone
#   make bench    measure, and fail where a budget is exceeded
#   make fuzz     try what carplint promises on made trees, SECONDS=600 long, with hypothesis and atheris
#   make agreement   compare with keepalived's own diagnostics; and with real files and clusters, where the corpus lies
#                    beside the repository
#   make failover    try the failover of clusters before and after their conversion on the real daemons (root)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CARPLINT := $(BIN)/carplint
DAEMONS := keepalived ucarp ifupdown iproute2 dash bash
CLUSTERS := fixtures/clusters
SECONDS ?= 600
# What Python compiles is kept, for the programs that the tests start, too, and not among the sources.
PYTEST := PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/$(VENV)/pycache $(BIN)/python -m pytest

.PHONY: help demo test quick lint gen docs bench fuzz agreement failover fresh daemons clean
.DELETE_ON_ERROR:

help:
	@sed -n 's/^#   //p' Makefile

$(BIN)/python:
	@tools/make-venv $(PYTHON) $(VENV)

$(VENV)/.package: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

# The tests are collected once, so that not each of the processes that run them compiles all of it; what pip would compile
# lies elsewhere than what they take. What builds carplint is among what the tests need: pip need not install it for itself.
$(VENV)/.test: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check hatchling editables
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --no-build-isolation --editable '.[test]'
	-@$(PYTEST) --collect-only -qq >/dev/null
	@touch $@ $(VENV)/.package

$(VENV)/.dev: $(VENV)/.test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV)/.bench: $(VENV)/.package pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

demo: $(VENV)/.package
	@tools/demo $(CARPLINT) $(CLUSTERS)

daemons:
	@tools/install-daemons $(DAEMONS)

test: $(VENV)/.test daemons
	$(PYTEST) -n 5 --dist worksteal

quick: $(VENV)/.test
	$(PYTEST) -n 2 --dist worksteal -m "not labs and not slow"

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

gen: $(VENV)/.dev
	$(BIN)/python tools/gen_tables.py
	$(BIN)/python tools/gen_keywords.py
	$(BIN)/python tools/gen_index.py
	$(BIN)/python tools/gen_docs.py

docs: $(VENV)/.dev
	$(BIN)/python tools/gen_docs.py

fresh: $(VENV)/.dev
	$(BIN)/python tools/gen_tables.py --check
	$(BIN)/python tools/gen_keywords.py --check
	$(BIN)/python tools/gen_index.py --check
	$(BIN)/python tools/gen_docs.py --check

bench: $(VENV)/.bench
	$(BIN)/python bench/run.py

# atheris is left out where it does not install.
fuzz: $(VENV)/.dev
	-@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]' 2>/dev/null
	PYTHONPYCACHEPREFIX=$(CURDIR)/$(VENV)/pycache $(BIN)/python -m tests.fuzz --seconds $(SECONDS)

agreement: $(VENV)/.package daemons
	$(BIN)/python tools/agreement --write docs/agreement.md
	$(BIN)/python tools/agreement/clusters.py --write docs/clusters.md

failover: $(VENV)/.test daemons
	$(BIN)/python tools/failover_matrix.py --write docs/failover.md

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
