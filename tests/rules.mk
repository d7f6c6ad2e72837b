# Unit tests (cmocka, TAP), stage and whole-run tests (TAP in shell), benchmarks, fuzzing.
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))
UNIT_HELPERS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(wildcard tests/unit/test_*.c),$(wildcard tests/unit/*.c)))

$(UNIT_TESTS): $(BUILD)/tests/%: $(BUILD)/tests/unit/%.o $(UNIT_HELPERS) $(COMMON) $(FORMATS) $(JUDGES) $(SPINE)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDHARDEN) -Wl,--as-needed -o $@ $(filter %.o,$^) $(COMMON) $(FORMATS) \
	    $(COMMON) $(JUDGES) $(SPINE) $(FORMAT_LIBS) -llinear $(SPINE_LIBS) -lstdc++ -lcmocka

.PHONY: unit tests-built check-run
tests-built: all $(UNIT_TESTS) $(BUILD)/tests/fuzz-seeds $(MAKE_CORPUS)

# The set-up first, then the rest in a fresh make that sees what it installed.
check:
	@pipeline/install-packages.sh $(RUN_PACKAGES) $(BUILD_PACKAGES) $(CHECK_PACKAGES)
	@$(MAKE) --no-print-directory -j$(JOBS) tests-built
	@$(MAKE) --no-print-directory check-run

check-run:
	@BUILD=$(BUILD) SANITIZE=$(SANITIZE) tests/run $(UNIT_TESTS) $(sort $(wildcard tests/*.t))

unit: tests-built
	@BUILD=$(BUILD) tests/run $(UNIT_TESTS)

# Every fault point of a run, one by one (FAULTS=N takes a sample, FAULTS=PART/PARTS a part), streams
# cut at every byte, power cuts, all hostile files, and ordeals.
FAULTS ?= all
CUTS ?= 60
.PHONY: faults
faults:
	@pipeline/install-packages.sh $(RUN_PACKAGES) $(BUILD_PACKAGES) $(CHECK_PACKAGES)
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@BUILD=$(BUILD) JOBS=$(JOBS) tests/faults $(FAULTS)
	@BUILD=$(BUILD) JOBS=$(JOBS) EVERY=1 tests/truncate.t
	@BUILD=$(BUILD) tests/powercut $(CUTS)
	@BUILD=$(BUILD) SPOILT_KIB=2000 tests/spoilt.t
	@if [ -d ../shared/hostile ]; then BUILD=$(BUILD) SPOILT_FILES=../shared/hostile tests/spoilt.t; fi
	@BUILD=$(BUILD) HOSTILE_SAMPLE=all HOSTILE_SECONDS=7200 tests/hostile.t
	@BUILD=$(BUILD) tests/ordeals

# Fuzzing: libFuzzer targets over instrumented libraries, FUZZ_SECONDS each from a committed seed corpus.
FUZZ_SECONDS ?= 60
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SUPPORT := $(BUILD)/tests/fuzz/support.o

.PHONY: fuzz fuzz-built
fuzz:
	@pipeline/install-packages.sh $(RUN_PACKAGES) $(BUILD_PACKAGES) clang libclang-rt-14-dev
	@$(MAKE) --no-print-directory -j$(JOBS) CC=clang SANITIZE=fuzzer-no-link,address,undefined BUILD=build-fuzz fuzz-built
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run build-fuzz/fuzz $(FUZZ_TARGETS)

fuzz-built: $(FUZZ_TARGETS:%=$(BUILD)/fuzz/fuzz_%)

$(BUILD)/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(FUZZ_SUPPORT) $(COMMON) $(FORMATS) $(JUDGES) $(SPINE)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LDHARDEN) -Wl,--as-needed -o $@ $(filter %.o,$^) $(COMMON) $(FORMATS) \
	    $(COMMON) $(JUDGES) $(SPINE) $(FORMAT_LIBS) -llinear $(SPINE_LIBS) -lstdc++

# The same targets over their committed seeds, without a fuzzer: in make check, by any compiler.
$(BUILD)/tests/seeded/%.o: tests/fuzz/fuzz_%.c
	@mkdir -p $(@D)
	$(if $(V),,@echo "compile $< for its seeds")
	$(Q)$(COMPILE) -DLLVMFuzzerTestOneInput=seeded_$* -DLLVMFuzzerInitialize=seeded_begin_$* -D__asan_default_options=seeded_options_$* -c -o $@ $<

$(BUILD)/tests/seeded/targets.h: $(FUZZ_TARGETS:%=tests/fuzz/fuzz_%.c)
	@mkdir -p $(@D)
	$(Q)for target in $(FUZZ_TARGETS); do echo "TARGET($$target)"; done >$@

$(BUILD)/tests/seeded/main.o: tests/fuzz/seeded.c $(BUILD)/tests/seeded/targets.h
	$(Q)$(COMPILE) -I$(BUILD)/tests/seeded -c -o $@ $<

$(BUILD)/tests/fuzz-seeds: $(BUILD)/tests/seeded/main.o $(FUZZ_TARGETS:%=$(BUILD)/tests/seeded/%.o) $(FUZZ_SUPPORT) \
    $(COMMON) $(FORMATS) $(JUDGES) $(SPINE)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDHARDEN) -Wl,--as-needed -o $@ $(filter %.o,$^) $(COMMON) $(FORMATS) \
	    $(COMMON) $(JUDGES) $(SPINE) $(FORMAT_LIBS) -llinear $(SPINE_LIBS) -lstdc++

# A registry as large as a land's: how fast papers find their dossier in it.
$(BUILD)/tests/linkage: $(BUILD)/tests/speed/linkage.o $(COMMON) $(FORMATS) $(JUDGES) $(SPINE)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDHARDEN) -Wl,--as-needed -o $@ $(filter %.o,$^) $(COMMON) $(FORMATS) \
	    $(COMMON) $(JUDGES) $(SPINE) $(FORMAT_LIBS) -llinear $(SPINE_LIBS) -lstdc++

# Characters read, whatever the order of lines.
$(BUILD)/tests/text-error: $(BUILD)/tests/text-error.o
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDHARDEN) -o $@ $<

# Speed and memory beside the peers, on the same pages, in one run.
# tests/bench-fields OUT TRUTH [FIELD]: second looks that are right, another's, withheld, by wear.
.PHONY: bench
bench:
	@pipeline/install-packages.sh $(RUN_PACKAGES) $(BUILD_PACKAGES) jq qpdf poppler-utils parallel tesseract-ocr ocrmypdf img2pdf procps \
	    weasyprint $$(cut -d" " -f1 samples/fonts.txt | sort -u)
	@$(MAKE) --no-print-directory -j$(JOBS) all $(MAKE_CORPUS) $(BUILD)/tests/linkage $(BUILD)/tests/text-error
	@BUILD=$(BUILD) JOBS=$(JOBS) tests/bench-reading
	@BUILD=$(BUILD) tests/bench-splitting samples/corpus
	@BUILD=$(BUILD) JOBS=$(JOBS) tests/bench-linkage

# What filing was worth on post that nothing was fitted on: OUT is a run over CORPUS. Several: RUNS="CORPUS OUT CORPUS OUT".
.PHONY: certify
certify: all
	@samples/score/certify.sh classifiers/data/certificate.json $(or $(RUNS),$(CORPUS) $(OUT))
