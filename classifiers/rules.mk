# Judgement: one library, and the data that ships with it.
JUDGES_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard classifiers/*.c))
JUDGES := $(BUILD)/libjudges.a
SHARE := $(patsubst classifiers/data/%,$(BUILD)/share/postkamer/%,$(wildcard classifiers/data/*.* classifiers/data/*/*))

# Adds up thousands of rows of weights a page.
$(BUILD)/classifiers/grams.o: CFLAGS := $(CFLAGS) -O3

$(JUDGES): $(JUDGES_OBJECTS)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/share/postkamer/%: classifiers/data/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

all: $(SHARE)
