# Everything a newcomer types. `make run` and `make test` set up all they need first; see tools/bootstrap.sh.

.DEFAULT_GOAL := help
.PHONY: help run test check format lock setup setup-test clean

help:
	@echo "make run      open PushDesk (without a display: run the demo, leave pushdesk-demo.png)"
	@echo "make test     make check, then every test; make test ARGS='tests/model -k topic' for some"
	@echo "make check    formatting, lint, types, and which part may import which"
	@echo "make format   put the formatting right"
	@echo "make lock     write the lock files anew from pyproject.toml and tests/peers/package.json"
	@echo "make clean    take away what set-up made: .venv and caches"

setup:
	@tools/bootstrap.sh run

setup-test:
	@tools/bootstrap.sh test

run: setup
	@tools/open-window.sh

check: setup-test
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

test: check
	QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} .venv/bin/python -m pytest $(ARGS)

format: setup-test
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

lock:
	@tools/lock.sh

clean:
	rm -rf .venv .make .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
