# Every stages/NAME.c is the program postkamer-NAME; formats/ holds the decoders, the other folders what programs share.
STAGE_NAMES := $(patsubst stages/%.c,%,$(wildcard stages/*.c))
STAGE_PROGRAMS := $(STAGE_NAMES:%=$(BUILD)/bin/postkamer-%)
COMMON_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out stages/formats/%,$(wildcard stages/*/*.c)))
FORMAT_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard stages/formats/*.c))
COMMON := $(BUILD)/libcommon.a
FORMATS := $(BUILD)/libformats.a

# Arithmetic over millions of numbers, which wants the compiler's widest loops.
$(BUILD)/stages/formats/net%.o $(BUILD)/stages/formats/strips%.o $(BUILD)/stages/formats/blots.o \
    $(BUILD)/stages/formats/image_scale.o $(BUILD)/stages/formats/image_prepare.o \
    $(BUILD)/stages/formats/image_even.o $(BUILD)/stages/formats/image_edges.o \
    $(BUILD)/stages/formats/image_ink.o $(BUILD)/stages/formats/image_fit.o \
    $(BUILD)/stages/formats/image_through.o: CFLAGS := $(CFLAGS) -O3 -fno-trapping-math -ffp-contract=fast

$(COMMON): $(COMMON_OBJECTS)
	$(Q)rm -f $@ && ar rcs $@ $^
$(FORMATS): $(FORMAT_OBJECTS)
	$(Q)rm -f $@ && ar rcs $@ $^

# Decoders are linked into a program only when it calls them: the linker takes from an archive
# what is asked for, and --as-needed drops the libraries that nothing asked for.
$(STAGE_PROGRAMS): $(BUILD)/bin/postkamer-%: $(BUILD)/stages/%.o $(COMMON) $(FORMATS) $(JUDGES) $(SPINE)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDHARDEN) -Wl,--as-needed -Wl,--gc-sections -o $@ $(filter %.o,$^) \
	    $(COMMON) $(FORMATS) $(COMMON) $(JUDGES) $(SPINE) $(FORMAT_LIBS) -llinear $(SPINE_LIBS) -lstdc++

all: $(STAGE_PROGRAMS)
