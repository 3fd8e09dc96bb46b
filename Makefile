# SPDX-License-Identifier: Apache-2.0
# make build | test | soak | lab | bench | format | clean. Each installs what it needs and says so first.

.PHONY: build test soak lab bench format clean
.DEFAULT_GOAL := build

BUILD_PACKAGES := maven clang llvm libbpf-dev linux-libc-dev
RUN_PACKAGES := libbpf1 bpftool iproute2 nftables ethtool util-linux procps
LAB_PACKAGES := nginx-light curl wrk tcpdump tshark openssl iptables
BENCH_PACKAGES := haproxy
# For the tests alone: each compiler that tools/compilers names, with its llvm-strip.
COMPILERS = $(shell tools/compilers)
COMPILER_PACKAGES = $(COMPILERS) $(COMPILERS:clang%=llvm%)

JDK = JAVA_HOME=$$(tools/jdk)
MAVEN = mvn -B -ntp
SOURCES := $(shell find . -path ./target -prune -o -path '*/target' -prune -o -path ./.git -prune -o \
	-type f \( -path '*/src/main/*' -o -name pom.xml -o -name jvm.config \) -print)

build: target/built

target/built: $(SOURCES)
	@tools/packages $(BUILD_PACKAGES) $(RUN_PACKAGES)
	@tools/jdk >/dev/null
	$(JDK) $(MAVEN) -q package -DskipTests
	@rm -f target/*.jsa
	@touch $@

test:
	@tools/packages $(BUILD_PACKAGES) $(RUN_PACKAGES) $(LAB_PACKAGES) $(COMPILER_PACKAGES)
	@tools/jdk >/dev/null
	@$(JDK) tools/test $(MAVEN) verify

soak:
	@tools/packages $(BUILD_PACKAGES) $(RUN_PACKAGES) $(COMPILER_PACKAGES)
	@tools/jdk >/dev/null
	@$(JDK) tools/test $(MAVEN) test -pl dataplane -am -Dbaro.soak=true

lab: build
	@tools/packages $(LAB_PACKAGES)
	@tools/as-root ./baro lab run

bench: build
	@tools/packages $(LAB_PACKAGES) $(BENCH_PACKAGES)
	@tools/as-root ./baro lab bench

format:
	@tools/packages $(BUILD_PACKAGES) clang-format
	$(JDK) $(MAVEN) -q spotless:apply
	clang-format -i */src/*/bpf/*.c dataplane/src/main/bpf/*/*

clean:
	rm -rf target */target
