# pumice: filters that clean text.  "make help" lists the targets.

VERSION = 0.1.0
PREFIX = /usr/local
DESTDIR =
B = build

# The filters in the order of the chain.  A new one is one word here; its
# golden cases, man page and programs follow from it.
FILTERS = decode extract names strip dedup unwrap ocr sentences quotes summarize

# Programs with a main of their own; "pumice NAME" runs pumice-NAME.
TOOLS = undo review model channel

# Test programs: tests/NAME.c; and scripts: tests/NAME.t.
TESTS = golden engine random lm sentence
SCRIPTS = cli man review

# Libraries, by their pkg-config names; PKGS_NAME is what one filter alone
# needs.  A program is linked with those that it uses.
PKGS = hunspell icu-i18n icu-uc libxml-2.0 yajl $(foreach f,$(FILTERS),$(PKGS_$f))

# Debian packages: to build, to check and to run; and what CI needs beside.
PACKAGES = gcc make pkg-config libhunspell-dev libicu-dev libxml2-dev \
	libyajl-dev hunspell-en-us hunspell-de-de hunspell-fr perl mandoc \
	bsdextrautils
PACKAGES_CI = clang libclang-rt-14-dev clang-format valgrind chromium

CC = gcc
CFLAGS = -O2 -g
WARN = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wvla -Werror
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	-DVERSION='"$(VERSION)"' -DDATADIR='"$(PREFIX)/share/pumice"' \
	-Ifilters/lib $(WARN) $(PKG_CFLAGS) $(CFLAGS)
LIBS = -Wl,--as-needed $(PKG_LIBS) -lm $(LDFLAGS)

