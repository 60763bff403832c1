# pumice: filters that clean text.  "make help" lists the targets.

VERSION = 0.1.0
PREFIX = /usr/local
DESTDIR =
B = build

# The filters in the order of the chain.  A new one is one word here; its
# golden cases, man page and programs follow from it.
FILTERS = decode extract names strip dedup unwrap ocr sentences quotes summarize

# What the shared library of code needs, and PKGS_NAME what one filter does.
PKGS = hunspell icu-i18n icu-uc libxml-2.0 yajl

CC = gcc
CFLAGS = -O2 -g
WARN = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wvla -Werror
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	-DVERSION='"$(VERSION)"' -DDATADIR='"$(PREFIX)/share/pumice"' \
	-Ifilters/lib $(WARN) $(shell pkg-config --cflags $(PKGS)) $(CFLAGS)
LIBS = -Wl,--as-needed $(shell pkg-config --libs $(PKGS)) -lm $(LDFLAGS)

LIB = $(filter-out main,$(basename $(notdir $(wildcard filters/lib/*.c))))
TOOLS = $(filter $(basename $(notdir $(wildcard filters/*.c))),pumice undo review)
PROGRAMS = $(FILTERS:%=$B/pumice-%) $(TOOLS:%=$B/%)

all: $(PROGRAMS)

$B/lib/%.o: filters/lib/%.c | $B/lib
	$(CC) $(ALL_CFLAGS) -MMD -c -o $@ $<

$B/%.o: filters/%.c | $B/lib
	$(CC) $(ALL_CFLAGS) -MMD -I$B -c -o $@ $<

$B/test-%.o: tests/%.c | $B/lib
	$(CC) $(ALL_CFLAGS) -MMD -I$B -Ifilters -c -o $@ $<

$B/main-%.o: filters/lib/main.c | $B/lib
	$(CC) $(ALL_CFLAGS) -MMD -DFILTER=$*_filter -c -o $@ $<

$B/lib.a: $(LIB:%=$B/lib/%.o)
	rm -f $@
	ar rcs $@ $^

$B/filters.a: $(FILTERS:%=$B/%.o)
	rm -f $@
	ar rcs $@ $^

$B/pumice-%: $B/main-%.o $B/%.o $B/lib.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

# The list of the filters, for the programs that hold them all.
$B/filters.h: Makefile | $B/lib
	printf 'F(%s)\n' $(FILTERS) >$@

$B/pumice: $B/pumice.o $B/filters.a $B/lib.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

$B/%: $B/test-%.o $B/test-laws.o $B/filters.a $B/lib.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

$B/test-golden.o $B/pumice.o: $B/filters.h

$B/lib:
	mkdir -p $@

check: all $B/golden
	$B/golden

clean:
	rm -rf $B

format:
	clang-format -i filters/*.c filters/lib/*.[ch] tests/*.[ch]

.PHONY: all check clean format
.SECONDARY:

-include $(wildcard $B/*.d $B/lib/*.d)
