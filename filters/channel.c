/*
 * pumice-channel - learn how print is misread
 *
 * Each argument is the OCR of a text, ID.ocr.txt, and the text itself lies
 * beside it, ID.gt.txt.  The two are aligned by edit distance.  Where they
 * differ, between places where three characters agree, the pair of strings
 * is kept, and the pairs are cut into confusions of at most three characters
 * a side so that all the cuts together are as likely as can be: rounds of
 * counting and cutting again, each with the costs of the last.  What comes
 * out is the table that channel(3) reads: truth, reading and how often;
 * rows whose two sides are alike count how often they were read right.
 *
 * Quotation marks, dashes and the long s are folded first, white space is
 * one space; a stretch that differs over more than a few characters is
 * another text and teaches nothing.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "channel.h"
#include "die.h"
#include "io.h"
#include "map.h"
#include "unicode.h"

enum {
	SIDE = 3,    /* characters of a confusion, on a side */
	REGION = 14, /* characters of a stretch that differs */
	ANCHOR = 3,  /* characters that agree and end one */
	CELLS = 400000000,
	ROUNDS = 4,
};

struct text {
	uint32_t *v;
	size_t n, cap;
};

struct region {
	struct text truth, read;
	int64_t count;
};

struct learned {
	struct map regions; /* truth \t read */
	struct map grams;   /* all strings of 1 to SIDE characters of truth */
	struct map pairs;   /* truth \t read: how often, this round */
	struct map costs;   /* the same, of the last round */
	struct map words;   /* in small letters: how often read */
	struct map right;   /* and how often rightly */
	int64_t chars;
};

static void
text_put(struct text *t, uint32_t c)
{
	t->v = mem_room(t->v, t->n, &t->cap, sizeof(*t->v));
	t->v[t->n++] = c;
}

static void
text_read(struct text *t, const char *path)
{
	struct buf raw = { 0 }, folded = { 0 };
	struct str s;
	size_t at = 0;
	uint32_t c;

	io_read(path, &raw);
	channel_fold(buf_str(&raw), &folded);
	s = buf_str(&folded);
	t->n = 0;
	while (at < s.n) {
		c = utf8_next(s, &at);
		if (c == UTF8_BAD)
			c = 0xfffd;
		if (c == '\t' || c == '\n' || c == '\r' || c == '\f')
			c = ' ';
		if (c != ' ' || (t->n > 0 && t->v[t->n - 1] != ' '))
			text_put(t, c);
	}
	buf_free(&raw);
	buf_free(&folded);
}

static struct str
utf8_of(struct buf *b, const uint32_t *v, size_t n)
{
	size_t i;

	b->n = 0;
	for (i = 0; i < n; i++)
		buf_putu(b, v[i]);
	return buf_str(b);
}

static void
put_pair(
    struct buf *key, const uint32_t *t, size_t nt, const uint32_t *r, size_t nr)
{
	size_t i;

	key->n = 0;
	for (i = 0; i < nt; i++)
		buf_putu(key, t[i]);
	buf_putc(key, '\t');
	for (i = 0; i < nr; i++)
		buf_putu(key, r[i]);
}

static void
count_grams(struct learned *l, const struct text *t)
{
	struct buf b = { 0 };
	size_t i, n;

	for (i = 0; i < t->n; i++)
		for (n = 1; n <= SIDE && i + n <= t->n; n++)
			++*map_put(&l->grams, utf8_of(&b, t->v + i, n));
	l->chars += (int64_t)t->n;
	buf_free(&b);
}

/* What it costs to take a for b, in an alignment without knowledge. */
static int
differ(uint32_t a, uint32_t b)
{
	if (a == b)
		return 0;
	if (a == ' ' || b == ' ')
		return 4;
	return (a ^ b) == 0x20 ? 1 : 2;
}

enum { BOTH, LEFT, RIGHT };