LIB = $(filter-out main,$(basename $(notdir $(wildcard filters/lib/*.c))))
PROGRAMS = $B/pumice $(FILTERS:%=$B/pumice-%) $(TOOLS:%=$B/pumice-%)
SOURCES = $(wildcard filters/*.c filters/lib/*.[ch] tests/*.[ch])

# make V=1 shows the commands.
Q = $(if $V,,@)
say = $(if $V,,@echo '  $1	$@')

all: $(PROGRAMS)

help:
	@echo 'demo       install what is missing, build, and clean a document'
	@echo 'all        build the programs in $B'
	@echo 'check      run the tests'
	@echo 'asan       the tests under ASan and UBSan'
	@echo 'valgrind   the chain under valgrind'
	@echo 'fuzz       fuzz each filter for FUZZ_SECONDS; fuzz-NAME for one'
	@echo 'bench      speed against peers, as ratios'
	@echo 'peers      install the Python peers for bench'
	@echo 'measure    precision and recall; PUMICE_EVAL=DIR for the outside sets'
	@echo 'model      make the language model from MODEL_TEXT=DIR'
	@echo 'lint       warnings of clang, style, manual pages, includes'
	@echo 'format     clang-format the sources'
	@echo 'install    into DESTDIR and PREFIX; uninstall takes it out'
	@echo 'dist       a tar archive of what is committed'
	@echo 'deps       install the Debian packages that are missing'

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

# What make measure needs: the ends of sentences, to be counted, a text
# beside its gold, and what a second run changes.
$B/split $B/gold $B/rest: $B/%: $B/test-%.o $B/test-cases.o $B/filters.a \
    $B/lib.a
	$(call say,LD)
	$Q$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

$B/test-cases.o $B/pumice.o: $B/filters.h

$B/lib:
	$Qmkdir -p $@

# Random documents that each filter is put to the laws on.
DOCUMENTS = 1000

# What the tests print is TAP; prove runs them and counts.
check: all $(TESTS:%=$B/%)
	B=$B DOCUMENTS=$(DOCUMENTS) prove -e '' $(TESTS:%=$B/%) $(SCRIPTS:%=tests/%.t)

asan:
	$(MAKE) check B=build/asan DOCUMENTS=150 CFLAGS='-O1 -g \
	    -fno-omit-frame-pointer -fsanitize=address,undefined \
	    -fno-sanitize-recover=undefined'

valgrind: all
	for f in corpus/*.in; do \
	    valgrind -q --leak-check=full --error-exitcode=9 $B/pumice \
	        --summary=50w $$f >/dev/null || exit 1; \
	done

FUZZ_SECONDS = 60
fuzz: $(FILTERS:%=fuzz-%)

fuzz-%:
	$(MAKE) build/fuzz/fuzz-$* B=build/fuzz CC=clang \
	    CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined'
	mkdir -p build/fuzz/found-$*
	cd build/fuzz && ./fuzz-$* -max_total_time=$(FUZZ_SECONDS) \
	    -timeout=20 -rss_limit_mb=4096 -print_final_stats=0 -verbosity=0 \
	    -close_fd_mask=1 found-$* ../../corpus

$B/fuzz-%: tests/fuzz.c $B/test-laws.o $B/%.o $B/lib.a
	$(call say,LD)
	$Q$(CC) $(ALL_CFLAGS) -DFILTER=$*_filter -fsanitize=fuzzer -o $@ $^ \
	    $(LIBS)

bench: all
	B=$B tests/bench/bench.sh

# The Python peers, for bench and for nothing else.
peers:
	python3 -m venv build/venv
	build/venv/bin/pip install -q -r tests/bench/peers.txt

measure: all $B/split $B/gold $B/rest
	B=$B tests/measure/all.sh

# The language model of a language, from folders of text: clean ones, ones
# read from scans, and ones under another licence; and from lists of words
# (see model.1).
MODEL_LANG = en
MODEL_TEXT =
MODEL_NOISY =
MODEL_WORDS =
MODEL_MODERN =
MODEL_FLAGS = -b 2300000 -t 4500000
MODERN_FLAGS = -b 500000 -t 600000 -w 10
MODEL = dictionaries/$(MODEL_LANG)/model.bin

model: $B/pumice-model
	$(if $(MODEL_TEXT),,$(error MODEL_TEXT: which folder of text?))
	$B/pumice-model -l $(MODEL_LANG) $(MODEL_FLAGS) -o $(MODEL) \
	    $(addprefix -n ,$(MODEL_NOISY)) $(addprefix -v ,$(MODEL_WORDS)) \
	    $(MODEL_TEXT)
	$(if $(MODEL_MODERN),$B/pumice-model -l $(MODEL_LANG) -x $(MODEL) \
	    $(MODERN_FLAGS) -o $(dir $(MODEL))modern.bin $(MODEL_MODERN))

lint:
	$(MAKE) all build/clang/test-golden.o build/clang/test-random.o \
	    B=build/clang CC=clang
	clang-format --dry-run -Werror $(SOURCES)
	mandoc -T lint -W warning man/*.[157]
	tests/includes.sh

format:
	clang-format -i $(SOURCES)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
	    $(DESTDIR)$(PREFIX)/share/man/man5 \
	    $(DESTDIR)$(PREFIX)/share/man/man7
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	for f in dictionaries/*/*.tsv dictionaries/*/*.bin \
	    dictionaries/*/README; do \
	    install -D -m 644 $$f $(DESTDIR)$(PREFIX)/share/pumice/$$f || \
	        exit 1; \
	done
	for f in $(FILTERS) $(TOOLS); do \
	    install -m 644 man/$$f.1 \
	        $(DESTDIR)$(PREFIX)/share/man/man1/pumice-$$f.1 || exit 1; \
	done
	install -m 644 man/pumice.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 man/*.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 man/*.7 $(DESTDIR)$(PREFIX)/share/man/man7

uninstall:
	cd $(DESTDIR)$(PREFIX)/bin && rm -f $(notdir $(PROGRAMS))
	rm -rf $(DESTDIR)$(PREFIX)/share/pumice
	cd $(DESTDIR)$(PREFIX)/share/man && rm -f man1/pumice.1 \
	    $(patsubst %,man1/pumice-%.1,$(FILTERS) $(TOOLS)) \
	    $(patsubst man/%.5,man5/%.5,$(wildcard man/*.5)) \
	    $(patsubst man/%.7,man7/%.7,$(wildcard man/*.7))

dist:
	git archive --prefix=pumice-$(VERSION)/ -o pumice-$(VERSION).tar.gz HEAD

# Debian's packages that are not there yet.
want = missing=$$(for p in $1; do dpkg-query -W -f '$${Status}' $$p \
	2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	[ -z "$$missing" ] || { s=; [ "$$(id -u)" = 0 ] || s=sudo; \
	$$s apt-get update && $$s env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y --no-install-recommends $$missing; }

deps:
	@$(call want,$(PACKAGES))

deps-ci: deps
	@$(call want,$(PACKAGES_CI))

DEMO = corpus/article.in
demo: deps
	@$(MAKE) -s all
	@echo '--- what changes in $(DEMO):'
	@$B/pumice -d $(DEMO) || [ $$? -eq 1 ]
	@echo '--- in at most 100 words:'
	@$B/pumice --summary=100w $(DEMO)

clean:
	rm -rf $B

# How print is misread in a language, from folders of ID.ocr.txt and
# ID.gt.txt; CHANNEL_WITHOUT are names to leave out (see channel.1).
CHANNEL_LANG = en
CHANNEL_TEXT =
CHANNEL_WITHOUT =
CHANNEL_PAIRS = $(filter-out $(CHANNEL_WITHOUT),$(sort \
	$(wildcard $(CHANNEL_TEXT:%=%/*.ocr.txt))))

channel: $B/pumice-channel
	$(if $(CHANNEL_TEXT),,$(error CHANNEL_TEXT: which folder of pairs?))
	$B/pumice-channel $(CHANNEL_PAIRS) \
	    >dictionaries/$(CHANNEL_LANG)/confusions.tsv
	$B/pumice-channel -w $(CHANNEL_PAIRS) \
	    >dictionaries/$(CHANNEL_LANG)/misreadings.tsv

# How ocr judges a change, from the sets in EVAL; first for each half of the
# documents by the other, so that there are cases of a text that was mended
# once: later passes are judged too.  For another language EVAL is
# what dictionaries/mul/ocr-text.py made.
EVAL =
JUDGE_LANG = en
JUDGE_FLAGS =
JUDGE_CASES = python3 dictionaries/en/judge-cases.py $B $(JUDGE_LANG) $(EVAL)

judge: $B/pumice-ocr $B/pumice-channel $B/pumice-model
	$(if $(EVAL),,$(error EVAL: where are the sets?))
	$(CC) -O3 -o $B/judge-trees dictionaries/en/judge-trees.c -lm
	$(JUDGE_CASES) >$B/judge.cases
	for half in 0 1; do $B/judge-trees -h $$half <$B/judge.cases \
	    >$B/judge.$$half || exit; done
	$(JUDGE_CASES) $B/judge >$B/judge.cases
	$B/judge-trees $(JUDGE_FLAGS) <$B/judge.cases >$B/judge.tsv
	mv $B/judge.tsv dictionaries/$(JUDGE_LANG)/judge.tsv

measure-ocr: $B/pumice-ocr
	B=$B tests/measure/ocr.sh

.PHONY: all help channel judge measure-ocr check asan valgrind fuzz bench peers measure model lint format \
	install uninstall dist deps deps-ci demo clean
.SECONDARY:

-include $(wildcard $B/*.d $B/lib/*.d)
