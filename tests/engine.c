/*
 * engine - the edits, the chain, the log and the records, without a filter
 *
 * A filter that edits at random places drives them: what must hold for any
 * edits is checked on texts of random bytes.
 */
#include <stdlib.h>

#include "chain.h"
#include "log.h"
#include "map.h"
#include "record.h"
#include "tap.h"
#include "xxh64.h"

/* A generator: the same numbers on every machine. */
static uint64_t seed;

static size_t
pick(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

static void
scatter(const void *tables, struct str in, struct edits *out)
{
	static const char *const news[] = { "", "x", "new", "\t\\\n", "" };
	uint64_t was = seed;
	struct str new;
	size_t at = 0, len;

	(void)tables;
	seed = hash_bytes(in);
	while (at < in.n) {
		at += pick(9);
		len = pick(4);
		if (at + len > in.n)
			break;
		new = str_from(news[pick(NELEM(news))]);
		if (!str_eq(new, str_of(in.p + at, len))) {
			edits_put(out, at, len, new, pick(5) == 0);
			edits_note(out, STR("why"));
		}
		at += len + 1;
	}
	seed = was;
}

static const struct rule rules[] = {
	{ "sure", "an edit", 99 },
	{ "unsure", "an edit that is held", 10 },
};

static const struct filter scatter_filter = {
	.name = "scatter",
	.summary = "edit at random",
	.rules = rules,
	.nrules = NELEM(rules),
	.edit = scatter,
};

static void
random_text(struct buf *b, size_t max)
{
	static const char bytes[] = "abc \n\t\\\0\xc3\xa9\xff\"";
	size_t n = pick(max);

	b->n = 0;
	while (n-- > 0)
		buf_putc(b, bytes[pick(sizeof(bytes) - 1)]);
}

/* One list from the original to the clean text does what the stack does. */
static int
composes(const struct run *r)
{
	struct edits all = { 0 };
	struct buf out = { 0 };
	int good;

	run_compose(r, &all);
	edits_apply(&all, r->in, &out);
	good = str_eq(buf_str(&out), run_out(r)) &&
	       edits_check(&all, r->in, 1) == NULL;
	edits_free(&all);
	buf_free(&out);
	return good;
}

static int
undoes(const struct run *r)
{
	struct frame f = { .name = "a\tname", .tail = STR("") };
	struct buf log = { 0 }, back = { 0 };
	struct log_reader reader;
	struct log_document d;
	int good;

	log_begin(&log);
	log_document(&log, &f, r);
	log_open(&reader, "log", buf_str(&log));
	good = log_next(&reader, &d) &&
	       log_undo(&d, run_out(r), &back) == NULL &&
	       str_eq(buf_str(&back), r->in) && str_eq(d.name, STR("a\tname"));
	if (run_changed(r))
		good &= log_undo(&d, r->in, &back) != NULL;
	log_document_free(&d);
	buf_free(&log);
	buf_free(&back);
	return good;
}

static int
grows(const struct run *r)
{
	size_t off, last = 0, at;

	for (off = 0; off <= run_out(r).n; off++) {
		at = run_source(r, off);
		if (at < last || at > r->in.n)
			return 0;
		last = at;
	}
	return 1;
}

static void
random_runs(void)
{
	struct settings s = { .lang = "en" };
	int composed = 1, undone = 1, grown = 1, i;
	struct chain c = { 0 };
	struct buf text = { 0 };
	struct run r;

	for (i = 0; i < 3; i++)
		chain_add(&c, &scatter_filter, &s, 80, NULL, 0);
	for (i = 0; i < 3000; i++) {
		random_text(&text, i % 2 ? 30 : 300);
		memset(&r, 0, sizeof(r));
		chain_run(&c, buf_str(&text), &r);
		composed &= composes(&r);
		undone &= undoes(&r);
		grown &= grows(&r);
		run_free(&r);
	}
	chain_free(&c);
	buf_free(&text);
	tap(composed, "a stack of edits composes to one list");
	tap(undone, "a log leads back to the original");
	tap(grown, "offsets map down the stack, not decreasing");
}

/* Filters that undo each other, and one that undoes itself. */
static void
turn(struct str in, int from, struct edits *out)
{
	size_t at;

	for (at = 0; (at = str_chr(in, at, from)) < in.n; at++)
		edits_put(
		    out, at, 1, from == 'a' ? STR("b") : STR("a"), from == 'b');
}

static void
a_to_b(const void *tables, struct str in, struct edits *out)
{
	(void)tables;
	turn(in, 'a', out);
}

static void
b_to_a(const void *tables, struct str in, struct edits *out)
{
	(void)tables;
	turn(in, 'b', out);
}

static void
swap(const void *tables, struct str in, struct edits *out)
{
	(void)tables;
	turn(in, in.n > 0 && in.p[0] == 'a' ? 'a' : 'b', out);
}

/* Filters that give each other work: one removes each "b" at the end, one
 * makes an "a" there a "b". */
static void
trim(const void *tables, struct str in, struct edits *out)
{
	size_t n = in.n;

	(void)tables;
	while (n > 0 && in.p[n - 1] == 'b')
		n--;
	if (n < in.n)
		edits_put(out, n, in.n - n, STR(""), 0);
}

static void
last(const void *tables, struct str in, struct edits *out)
{
	(void)tables;
	if (in.n > 0 && in.p[in.n - 1] == 'a')
		edits_put(out, in.n - 1, 1, STR("b"), 0);
}

typedef void edit_fn(const void *, struct str, struct edits *);

static void
rests(const char *name, edit_fn *const *edit, size_t n, const char *in,
    const char *want)
{
	struct settings s = { .lang = "en" };
	struct filter f[3];
	struct chain c = { 0 };
	struct run r = { 0 }, again = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		f[i] = scatter_filter;
		f[i].edit = edit[i];
		chain_add(&c, &f[i], &s, 0, NULL, 0);
	}
	chain_run(&c, str_from(in), &r);
	tap(str_eq(run_out(&r), str_from(want)) && composes(&r) && undoes(&r),
	    "%s, from %s", name, in);
	chain_run(&c, run_out(&r), &again);
	tap(!run_changed(&again), "%s, from %s, and again", name, in);
	run_free(&r);
	run_free(&again);
	chain_free(&c);
}

