#!/bin/sh
# sentences.sh - ends of sentences found, run-together ones parted, faults
# made in clean prose mended, and clean prose changed
D=${PUMICE_EVAL:-/nonexistent}
B=${B:-build}
if [ ! -d "$D/char_sent/ud" ]; then
	echo "sentences: char_sent is not unpacked"
	exit 0
fi
python3 "${0%.sh}.py" "$B" "$D" | sed 's/^/sentences: /'
