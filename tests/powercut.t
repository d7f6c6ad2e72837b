#!/bin/sh
# A few power cuts; `make faults` makes more.
exec "$(dirname "$0")/powercut" "${CUTS:-4}"
