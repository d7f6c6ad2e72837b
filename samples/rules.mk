# What makes the corpora. It links none of the programs' own code: a judge must not mark its own work.
MAKE_CORPUS := $(BUILD)/samples/make-corpus
MAKE_CORPUS_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard samples/make/*.c))

# Loops over millions of pixels.
$(BUILD)/samples/make/raster%.o $(BUILD)/samples/make/wear%.o: CFLAGS := $(CFLAGS) -O3

$(MAKE_CORPUS): $(MAKE_CORPUS_OBJECTS)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDHARDEN) -o $@ $^ -llept -ltiff -lheif -larchive -ljansson -lm

.PHONY: make-corpus
make-corpus: $(MAKE_CORPUS)

# Needs the fonts of samples/fonts.txt, weasyprint, poppler-utils and qpdf; checking the programs does not.
.PHONY: check-corpus
check-corpus: $(MAKE_CORPUS)
	samples/check.sh $(MAKE_CORPUS)

# What drawing needs: make-corpus starts these programs and fonts.
CORPUS_PACKAGES = weasyprint poppler-utils qpdf jq $(shell cut -d' ' -f1 samples/fonts.txt | sort -u)
corpus-tools:
	@pipeline/install-packages.sh $(RUN_PACKAGES) $(BUILD_PACKAGES) $(CORPUS_PACKAGES)
	@$(MAKE) --no-print-directory -j$(JOBS) all make-corpus

# The committed corpus, from its seed: one submission of every kind, about 150 pages.
.PHONY: corpus-tools corpus baseline
corpus: corpus-tools
	@rm -rf samples/corpus.new
	$(MAKE_CORPUS) --seed 20 --split test --pages 142 --tour --households 150 --jobs $(JOBS) --out samples/corpus.new
	@rm -rf samples/corpus && mv samples/corpus.new samples/corpus
	@du -sh samples/corpus

# What tests/whole.t compares the score of that corpus with.
baseline:
	@pipeline/install-packages.sh $(RUN_PACKAGES) $(BUILD_PACKAGES) jq
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@samples/score/baseline.sh $(BUILD)/bin $(BUILD)/baseline

# The model, from seeds: scanned papers, born-digital ones that are also spoiled by made-up reading errors, and papers
# of other makers and people to calibrate with. The shipped one is of these seeds and numbers of pages. Templates and
# the reader go into it: after a change of either the bytes are others. Drawing and reading take most of the time; a
# corpus that was read before (words.ndjson and spool beside its truth) is not read again.
MODEL_SCANNED ?= 2500
MODEL_DIGITAL ?= 4000
MODEL_CALIBRATE ?= 1500
MODEL := $(BUILD)/model
.PHONY: model
model: corpus-tools
	@pipeline/install-packages.sh $(RUN_PACKAGES) $(BUILD_PACKAGES)
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@for c in "train 21 $(MODEL_SCANNED)" "train 31 $(MODEL_DIGITAL) --digital" "calibrate 22 $(MODEL_CALIBRATE)"; do set -- $$c; \
	    [ -e $(MODEL)/$$1$$2/truth.ndjson ] || \
	    $(MAKE_CORPUS) --seed $$2 --split $$1 --pages $$3 --jobs $(JOBS) $$4 --out $(MODEL)/$$1$$2; done
	$(BUILD)/bin/postkamer-train --out $(MODEL) --noisy --from-scratch --anyway --test $(MODEL)/calibrate22 \
	    --model $(MODEL)/model.bin --corpus $(MODEL)/train21 $(MODEL)/train31
	@cmp -s $(MODEL)/model.bin classifiers/data/model.bin && echo "the shipped model, byte for byte" || \
	    echo "not the bytes of the shipped model; where it is better: cp $(MODEL)/model.bin classifiers/data/"

# The figures of samples/RESULTS.md, on pages that nothing was trained or calibrated on.
EVALUATE_SEED ?= 161000
EVALUATE_PAGES ?= 1500
RESULTS ?= samples/RESULTS.md
evaluate: corpus-tools
	@samples/score/evaluate.sh $(MAKE_CORPUS) $(BUILD)/bin $(BUILD)/evaluate $(EVALUATE_SEED) $(EVALUATE_PAGES) $(RESULTS)
