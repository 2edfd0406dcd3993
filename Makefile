# Needs python3 (3.10 or newer), git and make; everything else goes into .venv, .nox and .demo.

PYTHON ?= python3
BOOTSTRAP = $(PYTHON) tests/support/bootstrap.py

# A shell that keeps Python from writing bytecode would make every start a compilation.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME PYTHONSTARTUP DORMANT DORMANT_CONFIG
# The matrix names the Pythons that are absent; it does not fetch them.
export NOX_DOWNLOAD_PYTHON = never

.PHONY: help demo test quick lint docs bench bench-quick bench-report clean

help:
	@echo 'make demo    set up a throwaway environment and show what dormant gains on a real tool'
	@echo 'make test    run all tests on every Python found here, 3.10 to 3.15'
	@echo 'make quick   run the quick tests on one Python only, $(PYTHON) when it makes .venv'
	@echo 'make lint    check style and types'
	@echo 'make docs    build the documentation into .docs/index.html'
	@echo 'make bench   measure everything and write docs/benchmarks.md; bench-tools and so on measure one part'
	@echo 'make clean   remove what these commands made'

# Everything goes into .demo: an environment with csvkit from PyPI and dormant from here, and a project that uses both.
demo:
	@echo 'making .demo'
	@$(BOOTSTRAP) .demo/venv . csvkit==2.2.0
	@mkdir -p .demo/project && cp docs/demo/* .demo/project
	@cd .demo/project && export PATH="$$PWD/../venv/bin:$$PATH" && \
	    set -e && for command in 'in2csv cities.json' 'dormant init' 'dormant compare -- in2csv cities.json'; do \
	        printf '\n$$ %s\n' "$$command"; $$command; \
	    done

test: .venv/ready
	.venv/bin/nox -s test

quick: .venv/ready
	.venv/bin/python -m pytest -m 'not slow'

lint: .venv/ready
	.venv/bin/nox -s lint

docs: .venv/ready
	.venv/bin/nox -s docs

bench: .bench/ready
	.bench/venv/bin/python -m benchmarks

bench-quick: .bench/ready
	.bench/venv/bin/python -m benchmarks --quick

bench-report: .bench/ready
	.bench/venv/bin/python -m benchmarks report

# One part: bench-peers, bench-tools, bench-own_cost, bench-fleets.
bench-%: .bench/ready
	.bench/venv/bin/python -m benchmarks $*

clean:
	rm -rf .bench .demo .docs .venv .nox .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist

.venv/ready: pyproject.toml
	@echo 'making .venv'
	@$(BOOTSTRAP) .venv -e . --group dev
	@touch $@

.bench/ready: pyproject.toml
	@echo 'making .bench'
	@$(BOOTSTRAP) .bench/venv -e . --group benchmarks
	@touch $@
