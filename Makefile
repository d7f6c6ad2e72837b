# postkamer: flags and the words one can say to make; the rest stands in a rules.mk a folder.
#   make            all programs in build/bin        make check      set up and run the tests
#   make demo       set up, run the samples          make install    PREFIX=/usr/local DESTDIR=
#   make bench      speed and memory against peers   make fuzz       60 s a fuzz target
#   make faults     kills and I/O errors at every call, FAULTS=N or PART/PARTS of them; all hostile files
#   make evaluate   figures of samples/RESULTS.md    make baseline   what check compares figures with
#   make corpus     samples/corpus from its seed     make clean
#   make SANITIZE=address,undefined check            make CC=clang

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
ifeq ($(origin CC),default)
CC := gcc
endif
SANITIZE ?=
PREFIX ?= /usr/local
DESTDIR ?=
JOBS ?= $(shell nproc)
empty :=
comma := ,
BUILD ?= build$(if $(SANITIZE),-$(subst $(comma),-,$(SANITIZE)))

PACKAGES := jansson sqlite3 libcrypto libseccomp zlib libarchive gmime-3.0 libtiff-4 lept tesseract libheif libxml-2.0
# Asked once, and only when something is compiled: before the set-up there is no pkg-config.
CPPFLAGS = $(eval CPPFLAGS := -D_GNU_SOURCE -I. $(shell pkg-config --cflags $(PACKAGES) | sed 's/-I/-isystem /g'))$(CPPFLAGS)
CFLAGS ?= -O2 -g
WARN := -std=c17 -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wno-format-nonliteral
HARDEN := -fstack-protector-strong -fPIE $(if $(SANITIZE),,-D_FORTIFY_SOURCE=2)
LDHARDEN := -pie -Wl,-z,relro,-z,now
ifneq ($(SANITIZE),)
SANFLAGS := -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=undefined
endif
ALL_CFLAGS = $(WARN) $(HARDEN) $(CFLAGS) $(SANFLAGS)
COMPILE = $(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP
SPINE_LIBS := -ljansson -lsqlite3 -lcrypto -lseccomp -lz -lm
# Debian's libmupdf is static and its pkg-config file does not link.
MUPDF_LIBS := -lmupdf -lmupdf-third -lmujs -lgumbo -lopenjp2 -ljbig2dec -ljpeg -lfreetype -lharfbuzz -lpng -lz -lm
FORMAT_LIBS := $(MUPDF_LIBS) -larchive -lgmime-3.0 -lgobject-2.0 -lglib-2.0 -ltiff -llept -ltesseract -lheif -lxml2 -lmagic

RUN_PACKAGES := tesseract-ocr-nld tesseract-ocr-eng
BUILD_PACKAGES := gcc g++ libc6-dev pkg-config libarchive-dev libgmime-3.0-dev libmupdf-dev libtiff-dev libleptonica-dev libtesseract-dev \
    libheif-dev libmagic-dev zlib1g-dev libjansson-dev libsqlite3-dev libssl-dev libseccomp-dev \
    liblinear-dev libxml2-dev libmujs-dev libgumbo-dev libopenjp2-7-dev libjbig2dec0-dev libjpeg-dev libfreetype-dev \
    libharfbuzz-dev libpng-dev $(if $(findstring clang,$(CC)),clang) $(if $(findstring clang,$(CC))$(SANITIZE),libclang-rt-14-dev)
CHECK_PACKAGES := libcmocka-dev jq qpdf sqlite3 libxml2-utils poppler-utils strace perl procps time e2fsprogs mount

.PHONY: all deps demo check bench evaluate model fuzz faults install clean format help
all:

# One word a file; V=1 shows the commands.
Q := $(if $(V),,@)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(if $(V),,@echo "compile $<")
	$(Q)$(COMPILE) -c -o $@ $<

include pipeline/rules.mk classifiers/rules.mk stages/rules.mk samples/rules.mk tests/rules.mk

help:
	@sed -n '2,9s/^# *//p' Makefile

# Set-up: what is missing is installed, with a line that says so.
deps:
	@pipeline/install-packages.sh $(RUN_PACKAGES) $(BUILD_PACKAGES)

# A run over the committed samples, from an empty OUT.
DEMO := $(BUILD)/demo
demo:
	@pipeline/install-packages.sh $(RUN_PACKAGES) $(BUILD_PACKAGES)
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@rm -rf $(DEMO)
	$(BUILD)/bin/postkamer run --registry samples/corpus/dossiers.csv --out $(DEMO) samples/corpus/INBOX
	@$(BUILD)/bin/postkamer score --truth samples/corpus/truth.ndjson --report $(DEMO)/report.ndjson >$(DEMO)-score.txt
	@sed 12q $(DEMO)-score.txt
	@echo "Look at:"
	@ls -d $(CURDIR)/$(DEMO)-score.txt $(CURDIR)/$(DEMO)/runs/*/report.html $(CURDIR)/$(DEMO)/dossiers $(CURDIR)/$(DEMO)/review | sed 's/^/  /'

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/postkamer $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(BUILD)/bin/* $(DESTDIR)$(PREFIX)/bin
	cp -R $(BUILD)/share/postkamer/. $(DESTDIR)$(PREFIX)/share/postkamer
	chmod -R u=rwX,go=rX $(DESTDIR)$(PREFIX)/share/postkamer
	install -m 644 $(wildcard pipeline/*.1 stages/*.1) $(DESTDIR)$(PREFIX)/share/man/man1
	install -d $(DESTDIR)$(PREFIX)/share/doc/postkamer
	install -m 644 README.md LICENSE pipeline/systemd/* $(DESTDIR)$(PREFIX)/share/doc/postkamer

clean:
	rm -rf build build-*

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
