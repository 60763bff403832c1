#!/bin/sh
# decode.sh - figures of decode on the sets in $PUMICE_EVAL
#
# Languages beside English, German and French are measured on the manual
# pages that are installed (manpages-es, manpages-pl, ...).  $FTFY_CASES is
# tests/test_cases.json of ftfy's source, if it is there.
cd "$(dirname "$0")/../.." || exit 2
eval=${PUMICE_EVAL:-/nowhere}
if [ ! -d "$eval/char_sent/charset" ]; then
	echo "decode: char_sent/charset not unpacked"
	exit 0
fi
exec python3 tests/measure/decode.py build/pumice-decode "$eval"