/* The steps of an alignment, from the ends of both texts to their start. */
static char *
trace(const struct text *t, const struct text *r)
{
	size_t i, j, w = r->n + 1;
	char *step = mem_new((t->n + 1) * w, 1);
	int *row = mem_new(w, sizeof(*row)), diag, up, best;

	for (j = 1; j < w; j++) {
		row[j] = (int)j * 2;
		step[j] = RIGHT;
	}
	for (i = 1; i <= t->n; i++) {
		diag = row[0];
		row[0] = (int)i * 2;
		step[i * w] = LEFT;
		for (j = 1; j < w; j++) {
			up = row[j];
			best = diag + differ(t->v[i - 1], r->v[j - 1]);
			step[i * w + j] = BOTH;
			if (up + 2 < best) {
				best = up + 2;
				step[i * w + j] = LEFT;
			}
			if (row[j - 1] + 2 < best) {
				best = row[j - 1] + 2;
				step[i * w + j] = RIGHT;
			}
			diag = up;
			row[j] = best;
		}
	}
	free(row);
	return step;
}

static void
put_region(struct learned *l, const struct text *t, size_t a, size_t b,
    const struct text *r, size_t c, size_t d)
{
	struct buf key = { 0 };

	if (b - a > REGION || d - c > REGION || b - a > d - c + 4 ||
	    d - c > b - a + 4)
		return;
	put_pair(&key, t->v + a, b - a, r->v + c, d - c);
	++*map_put(&l->regions, buf_str(&key));
	buf_free(&key);
}

static int
letter(uint32_t c)
{
	return uc_letter(c) || c == '\'';
}

/* Was the word from a to b read rightly? from[j] is the place in the truth
 * of character j of what was read. */
static int
rightly(const struct text *t, const struct text *r, const size_t *from,
    size_t a, size_t b)
{
	size_t i, at = from[a];

	if (from[b] != at + (b - a) || (at > 0 && letter(t->v[at - 1])) ||
	    (from[b] < t->n && letter(t->v[from[b]])))
		return 0;
	for (i = a; i < b; i++)
		if (uc_tolower(t->v[at + i - a]) != uc_tolower(r->v[i]))
			return 0;
	return 1;
}

static void
count_words(struct learned *l, const struct text *t, const struct text *r,
    const size_t *from)
{
	struct buf key = { 0 };
	size_t a, b, i;

	for (a = 0; a < r->n; a = b + 1) {
		for (b = a; b < r->n && letter(r->v[b]); b++)
			continue;
		if (b == a)
			continue;
		key.n = 0;
		for (i = a; i < b; i++)
			buf_putu(&key, uc_tolower(r->v[i]));
		++*map_put(&l->words, buf_str(&key));
		*map_put(&l->right, buf_str(&key)) += rightly(t, r, from, a, b);
	}
	buf_free(&key);
}

static void
align(struct learned *l, const struct text *t, const struct text *r)
{
	size_t i = t->n, j = r->n, w = r->n + 1, same = ANCHOR;
	size_t ti = 0, tj = 0; /* where the open region ends */
	size_t *from;
	char *step, s;

	if ((t->n + 1) * w > CELLS)
		return;
	step = trace(t, r);
	from = mem_new(w, sizeof(*from));
	while (i > 0 || j > 0) {
		s = step[i * w + j];
		from[j] = i;
		if (s == BOTH && t->v[i - 1] == r->v[j - 1]) {
			if (++same == ANCHOR)
				put_region(l, t, i + ANCHOR - 1, ti, r,
				    j + ANCHOR - 1, tj);
		} else {
			if (same >= ANCHOR) {
				ti = i;
				tj = j;
			}
			same = 0;
		}
		i -= s != RIGHT;
		j -= s != LEFT;
	}
	count_words(l, t, r, from);
	free(from);
	free(step);
}

