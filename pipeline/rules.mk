# The spine: one library, and the driver.
SPINE_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out pipeline/postkamer.c,$(wildcard pipeline/*.c)))
SPINE := $(BUILD)/libspine.a

$(SPINE): $(SPINE_OBJECTS)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/bin/postkamer: $(BUILD)/pipeline/postkamer.o $(SPINE)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDHARDEN) -o $@ $^ $(SPINE_LIBS)

all: $(BUILD)/bin/postkamer
