# pumice: filters that clean text.  "make help" lists the targets.

VERSION = 0.1.0
PREFIX = /usr/local
DESTDIR =
B = build

# The filters in the order of the chain.  A new one is one word here; its
# golden cases, man page and programs follow from it.
FILTERS = decode extract names strip dedup unwrap ocr sentences quotes summarize

# Programs with a main of their own; "pumice NAME" runs pumice-NAME.
TOOLS = undo review model

# Test programs: tests/NAME.c.
TESTS = golden engine random lm

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
PROGRAMS = $B/pumice $(FILTERS:%=$B/pumice-%) $(TOOLS:%=$B/pumice-%)

# make V=1 shows the commands.
Q = $(if $V,,@)
say = $(if $V,,@echo '  $1	$@')

all: $(PROGRAMS)

$B/lib/%.o: filters/lib/%.c | $B/lib
	$(call say,CC)
	$Q$(CC) $(ALL_CFLAGS) -MMD -c -o $@ $<

$B/%.o: filters/%.c | $B/lib
	$(call say,CC)
	$Q$(CC) $(ALL_CFLAGS) -MMD -I$B -c -o $@ $<

$B/test-%.o: tests/%.c | $B/lib
	$(call say,CC)
	$Q$(CC) $(ALL_CFLAGS) -MMD -I$B -Ifilters -c -o $@ $<

$B/main-%.o: filters/lib/main.c | $B/lib
	$(call say,CC)
	$Q$(CC) $(ALL_CFLAGS) -MMD -DFILTER=$*_filter -c -o $@ $<

$B/lib.a: $(LIB:%=$B/lib/%.o)
	$(call say,AR)
	$Qrm -f $@
	$Qar rcs $@ $^

$B/filters.a: $(FILTERS:%=$B/%.o)
	$(call say,AR)
	$Qrm -f $@
	$Qar rcs $@ $^

$(FILTERS:%=$B/pumice-%): $B/pumice-%: $B/main-%.o $B/%.o $B/lib.a
	$(call say,LD)
	$Q$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

$(TOOLS:%=$B/pumice-%): $B/pumice-%: $B/%.o $B/lib.a
	$(call say,LD)
	$Q$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

# The list of the filters, for the programs that hold them all.
$B/filters.h: Makefile | $B/lib
	$Qprintf 'F(%s)\n' $(FILTERS) >$@

$B/pumice: $B/pumice.o $B/filters.a $B/lib.a
	$(call say,LD)
	$Q$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

$(TESTS:%=$B/%): $B/%: $B/test-%.o $B/test-laws.o $B/test-tap.o \
    $B/test-cases.o $B/filters.a $B/lib.a
	$(call say,LD)
	$Q$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

# What make measure needs: the ends of sentences, to be counted.
$B/split: $B/test-split.o $B/lib.a
	$(call say,LD)
	$Q$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

$B/test-cases.o $B/pumice.o: $B/filters.h

$B/lib:
	$Qmkdir -p $@

# What the tests print is TAP; prove runs them and counts.
check: all $(TESTS:%=$B/%)
	prove -e '' $(TESTS:%=$B/%)

clean:
	rm -rf $B

format:
	clang-format -i filters/*.c filters/lib/*.[ch] tests/*.[ch]

.PHONY: all check clean format
.SECONDARY:

-include $(wildcard $B/*.d $B/lib/*.d)