/* What a confusion costs before anything is known: short ones less. */
static double
prior(size_t nt, size_t nr)
{
	size_t longer = nt > nr ? nt : nr;

	if (nt == nr && nt == 1)
		return 4;
	return 2.5 + 2 * (double)longer + (nt == 0 || nr == 0 ? 1.0 : 0.0);
}

static double
cost_of(struct learned *l, struct buf *key, const uint32_t *t, size_t nt,
    const uint32_t *r, size_t nr, int first)
{
	struct buf gram = { 0 };
	int64_t *n, *all;
	double p = exp(-prior(nt, nr)), total = (double)l->chars;

	if (nt == nr && memcmp(t, r, nt * sizeof(*t)) == 0)
		return nt == 1 ? 0 : 1e9;
	if (first)
		return prior(nt, nr);
	put_pair(key, t, nt, r, nr);
	n = map_get(&l->costs, buf_str(key));
	if (nt > 0) {
		all = map_get(&l->grams, utf8_of(&gram, t, nt));
		total = all != NULL ? (double)*all : 1.0;
	}
	buf_free(&gram);
	/* Rare strings are not believed: as if 50 more had been read. */
	return -log(((n != NULL ? (double)*n : 0.0) + p * p) / (total + 50));
}

/* Cut a region the likeliest way and count the confusions. */
static void
cut(struct learned *l, const struct region *g, int first)
{
	double best[REGION + 1][REGION + 1], c;
	unsigned char from[REGION + 1][REGION + 1];
	size_t i, j, a, b;
	struct buf key = { 0 };

	for (i = 0; i <= g->truth.n; i++)
		for (j = 0; j <= g->read.n; j++) {
			best[i][j] = i + j == 0 ? 0 : 1e12;
			for (a = 0; a <= SIDE && a <= i; a++)
				for (b = a == 0; b <= SIDE && b <= j; b++) {
					c = best[i - a][j - b] +
					    cost_of(l, &key, g->truth.v + i - a,
					        a, g->read.v + j - b, b, first);
					if (c >= best[i][j])
						continue;
					best[i][j] = c;
					from[i][j] =
					    (unsigned char)(a << 4 | b);
				}
		}
	for (i = g->truth.n, j = g->read.n; i + j > 0; i -= a, j -= b) {
		a = from[i][j] >> 4;
		b = from[i][j] & 15;
		if (a == b && a == 1 && g->truth.v[i - 1] == g->read.v[j - 1])
			continue;
		put_pair(&key, g->truth.v + i - a, a, g->read.v + j - b, b);
		*map_put(&l->pairs, buf_str(&key)) += g->count;
	}
	buf_free(&key);
}

static void
region_of(struct region *g, const struct map_entry *e)
{
	struct text *t = &g->truth;
	size_t at = 0;
	uint32_t c;

	g->truth.n = g->read.n = 0;
	g->count = e->value;
	while (at < e->key.n)
		if ((c = utf8_next(e->key, &at)) == '\t')
			t = &g->read;
		else
			text_put(t, c);
}

static void
one_round(struct learned *l, int first)
{
	struct region g = { 0 };
	size_t i;

	for (i = 0; i < l->regions.n; i++) {
		region_of(&g, &l->regions.v[i]);
		cut(l, &g, first);
	}
	map_free(&l->costs);
	l->costs = l->pairs;
	memset(&l->pairs, 0, sizeof(l->pairs));
	free(g.truth.v);
	free(g.read.v);
}

static void
put_field(struct buf *b, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == ' ')
			buf_puts(b, "\\s");
		else if (s.p[i] == '\\')
			buf_puts(b, "\\\\");
		else
			buf_putc(b, s.p[i]);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
print_rows(char **rows, size_t n)
{
	size_t i;

	if (n > 0)
		qsort(rows, n, sizeof(*rows), by_text);
	for (i = 0; i < n; i++) {
		puts(rows[i]);
		free(rows[i]);
	}
	free(rows);
}

