# SPDX-License-Identifier: AGPL-3.0-or-later
#
# `make help` lists the targets. Everything that is built goes to build/.

VERSION  := 0.1.0
BUILD    := build
CC       := gcc
PREFIX   := /usr/local
DESTDIR  :=
SEED     := 1
JOBS     := $(shell nproc 2>/dev/null || echo 2)
PACKAGES := libevent libcurl jansson sqlite3 libsodium libcrypto libutf8proc zlib

# ---- flags ----

LIB_FLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LIBRARIES := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
LIBS       = $(LIBRARIES) -lm
WARNINGS  := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
             -Wmissing-prototypes -Wswitch-enum -Wvla -Wformat=2 -Wundef -Wwrite-strings \
             -Wcast-qual -Wimplicit-fallthrough $(if $(WERROR),-Werror)

# SANITIZE=address,undefined or =thread; the fortified libc would hide calls from them.
ifdef SANITIZE
GUARDS := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
else
GUARDS := -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
endif

CFLAGS   := -O2 -g
CPPFLAGS := -D_GNU_SOURCE -Idaemon -MMD -MP $(LIB_FLAGS)
LDFLAGS  := -pie -pthread -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed
COMPILE   = $(need_libraries)$(Q)$(CC) -std=c17 $(CPPFLAGS) $(CFLAGS) -fPIE -pthread -fno-common \
            $(WARNINGS) $(GUARDS)
LINK      = $(Q)$(CC) $(CFLAGS) $(GUARDS) $(LDFLAGS)

# `make V=1` shows each command in full.
Q := $(if $(V),,@)

need_libraries = $(if $(LIBRARIES),,$(error Libraries are missing: scripts/needs.sh build installs them))

# ---- what is built ----

