#include <stdlib.h>
#include <string.h>

#include "pauses.h"

enum {
	DIM = 24, /* numbers that stand for a word */
	HIDDEN = 64,
	/* The rows of weights: first those of the words, then the others. */
	WORD_ROWS = PAUSE_WORDS * DIM,
	GAP_ROWS = PAUSE_GAPS * PAUSE_KINDS,
	REST = GAP_ROWS + PAUSE_CAPITALS + 1 + PAUSES,
	ROWS = WORD_ROWS + REST,
	ZERO = 79, /* the byte that stands for 0 */
};

struct pauses {
	struct map words;
	const char **v; /* DIM bytes each */
	size_t n, cap;
	short word[HIDDEN][WORD_ROWS]; /* columns first: see meet */
	int rest[REST][HIDDEN];
	int odds[PAUSES];
};

static int
put_weights(struct pauses *p, size_t row, const struct str *f)
{
	size_t k;
	int x;

	if (row >= ROWS)
		return 0;
	for (k = 0; k < HIDDEN; k++) {
		x = str_signed(f[k]);
		if (row >= WORD_ROWS)
			p->rest[row - WORD_ROWS][k] = x;
		else if (x == (short)x)
			p->word[k][row] = (short)x;
		else
			return 0;
	}
	return 1;
}

static int
put_word(struct pauses *p, struct str word, struct str v)
{
	if (v.n != DIM)
		return 0;
	p->v = mem_room(p->v, p->n, &p->cap, sizeof(*p->v));
	p->v[p->n++] = v.p;
	*map_borrow(&p->words, word) = (int64_t)p->n;
	return 1;
}

struct pauses *
pauses_open(const struct settings *s)
{
	struct tsv rows = { .text = dict_map(s, "pauses.tsv", 0) };
	struct pauses *p = mem_new(1, sizeof(*p));
	struct str f[1 + HIDDEN];
	size_t n, k, row = 0;
	int good = 1;

	while (good && (n = tsv_next(&rows, f, NELEM(f))) > 0) {
		if (n == 2)
			good = put_word(p, f[0], f[1]);
		else if (n == 1 + HIDDEN)
			good = put_weights(p, row++, f + 1);
		else if ((good = n == 1 + PAUSES))
			for (k = 0; k < PAUSES; k++)
				p->odds[k] = str_signed(f[1 + k]);
	}
	if (!good || (row != ROWS && row > 0))
		dict_broken(s, "pauses.tsv", rows.line, "not a word or row");
	if (row == ROWS)
		return p;
	pauses_close(p);
	return NULL;
}

void
pauses_close(struct pauses *p)
{
	if (p == NULL)
		return;
	map_free(&p->words);
	free(p->v);
	free(p);
}

/* Numbers by their length, other rare words by their last two letters. */
static struct str
rare(struct str s, char out[8])
{
	size_t i, digits = 0;

	for (i = 0; i < s.n; i++)
		digits += s.p[i] >= '0' && s.p[i] <= '9';
	if (digits > 0 && digits < s.n)
		return STR("0a");
	if (digits > 0)
		return str_cut(STR("00000"), 0, digits < 5 ? digits : 5);
	if (s.n < 3)
		return STR("~");
	out[0] = '~';
	memcpy(out + 1, s.p + s.n - 2, 2);
	return str_of(out, 3);
}

uint32_t
pauses_word(const struct pauses *p, struct str small)
{
	char key[8];
	int64_t *at = map_get(&p->words, small);

	if (at == NULL)
		at = map_get(&p->words, rare(small, key));
	if (at == NULL)
		at = map_get(&p->words, STR("~"));
	return at == NULL ? 0 : (uint32_t)*at;
}

/* The sums of products with four columns: a loop that compilers know how to
 * make fast, and most of the work. */
static void
meet(const short a[WORD_ROWS], const short b[4][WORD_ROWS], int sum[4])
{
	int s0 = 0, s1 = 0, s2 = 0, s3 = 0;
	size_t i;

	for (i = 0; i < WORD_ROWS; i++) {
		s0 += a[i] * b[0][i];
		s1 += a[i] * b[1][i];
		s2 += a[i] * b[2][i];
		s3 += a[i] * b[3][i];
	}
	sum[0] = s0;
	sum[1] = s1;
	sum[2] = s2;
	sum[3] = s3;
}

static void
add(int h[HIDDEN], const int w[HIDDEN])
{
	size_t k;

	for (k = 0; k < HIDDEN; k++)
		h[k] += w[k];
}

/* What the words say to each hidden number. */
static void
begin(const struct pauses *p, const struct pause_view *at, int h[HIDDEN])
{
	short x[WORD_ROWS] = { 0 };
	const char *v;
	size_t i, k;

	for (i = 0; i < PAUSE_WORDS; i++)
		if (at->word[i] > 0)
			for (v = p->v[at->word[i] - 1], k = 0; k < DIM; k++)
				x[i * DIM + k] =
				    (short)((unsigned char)v[k] - ZERO);
	for (k = 0; k < HIDDEN; k += 4)
		meet(x, p->word + k, h + k);
}

void
pauses_weigh(const struct pauses *p, const struct pause_view *at, int z[PAUSES])
{
	const int(*w)[HIDDEN] = p->rest;
	int h[HIDDEN], sum;
	size_t i, k;

	begin(p, at, h);
	for (i = 0; i < PAUSE_GAPS; i++, w += PAUSE_KINDS)
		add(h, w[at->gap[i]]);
	for (i = 0; i < PAUSE_CAPITALS; i++, w++)
		if (at->capital[i])
			add(h, *w);
	add(h, *w++);
	for (k = 0; k < HIDDEN; k++)
		h[k] = h[k] < 0 ? 0 : h[k] / 128;
	for (i = 0; i < PAUSES; i++) {
		for (sum = p->odds[i], k = 0; k < HIDDEN; k++)
			sum += h[k] * w[i][k];
		z[i] = sum / 4096;
	}
}
