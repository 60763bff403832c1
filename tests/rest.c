/*
 * rest - what a second run changes
 *
 * Each document given is cleaned, and what came out is cleaned again: by
 * each filter alone what it has just left, and by the whole chain what the
 * chain has left.  With -a each filter, and each pair that follow each
 * other, are tried on the document itself as well.  Every edit of a second
 * run is shown.
 *
 * Files are documents; with -0 they hold documents that end in NUL bytes.
 * -b takes the first so many bytes of each, -s leaves a filter out, -d a
 * rule, and -c is the threshold.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cases.h"
#include "chain.h"
#include "die.h"
#include "io.h"

enum { SHOWN = 60, EDITS = 8 };

static struct chain all;
static size_t documents, changed, alone, together, apart;

static void
show(struct str s)
{
	size_t i;

	for (i = 0; i < s.n && i < SHOWN; i++)
		if (s.p[i] == '\n')
			printf("\\n");
		else
			putchar(
			    s.p[i] == '\t' || s.p[i] == '\r' ? ' ' : s.p[i]);
	if (i < s.n)
		printf("...(%zu)", s.n);
}

static void
show_edits(const char *name, size_t number, const char *what,
    const struct stage *st, struct str in)
{
	const struct edit *e;
	size_t i, left = EDITS, a, b;

	for (i = 0; i < st->edits.n && left > 0; i++) {
		e = &st->edits.v[i];
		if (e->held)
			continue;
		left--;
		a = e->off > 20 ? e->off - 20 : 0;
		b = (size_t)e->off + e->len;
		printf("%s:%zu: %s: %s/%s: ", name, number, what,
		    st->filter->name, st->filter->rules[e->rule].name);
		show(str_cut(in, a, e->off));
		printf(" [-");
		show(str_cut(in, e->off, b));
		printf("-]{+");
		show(edit_text(&st->edits, e));
		printf("+} ");
		show(str_cut(in, b, in.n - b > 20 ? b + 20 : in.n));
		putchar('\n');
	}
}

/* Does the chain change what it left? */
static int
again(const char *name, size_t number, const char *what, const struct chain *c,
    struct str left)
{
	struct run r = { 0 };
	size_t i;
	int found;

	chain_run(c, left, &r);
	found = run_changed(&r);
	for (i = 0; i < r.n; i++)
		if (r.v[i].changed)
			show_edits(name, number, what, &r.v[i], run_in(&r, i));
	run_free(&r);
	return found;
}

/* The filters from a up to b as a chain. */
static struct chain
part(size_t a, size_t b)
{
	return (struct chain){ .v = all.v + a, .n = b - a };
}

static int
twice(const char *name, size_t number, const char *what, size_t a, size_t b,
    struct str in)
{
	struct chain c = part(a, b);
	struct run r = { 0 };
	int found = 0;

	chain_run(&c, in, &r);
	if (run_changed(&r))
		found = again(name, number, what, &c, run_out(&r));
	run_free(&r);
	return found;
}

static void
document(const char *name, size_t number, struct str in, int raw)
{
	struct run r = { 0 };
	struct chain c;
	size_t i;

	documents++;
	chain_run(&all, in, &r);
	changed += (size_t)run_changed(&r);
	for (i = 0; i < r.n; i++) {
		c = part(r.v[i].link, r.v[i].link + 1);
		if (r.v[i].changed)
			alone += (size_t)again(
			    name, number, "alone", &c, run_in(&r, i + 1));
	}
	if (run_changed(&r))
		together +=
		    (size_t)again(name, number, "chain", &all, run_out(&r));
	run_free(&r);
	for (i = 0; raw && i < all.n; i++) {
		alone += (size_t)twice(name, number, "alone", i, i + 1, in);
		if (i + 2 <= all.n)
			apart +=
			    (size_t)twice(name, number, "pair", i, i + 2, in);
	}
}

static void
file(const char *path, int nul, size_t max, int raw)
{
	struct buf b = { 0 };
	struct str s;
	size_t at, end, n = 1;

	io_read(path, &b);
	s = buf_str(&b);
	for (at = 0; at < s.n || n == 1; at = end + 1, n++) {
		end = nul ? str_chr(s, at, '\0') : s.n;
		document(path, n,
		    str_cut(s, at, end - at > max ? at + max : end), raw);
	}
	buf_free(&b);
}

int
main(int argc, char **argv)
{
	struct settings set = { .lang = "en" };
	const char *skip[16] = { NULL }, *off[16] = { NULL };
	size_t i, k, n = 0, noff = 0, max = SIZE_MAX;
	unsigned confidence = CHAIN_CONFIDENCE;
	int c, nul = 0, raw = 0;

	die_name("rest");
	while ((c = getopt(argc, argv, "0ab:c:d:s:L:")) != -1) {
		if (c == 's' && n < NELEM(skip))
			skip[n++] = optarg;
		if (c == 'd' && noff < NELEM(off))
			off[noff++] = optarg;
		if (c == 'c')
			confidence = (unsigned)atoi(optarg);
		nul |= c == '0';
		raw |= c == 'a';
		if (c == 'b')
			max = (size_t)atol(optarg);
		if (c == 'L')
			set.lang = optarg;
	}
	for (i = 0; i < all_filters_n; i++) {
		for (k = 0; k < n; k++)
			if (strcmp(skip[k], all_filters[i]->name) == 0)
				break;
		if (k == n && !all_filters[i]->asked)
			chain_add(
			    &all, all_filters[i], &set, confidence, off, noff);
	}
	for (; optind < argc; optind++)
		file(argv[optind], nul, max, raw);
	printf("%zu documents, %zu changed; of these a second run changes: "
	       "the chain %zu, a filter alone %zu, two filters %zu\n",
	    documents, changed, together, alone, apart);
	chain_free(&all);
	return 0;
}
