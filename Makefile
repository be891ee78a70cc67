# Two commands: `make demo` and `make test`. Each sets up what it needs and can be run again at any time.
PYTHON ?= python3
BIN := .venv/bin
# Whole files spread over the cores, four at most. Fast ones first; the browser's stories in a process of their own, since
# its driver keeps an event loop running in which Django refuses its database.
SPREAD := -n auto --maxprocesses 4 --dist loadfile
.DEFAULT_GOAL := help

help:
	@echo "make demo   fill an installation with invented people and serve it on 127.0.0.1:8000"
	@echo "make test   run all tests"
	@echo "make lint   style, types, translations"
	@echo "make bench  all measurements; make bench-NAME one of: $(patsubst bench/%.py,%,$(wildcard bench/[a-z]*.py))"
	@echo "make shots  the README's pictures, from the demonstration"

.venv/ready: requirements-dev.lock pyproject.toml tools/setup
	@tools/setup $(PYTHON)

demo: .venv/ready
	@$(BIN)/waystation demo

test: .venv/ready
	@tools/browser
	@$(BIN)/ruff check . && $(BIN)/mypy
	@$(BIN)/python -m pytest $(SPREAD) --ignore=tests/browser
	@$(BIN)/python -m pytest $(SPREAD) tests/browser

lint: .venv/ready
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/python tools/messages.py --check

bench: .venv/ready
	@for file in $(filter-out bench/road.py,$(wildcard bench/[a-z]*.py)); do $(BIN)/python $$file || exit 1; done

bench-%: .venv/ready
	@$(BIN)/python bench/$*.py

shots: .venv/ready
	@tools/browser && $(BIN)/python tools/shots.py

.PHONY: help demo test lint bench shots
