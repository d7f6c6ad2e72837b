#!/bin/sh
# A fixed sample of the fault points; `make faults` takes them all.
exec "$(dirname "$0")/faults" "${FAULTS:-200}"
