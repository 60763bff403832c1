#!/bin/sh
# includes.sh - the walls of the house: a third-party header is included by
# one file, filters include only lib/, and lib/ includes no filter.
bad=0

# only PATTERN FILE: no other file includes such headers.
only() {
	found=$(grep -lE "#include <$1" filters/*.c filters/lib/*.[ch] |
		grep -vxF "$2")
	if [ -n "$found" ]; then
		echo "$found: includes <$1...>, as only $2 may"
		bad=1
	fi
}

only 'unicode/' filters/lib/unicode.c
only 'hunspell' filters/lib/words.c
only 'libxml/' filters/lib/markup.c
only 'yajl/' filters/lib/record.c
if grep -nE '#include <(ctype|locale|time|wchar|wctype)\.h>' \
	filters/*.c filters/lib/*.[ch]; then
	echo 'a filter asks neither the clock nor the locale'
	bad=1
fi
if grep -n 'Hunspell_suggest' filters/*.c filters/lib/*.[ch]; then
	echo 'Hunspell_suggest stops on a clock'
	bad=1
fi
for h in $(grep -ohE '#include "[^"]+"' filters/*.c | cut -d'"' -f2 | sort -u); do
	[ -e "filters/lib/$h" ] || [ "$h" = filters.h ] || {
		echo "$h: a filter includes what is not in lib/"
		bad=1
	}
done
exit $bad
