# SPDX-License-Identifier: Apache-2.0
# make build | quick | test | test-KIND | test-kernels | test-bare | soak | lab | bench | bench-rest | package | package-rpm | test-package | test-package-arm64 | image | test-image | test-ansible | format | clean. Each installs what it needs and says so first.

.PHONY: build quick test test-kernels test-bare soak lab bench bench-rest package package-rpm test-package test-package-arm64 image test-image test-ansible ready-lab ready-test format clean
.DEFAULT_GOAL := build

BUILD_PACKAGES := maven clang llvm libbpf-dev linux-libc-dev
RUN_PACKAGES := libbpf1 bpftool iproute2 nftables ethtool util-linux procps
LAB_PACKAGES := nginx-light curl wrk tcpdump tshark openssl iptables unbound locales
# The routing daemons of contrib/routing, for the tests alone.
ROUTING_PACKAGES := bird2 frr keepalived
BENCH_PACKAGES := haproxy
# For the tests alone: each compiler that tools/compilers names, with its llvm-strip.
COMPILERS = $(shell tools/compilers)
COMPILER_PACKAGES = $(COMPILERS) $(COMPILERS:clang%=llvm%)
# What builds packages, and what looks at them.
PACKAGE_PACKAGES := dpkg-dev binutils xz-utils
LINT_PACKAGES := lintian
RPM_PACKAGES := rpm rpmlint
KERNEL_PACKAGES := qemu-system-x86 busybox-static cpio kmod xz-utils zstd

JDK = JAVA_HOME=$$(tools/jdk)
MAVEN = mvn -B -ntp -Dstyle.color=never
SOURCES := $(shell find . -path ./target -prune -o -path '*/target' -prune -o -path ./.git -prune -o \
	-type f \( -path '*/src/main/*' -o -name pom.xml -o -name jvm.config \) -print)

# The archives of a tree that was moved after its build are made for its new place.
build: target/built
	@$(JDK) tools/class-archives

target/built: $(SOURCES)
	@tools/install-jdk
	@tools/packages $(BUILD_PACKAGES) $(RUN_PACKAGES)
	@$(JDK) tools/build package -DskipTests
	@touch $@

test:
	@tools/install-jdk
	@tools/packages $(BUILD_PACKAGES) $(RUN_PACKAGES) $(LAB_PACKAGES) $(ROUTING_PACKAGES) $(COMPILER_PACKAGES) $(PACKAGE_PACKAGES)
	@tools/korean-locale
	@tools/promtool
	@tools/page-packages
	@$(JDK) tools/openapi-generator
	@$(JDK) tools/test $(MAVEN) verify -Pkorean

# The tests of one kind of evidence, such as make test-flood.
KINDS := unit program model instructions flood faults compilers end-to-end routing
.PHONY: $(KINDS:%=test-%) test-routing-bird3 ready-test-routing ready-test-routing-bird3
$(KINDS:%=test-%): test-%:
	@tools/install-jdk
	@tools/packages $(BUILD_PACKAGES) $(RUN_PACKAGES) $(LAB_PACKAGES) $(ROUTING_PACKAGES) $(COMPILER_PACKAGES) $(PACKAGE_PACKAGES)
	@case $* in end-to-end|routing) tools/page-packages; $(JDK) tools/openapi-generator ;; esac
	@$(JDK) tools/test $(MAVEN) verify -Dgroups='$(if $(filter unit,$*),none(),$*)'

# The same with BIRD 3, which takes the place of BIRD 2: make test-bare BARE=13 COMMANDS="test-routing test-routing-bird3"
test-routing-bird3 ready-test-routing-bird3: ROUTING_PACKAGES := bird3 frr keepalived
test-routing-bird3: test-routing

# What a change wants again and again: compile, format, unit tests.
quick:
	@tools/install-jdk
	@tools/packages $(BUILD_PACKAGES) $(RUN_PACKAGES)
	@$(JDK) tools/test $(MAVEN) -q -T 2 test -Pquick -Dgroups='none()'

test-kernels:
	@tools/install-jdk
	@tools/packages $(BUILD_PACKAGES) $(RUN_PACKAGES) $(KERNEL_PACKAGES)
	@$(JDK) tools/build package -DskipTests -Pkernels -pl balancer -am
	@$(JDK) tools/test-kernels

soak:
	@tools/install-jdk
	@tools/packages $(BUILD_PACKAGES) $(RUN_PACKAGES) $(COMPILER_PACKAGES)
	@$(JDK) tools/test $(MAVEN) test -pl balancer -am -Dbaro.soak=true

lab: build
	@tools/packages $(LAB_PACKAGES)
	@$(JDK) tools/as-root ./baro lab run

bench: build
	@tools/packages $(LAB_PACKAGES) $(BENCH_PACKAGES)
	@$(JDK) tools/as-root ./baro lab bench

# The packaged balancer at rest: start, memory, and what verbs cost.
bench-rest: package
	@tools/packages $(LAB_PACKAGES)
	@$(JDK) tools/as-root tools/bench-rest

# Debian packages of the balancer and of the agent, in target/packages: make package VERSION=0.1.0 ARCH=arm64
package: build
	@tools/packages $(PACKAGE_PACKAGES) $(LINT_PACKAGES)
	@$(JDK) VERSION='$(VERSION)' ARCH='$(ARCH)' tools/package

# The same files for Enterprise Linux, as .rpm.
package-rpm: package
	@tools/packages $(RPM_PACKAGES)
	@tools/package-rpm

# The packages on bare Debians under systemd, from the installation to the purge: make test-package BARE=13
test-package: package-rpm
	@tools/as-root tools/test-package "$(BARE)"

# Those for arm64 in a Debian of that architecture, which QEMU executes.
test-package-arm64: ARCH := arm64
test-package-arm64: package
	@tools/packages mmdebstrap qemu-user-static
	@$(JDK) tools/as-root tools/test-package-arm64

# The balancer as an OCI image, without Docker, in target/image.
image: package
	@tools/packages mmdebstrap
	@tools/as-root tools/image

test-image: image
	@tools/as-root tools/test-image

# The role in contrib/ansible, linted, and applied to a layer over this host's root.
test-ansible: package
	@tools/packages ansible-core ansible-lint
	@tools/as-root tools/test-ansible

# The README's commands on bare Debians: make test-bare BARE=13 COMMANDS=lab
BARE := 12 13
COMMANDS := lab test

test-bare:
	@tools/test-bare "$(BARE)" "$(COMMANDS)"

# All that a command downloads, so that it runs without a network afterwards. Surefire loads its provider when it runs a test.
ready-lab: build
	@tools/packages $(LAB_PACKAGES)

ready-test: ready-lab
	@tools/packages $(ROUTING_PACKAGES) $(COMPILER_PACKAGES) $(PACKAGE_PACKAGES)
	@tools/promtool
	@tools/page-packages
	@$(JDK) tools/openapi-generator
	@$(JDK) tools/build verify -Dtest=NamesTest -Dsurefire.failIfNoSpecifiedTests=false
	@mkdir -p .mvn && grep -qx -e -o .mvn/maven.config 2>/dev/null || echo -o >>.mvn/maven.config

ready-test-routing ready-test-routing-bird3: ready-test

format:
	@tools/install-jdk
	@tools/packages $(BUILD_PACKAGES) clang-format
	$(JDK) $(MAVEN) -q spotless:apply
	clang-format -i */src/*/bpf/*.c dataplane/src/main/bpf/*/*

clean:
	rm -rf target */target
