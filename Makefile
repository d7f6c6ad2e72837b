# postkamer: flags and the words one can say to make; the rest stands in a rules.mk a folder.
#   make            all programs in build/bin        make check      set up and run the tests
#   make demo       set up, run the samples          make install    PREFIX=/usr/local DESTDIR=
#   make bench      speed and memory against peers   make fuzz       60 s a fuzz target
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
CPPFLAGS = -D_GNU_SOURCE -I. $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null | sed 's/-I/-isystem /g')
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

.PHONY: all deps demo check bench evaluate model fuzz faults install clean format help
all:

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

include pipeline/rules.mk classifiers/rules.mk stages/rules.mk samples/rules.mk tests/rules.mk

help:
	@sed -n '2,6s/^# *//p' Makefile

clean:
	rm -rf build build-*

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