static void
turns(void)
{
	edit_fn *const fight[] = { a_to_b, b_to_a };
	edit_fn *const round[] = { swap, swap, swap };
	edit_fn *const slow[] = { trim, last };

	rests("filters that fight", fight, 2, "a", "a");
	rests("filters that fight", fight, 2, "xbx", "xax");
	rests("filters that go round", round, 3, "a", "a");
	rests("filters that go round", round, 3, "b", "a");
	rests("filters that need turns", slow, 2, "c", "c");
	rests("filters that need turns", slow, 2, "caba", "c");
	rests("filters that need turns", slow, 2, "cbbb", "c");
}

static void
bad_lists(void)
{
	static const struct {
		const char *name, *why;
		size_t a, alen, b, blen;
	} lists[] = {
		{ "in order", NULL, 0, 1, 2, 1 },
		{ "touching", NULL, 0, 1, 1, 1 },
		{ "out of order", "edits overlap or are out of order", 2, 1, 0,
		    1 },
		{ "overlapping", "edits overlap or are out of order", 0, 2, 1,
		    1 },
		{ "two at one place", "two edits at one place", 1, 0, 1, 1 },
		{ "outside", "an edit lies outside the text", 0, 1, 3, 1 },
	};
	struct str in = STR("abc");
	struct edits es;
	const char *why;
	size_t i;

	for (i = 0; i < NELEM(lists); i++) {
		memset(&es, 0, sizeof(es));
		edits_put(&es, lists[i].a, lists[i].alen, STR("x"), 0);
		edits_put(&es, lists[i].b, lists[i].blen, STR("x"), 0);
		why = edits_check(&es, in, 1);
		tap(why == NULL ? lists[i].why == NULL
		                : lists[i].why != NULL &&
		                      strcmp(why, lists[i].why) == 0,
		    "a list of edits: %s", lists[i].name);
		edits_free(&es);
	}
}

static void
groups(void)
{
	const unsigned char low[2] = { 0, 1 };
	struct edits es = { 0 };
	struct buf out = { 0 };
	uint32_t g = edits_group(&es);

	edits_put(&es, 0, 1, STR("A"), 0);
	es.v[0].group = g;
	edits_put(&es, 1, 1, STR("B"), 1);
	es.v[1].group = g;
	edits_put(&es, 2, 1, STR("C"), 0);
	edits_hold(&es, low);
	edits_apply(&es, STR("abc"), &out);
	tap(str_eq(buf_str(&out), STR("abC")), "a group is held together");
	out.n = 0;
	edits_drop(&es, low);
	edits_apply(&es, STR("abc"), &out);
	tap(str_eq(buf_str(&out), STR("abC")) && es.n == 1,
	    "a group is dropped together");
	edits_free(&es);
	buf_free(&out);
}