PROGRAMS := $(BUILD)/peerlined $(BUILD)/peerlinectl
ARCHIVE  := $(BUILD)/libpeerline.a
MAINS    := daemon/main.c daemon/ctl/peerlinectl.c
SOURCES  := $(filter-out $(MAINS),$(wildcard daemon/*.c daemon/*/*.c))
OBJECTS  := $(SOURCES:%.c=$(BUILD)/%.o)
TESTS    := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/test_*.c))
SIM      := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/sim/test_%,$(wildcard tests/sim/*.c)))
BENCH    := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/bench/hello.c tests/bench/bench_%,$(wildcard tests/bench/*.c)))
ASSETS   := $(BUILD)/assets/table.o $(BUILD)/assets/bytes.o
FUZZERS  := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))

all: $(PROGRAMS)

$(BUILD)/peerlined: $(BUILD)/daemon/main.o $(ASSETS) $(ARCHIVE)
	@echo '  link $@'
	$(LINK) -o $@ $^ $(LIBS)

$(BUILD)/peerlinectl: $(BUILD)/daemon/ctl/peerlinectl.o $(ARCHIVE)
	@echo '  link $@'
	$(LINK) -o $@ $^ $(LIBS)

# The archive is made anew, so that it holds no object whose source is gone.
$(ARCHIVE): $(OBJECTS)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo '  cc   $<'
	$(COMPILE) -c -o $@ $<

$(BUILD)/tests/%.o: CPPFLAGS += -I. -Itests

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(ARCHIVE)
	@echo '  link $@'
	$(LINK) -o $@ $^ $(LIBS)

$(BUILD)/simulation: $(SIM) $(ARCHIVE)
	@echo '  link $@'
	$(LINK) -o $@ $^ $(LIBS)

$(BUILD)/bench: $(BENCH) $(ARCHIVE)
	@echo '  link $@'
	$(LINK) -o $@ $^ $(LIBS)

# Only version.o knows the version; it is compiled again when the commit changes.
COMMIT := $(shell git describe --always --dirty --exclude '*' 2>/dev/null)

$(BUILD)/daemon/base/version.o: CPPFLAGS += -DVERSION='"$(VERSION)$(COMMIT:%=+%)"'
$(BUILD)/daemon/base/version.o: $(BUILD)/version

$(BUILD)/version: always
	@mkdir -p $(@D)
	@echo '$(VERSION)$(COMMIT:%=+%)' | cmp -s - $@ || echo '$(VERSION)$(COMMIT:%=+%)' >$@

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# ---- the console, put into the daemon ----

# npm writes this file last, so it stands for the folder.
%/node_modules/.package-lock.json: %/package-lock.json
	cd $* && npm ci --ignore-scripts --no-audit --no-fund

build/console/assets.S build/console/assets.c &: \
    daemon/console/node_modules/.package-lock.json \
    $(shell find daemon/console -name node_modules -prune -o -type f -print)
	cd daemon/console && node build.mjs ../../build/console

$(BUILD)/assets/bytes.o: build/console/assets.S
	@mkdir -p $(@D)
	$(Q)$(CC) -Ibuild/console -c -o $@ $<

$(BUILD)/assets/table.o: build/console/assets.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

# ---- running and checking ----

run:
	scripts/needs.sh build
	$(MAKE) -j$(JOBS) all
	scripts/demo.sh

check:
	scripts/check.sh

unit: $(TESTS)
	@scripts/unit.sh $^

san:
	$(MAKE) BUILD=build/san SANITIZE=address,undefined all unit

tsan:
	$(MAKE) BUILD=build/tsan SANITIZE=thread all unit

sim: $(BUILD)/simulation
	$(BUILD)/simulation $(SEED)

# 2,000 days of the line, in many worlds; goes on where it was stopped. LINE_DAYS=, DAYS=, JOBS=.
sim-long: $(BUILD)/simulation
	tests/sim/long.sh

# Breaks the daemon on purpose, in one place at a time: does the simulation notice?
planted:
	tests/sim/planted.sh

bench: all $(BUILD)/bench $(addprefix $(BUILD)/tests/bench/,hello bench_triage bench_engine bench_directory)
	tests/bench/run.sh

# A minute for each parser; what is found stays in build/fuzz/.
fuzz:
	$(MAKE) BUILD=build/fuzz CC=clang SANITIZE=fuzzer-no-link,address,undefined fuzz-run

fuzz-run: $(FUZZERS)
	@scripts/fuzz.sh $^

$(FUZZERS): LDFLAGS += -fsanitize=fuzzer

analyze:
	$(MAKE) BUILD=build/analyze CC=gcc CFLAGS='-O1 -fanalyzer' $(OBJECTS:$(BUILD)/%=build/analyze/%)
	clang-tidy --quiet $(SOURCES) -- -std=c17 -D_GNU_SOURCE -Idaemon $(LIB_FLAGS)
	cppcheck --quiet --enable=warning,portability --inline-suppr -Idaemon daemon

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

# ---- installing ----

LIB_DIR = $(DESTDIR)$(PREFIX)/lib/peerline
MAN_DIR = $(DESTDIR)$(PREFIX)/share/man

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/sbin
	install $(BUILD)/peerlined $(DESTDIR)$(PREFIX)/sbin/
	install $(BUILD)/peerlinectl $(DESTDIR)$(PREFIX)/bin/
	install -d $(MAN_DIR)/man1 $(MAN_DIR)/man8
	install -m 644 daemon/man/peerlinectl.1 $(MAN_DIR)/man1/
	install -m 644 daemon/man/peerlined.8 $(MAN_DIR)/man8/
	install -d $(DESTDIR)$(PREFIX)/share/peerline
	cp -R config/. $(DESTDIR)$(PREFIX)/share/peerline/
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|/usr/local|$(PREFIX)|g' config/systemd/peerlined.service \
	    >$(DESTDIR)$(PREFIX)/lib/systemd/system/peerlined.service

clean:
	rm -rf build

help:
	@echo 'make              build/peerlined and build/peerlinectl'
	@echo 'make run          a line to try out, on this machine only, in var/'
	@echo 'make check        everything that must hold; installs what the tests need'
	@echo 'make unit         the unit tests alone'
	@echo 'make san, tsan    all of it and the unit tests with sanitizers'
	@echo 'make sim SEED=n   the simulated world'
	@echo 'make sim-long     2,000 days of it (LINE_DAYS=), two worlds at a time (JOBS=)'
	@echo 'make planted      bugs on purpose, which the simulated world must notice'
	@echo 'make bench        speed and memory'
	@echo 'make fuzz         every parser, a minute each (clang)'
	@echo 'make analyze      gcc -fanalyzer, clang-tidy, cppcheck'
	@echo 'make format       clang-format'
	@echo 'make install      DESTDIR=, PREFIX=$(PREFIX)'
	@echo 'make clean        forget build/; var/ stays'
	@echo
	@echo 'CC=clang and WERROR=1 are understood everywhere.'

.PHONY: all run check unit san tsan sim sim-long planted bench fuzz fuzz-run analyze format install clean help always
.SECONDARY:
