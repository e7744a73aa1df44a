# SPDX-License-Identifier: MIT
# `make lab` opens the lessons, `make test` checks everything. Both make .venv first if need be;
# PYTHON=/path/to/python3 chooses the interpreter.
.POSIX:
.PHONY: help lab test environment outputs pins clean

# What lab (JupyterLab's options), test (names of checks) and outputs (notebooks) are given.
ARGUMENTS =

help:
	@echo "make lab      open the lessons in JupyterLab"
	@echo "make test     run all checks; ARGUMENTS=\"style types\" runs only those"
	@echo "make outputs  run the notebooks and store their outputs"
	@echo "make pins     choose the versions in constraints.txt anew (needs uv)"
	@echo "make clean    remove the environment and all caches"

lab: environment
	@.venv/bin/python -m scripts.lab $(ARGUMENTS)

test: environment
	@.venv/bin/python -m scripts.test $(ARGUMENTS)

outputs: environment
	@.venv/bin/python -m scripts.notebook_outputs $(ARGUMENTS)

environment:
	@PYTHON="$(PYTHON)" sh scripts/environment

pins:
	@sh scripts/pins

clean:
	rm -rf .venv .jupyter .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
