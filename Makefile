# The developer's and the user's day. `make` alone lists the targets.
MVN ?= $(shell command -v mvn || echo ./mvnw) -B -ntp
# What the tests with real servers run on: mysql:5.6 mysql:8.0 mysql:9.7 mariadb:10.11 mariadb:11.8.
V ?= mysql:9.7
# How the servers replicate: gtid or position.
MODE ?= position

.DEFAULT_GOAL := help
.PHONY: help test check it bench torture lab-images fmt dist sim demo docs

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## three real servers, a writing client, a kill, a failover; needs neither root nor containers
	MVN="$(MVN)" bash dist/demo.sh

test: ## everything, with real servers: installs a container engine and builds images where they are missing
	bash it/run.sh

check: ## what needs no servers: compile, static checks, unit tests
	$(MVN) -q -T 1C verify

it: ## the tests with real servers on one version: make it V=mariadb:10.11 MODE=gtid [T=scenario]
	bash it/run.sh --only $(V) $(MODE) $(T)

torture: ## random failures against real servers: make torture MINUTES=10 [SEED=4711] [BLOW=cut-off-from-its-replicas] [V=...] [MODE=...]
	bash it/lab/install.sh && bash it/lab/build.sh $(V)
	bash dist/build.sh
	$(MVN) -q -Pit verify -pl it -am -Dunit.skip -Dchecks.skip=true -Dlab.v=$(V) -Dlab.mode=$(MODE) -Dlab.tests=torture \
	  -Dtorture.minutes=$(or $(MINUTES),5) -Dtorture.seed=$(SEED) -Dtorture.blow=$(BLOW)

bench: ## how fast it is, beside MHA 0.58 where that works: make bench [V=mariadb:10.11] [FIGURES=switch,apply] [ROUNDS=3]; all: 55 minutes
	bash bench/run.sh $(V) $(MODE) "$(ROUNDS)" $(or $(FIGURES),all)

lab-images: ## the images of the servers: make lab-images V=mysql:5.6
	bash it/lab/install.sh && bash it/lab/build.sh $(V)

fmt: ## formats the sources
	$(MVN) -q spotless:apply

dist: ## target/masterha, ready to run, with the node bundle for the database hosts
	MVN="$(MVN)" bash dist/build.sh

sim: ## one simulated failover and life in full, or many: make sim SEED=4711, make sim SEEDS=1000000
	$(MVN) -q test -pl manager -am -Dchecks.skip=true -Dtest='SimulationTest,LifeSimulationTest' -Dsurefire.failIfNoSpecifiedTests=false \
	  -DredirectTestOutputToFile=false -Dsim.seed=$(SEED) $(if $(SEEDS),-Dsim.seeds=$(SEEDS) -Dlife.seeds=$(SEEDS))

docs: ## the documents that are printed from tables
	$(MVN) -q compile -pl manager -am -Dchecks.skip=true dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime
	java -cp "manager/target/classes:$$(cat manager/target/classpath)" io.masterha.manager.cli.PrintDocs docs
