# Everything a developer or CI does, by name. Set-up runs by itself, and again when the lock or the metadata changes.
PYTHON ?=
ARGS ?=
STAMP := .venv/.ready-$(shell cat requirements.lock pyproject.toml scripts/setup | cksum | tr ' ' '-')
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check static lint types contracts schemas docs format bench lock clean

help: ## List these recipes.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP) ## Show the whole road, offline, against simulated vendors.
	$(BIN)/reconciler demo $(ARGS)

test: $(STAMP) ## Run the tests; more arguments for pytest go in ARGS="...".
	$(BIN)/pytest -n auto --dist loadgroup $(ARGS)

check: static test ## Run everything CI runs: lint, types, contracts, schemas, tests.

static: lint types contracts $(STAMP) ## Run what needs no test: lint, types, contracts, fresh schemas and documentation.
	$(BIN)/reconciler schema --check
	$(BIN)/python scripts/docs.py --check

lint: $(STAMP) ## Check style and format.
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(STAMP) ## Check types.
	$(BIN)/mypy

contracts: $(STAMP) ## Check which room may import which.
	$(BIN)/lint-imports --no-logo

schemas: $(STAMP) ## Write the JSON Schemas of all kinds anew.
	$(BIN)/reconciler schema

docs: $(STAMP) ## Write the generated documentation anew.
	$(BIN)/python scripts/docs.py

format: $(STAMP) ## Format the code and mend what can be mended.
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: $(STAMP) ## Measure speed, as ratios.
	$(BIN)/python benchmarks/run.py $(ARGS)

lock: ## Choose the newest allowed packages and write requirements.lock.
	PYTHON="$(PYTHON)" scripts/lock --upgrade

clean: ## Remove the venv, caches and build products.
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*

$(STAMP):
	@rm -f .venv/.ready-*
	PYTHON="$(PYTHON)" scripts/setup
	@touch $@
