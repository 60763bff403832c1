#!/bin/sh
# The figures of quotes on curly books: damaged, repaired, compared.
set -eu
here=$(dirname "$0")
books=${PUMICE_EVAL:-/nonexistent}/char_sent/quotes
[ -d "$books" ] || { echo "quotes: $books: not unpacked"; exit 0; }
python3 "$here/quotes.py" build/pumice-quotes "$books"/curly_*.txt -- \
	straight hyphens rightonly turn fold pad glue mixed mixed20