/* Replace every "a" by what follows the line in the table. */
static void
splices(void)
{
	static const struct {
		const char *line, *new, *want;
	} t[] = {
		{ "{\"text\":\"a\"}", "b", "{\"text\":\"b\"}" },
		{ "{ \"id\":12345678901234567890, \"text\" : \"x a\\u00e9\" }",
		    "\xc3\xa8",
		    "{ \"id\":12345678901234567890, \"text\" : "
		    "\"x \\u00e8\\u00e9\" }" },
		{ "{\"text\":\"\xc3\xa9 a\"}", "\"\xc3\xa8\\",
		    "{\"text\":\"\xc3\xa9 \\\"\xc3\xa8\\\\\"}" },
		{ "{\"text\":\"\\ud83d\\ude00 a\"}", "\xf0\x9f\x98\x81",
		    "{\"text\":\"\\ud83d\\ude00 \\ud83d\\ude01\"}" },
		{ "{\"text\":\"\\ud800 a\"}", "", "{\"text\":\"\\ud800 \"}" },
		{ "{\"text\":1,\"text\":\"a\",\"b\":{\"text\":\"a\"}}", "b",
		    "{\"text\":1,\"text\":\"b\",\"b\":{\"text\":\"a\"}}" },
		{ "{\"text\":\"\"}", "b", "{\"text\":\"\"}" },
		{ "{\"text\":\"a\",\"text\":1}", "b", NULL },
		{ "[\"text\"]", "b", NULL },
		{ "{\"text\":\"a\"", "b", NULL },
		{ "{\"text\":\"a\"} x", "b", NULL },
		{ "", "b", NULL },
	};
	struct record rec = { 0 };
	struct edits es, out;
	struct buf line = { 0 };
	const char *why;
	size_t i, at;

	for (i = 0; i < NELEM(t); i++) {
		why = record_parse(&rec, str_from(t[i].line), STR("text"));
		if (why != NULL || t[i].want == NULL) {
			tap(why != NULL && t[i].want == NULL, "refused: %s",
			    t[i].line);
			continue;
		}
		memset(&es, 0, sizeof(es));
		memset(&out, 0, sizeof(out));
		at = str_chr(buf_str(&rec.text), 0, 'a');
		if (at < rec.text.n) {
			edits_put(&es, at, 1, str_from(t[i].new), 0);
			edits_note(&es, STR("n"));
		}
		record_splice(&rec, str_from(t[i].line), &es, &out);
		line.n = 0;
		edits_apply(&out, str_from(t[i].line), &line);
		tap(str_eq(buf_str(&line), str_from(t[i].want)), "spliced: %s",
		    t[i].line);
		edits_free(&es);
		edits_free(&out);
	}
	record_free(&rec);
	buf_free(&line);
}

static void
checksums(void)
{
	/* The reference implementation's answers. */
	tap(xxh64(STR("")) == 0xef46db3751d8e999u, "XXH64 of nothing");
	tap(xxh64(STR("abc")) == 0x44bc2cf5ad770999u, "XXH64 of abc");
	tap(xxh64(STR("The quick brown fox jumps over the lazy dog")) ==
	        0x0b242d361fda71bcu,
	    "XXH64 of more than 32 bytes");
}

static void
maps(void)
{
	struct map m = { 0 };
	struct buf key = { 0 };
	int good = 1;
	int64_t i;

	for (i = 0; i < 5000; i++) {
		key.n = 0;
		buf_printf(&key, "key %ld", (long)(i % 2500));
		*map_put(&m, buf_str(&key)) += i;
	}
	for (i = 0; i < 2500; i++) {
		key.n = 0;
		buf_printf(&key, "key %ld", (long)i);
		good &= *map_get(&m, buf_str(&key)) == 2 * i + 2500;
	}
	tap(good && m.n == 2500, "a map keeps what it is given");
	tap(!map_has(&m, STR("key")), "a map has nothing else");
	map_free(&m);
	buf_free(&key);
}

int
main(void)
{
	bad_lists();
	groups();
	random_runs();
	turns();
	splices();
	checksums();
	maps();
	return tap_done();
}
