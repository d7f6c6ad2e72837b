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
