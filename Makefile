.DEFAULT_GOAL := help
.PHONY: help run setup test check bench fix api clean
BOOTSTRAP := bash backend/run/bootstrap.sh

help: ## cette liste
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: ## installe ce qui manque et lance tout, jusqu'à Ctrl-C
	@exec env ENTREGENT_WITH_PARENT=1 $(BOOTSTRAP) run

setup: ## installe ce qui manque, sans lancer
	@$(BOOTSTRAP) setup

test: ## tous les tests (installe ce qu'ils demandent)
	@$(BOOTSTRAP) with-tests .venv/bin/python -m backend.run.verify test

check: ## style, types, dépendances, migrations, API, application
	@$(BOOTSTRAP) with-tests .venv/bin/python -m backend.run.verify check

bench: ## mesures, en tableau et en JSON ; PARTS="search targeting" pour quelques-unes
	@$(BOOTSTRAP) with-bench .venv/bin/python -m tests.bench $(PARTS)

fix: ## met en forme et corrige ce qui peut l'être
	@$(BOOTSTRAP) with-python .venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

api: ## écrit openapi.json
	@$(BOOTSTRAP) with-python .venv/bin/python -m backend.run.verify api

clean: ## enlève ce qui se reconstruit (garde les données)
	@rm -rf pwa/build pwa/.svelte-kit .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var/stamps
	@find . -name __pycache__ -not -path './.venv/*' -not -path './pwa/*' -prune -exec rm -rf {} +