static void
print(struct learned *l, int64_t least)
{
	struct map needed = { 0 };
	struct buf line = { 0 };
	const struct map_entry *e;
	char **rows = NULL;
	size_t i, n = 0, cap = 0, tab;

	for (i = 0; i < l->costs.n; i++) {
		e = &l->costs.v[i];
		if (e->value < least)
			continue;
		tab = str_chr(e->key, 0, '\t');
		map_put(&needed, str_cut(e->key, 0, tab));
		line.n = 0;
		put_field(&line, str_cut(e->key, 0, tab));
		buf_putc(&line, '\t');
		put_field(&line, str_cut(e->key, tab + 1, e->key.n));
		buf_printf(&line, "\t%lld", (long long)e->value);
		rows = mem_room(rows, n, &cap, sizeof(*rows));
		rows[n++] = strdup(buf_cstr(&line));
	}
	for (i = 0; i < needed.n; i++) {
		struct str t = needed.v[i].key;
		int64_t *all = t.n == 0 ? &l->chars : map_get(&l->grams, t);

		line.n = 0;
		put_field(&line, t);
		buf_putc(&line, '\t');
		put_field(&line, t);
		buf_printf(
		    &line, "\t%lld", all != NULL ? (long long)*all : 0LL);
		rows = mem_room(rows, n, &cap, sizeof(*rows));
		rows[n++] = strdup(buf_cstr(&line));
	}
	print_rows(rows, n);
	map_free(&needed);
	buf_free(&line);
}

static void
learn(struct learned *l, const char *path)
{
	static const char ocr[] = ".ocr.txt";
	struct text truth = { 0 }, read = { 0 };
	struct buf gt = { 0 };
	size_t n = strlen(path), tail = sizeof(ocr) - 1;

	if (n < tail || strcmp(path + n - tail, ocr) != 0)
		die("%s: not the name of an .ocr.txt", path);
	buf_put(&gt, str_of(path, n - tail));
	buf_puts(&gt, ".gt.txt");
	text_read(&read, path);
	text_read(&truth, buf_cstr(&gt));
	count_grams(l, &truth);
	align(l, &truth, &read);
	free(truth.v);
	free(read.v);
	buf_free(&gt);
}

static int
finish(void)
{
	if (fflush(stdout) == EOF || ferror(stdout))
		die_errno("standard output");
	return 0;
}

/* The words that were seldom read rightly. */
static void
print_words(const struct learned *l)
{
	char **rows = NULL;
	struct buf line = { 0 };
	size_t i, n = 0, cap = 0;
	int64_t all, right;

	for (i = 0; i < l->words.n; i++) {
		all = l->words.v[i].value;
		right = l->right.v[i].value;
		if (all < 4 || right * 10 > all * 8)
			continue;
		line.n = 0;
		buf_put(&line, l->words.v[i].key);
		buf_printf(
		    &line, "\t%lld\t%lld", (long long)all, (long long)right);
		rows = mem_room(rows, n, &cap, sizeof(*rows));
		rows[n++] = strdup(buf_cstr(&line));
	}
	print_rows(rows, n);
	buf_free(&line);
}

int
main(int argc, char **argv)
{
	struct learned l = { 0 };
	int words = argc > 1 && strcmp(argv[1], "-w") == 0, i;

	die_name("pumice-channel");
	if (argc < 2 + words) {
		fputs("usage: pumice-channel [-w] ID.ocr.txt ...\n", stderr);
		return EXIT_TROUBLE;
	}
	for (i = 1 + words; i < argc; i++)
		learn(&l, argv[i]);
	if (words) {
		puts("# Words that are seldom read rightly: how often read,");
		puts("# how often rightly; by pumice-channel(1) -w.");
		print_words(&l);
		return finish();
	}
	for (i = 0; i < ROUNDS; i++)
		one_round(&l, i == 0);
	puts("# How print is misread: truth, reading, how often; from aligned");
	puts("# pairs by pumice-channel(1).  See README for the sources.");
	print(&l, 2);
	return finish();
}
