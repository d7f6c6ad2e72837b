# Judgement: one library, and the data that ships with it.
JUDGES_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard classifiers/*.c))
JUDGES := $(BUILD)/libjudges.a
SHARE := $(patsubst classifiers/data/%,$(BUILD)/share/postkamer/%,$(wildcard classifiers/data/*.* classifiers/data/*/*))

$(JUDGES): $(JUDGES_OBJECTS)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/share/postkamer/%: classifiers/data/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

all: $(SHARE)
