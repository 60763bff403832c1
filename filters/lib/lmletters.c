/*
 * How rare words are spelled: grams of up to LMFILE_SPELL bytes, smoothed
 * by Witten and Bell's rule, over the different words that the clean texts
 * use a few times.  Frequent words would teach it nothing of unknown ones.
 */
#include <stdlib.h>

#include "lmbuild.h"
#include "lmfile.h"

enum {
	RARE = 8,  /* uses */
	LEAST = 3, /* words that hold a gram, of those that are kept */
};

struct gram {
	double p, uses, kinds, kept; /* the last three as what stands before */
};

static void
add_word(struct map *m, struct str word)
{
	char p[LM_WORD_MAX + 2];
	size_t i, n;

	p[0] = LETTER_BEGIN;
	memcpy(p + 1, word.p, word.n);
	p[word.n + 1] = LETTER_END;
	for (i = 0; i < word.n + 2; i++)
		for (n = 1; n <= LMFILE_SPELL && i + n <= word.n + 2; n++)
			++*map_put(m, str_of(p + i, n));
}

static size_t
index_of(const struct map *m, struct str key)
{
	return map_entry_of(m, map_get(m, key));
}

static int
kept(const struct map *m, size_t i)
{
	return m->v[i].key.n == 2 || m->v[i].value >= LEAST;
}

static void
fit(const struct map *m, struct gram *g, const double letter[256])
{
	struct gram *h;
	struct str key;
	double lower;
	size_t i, n;

	for (i = 0; i < m->n; i++) {
		key = m->v[i].key;
		if (key.n < 2)
			continue;
		h = &g[index_of(m, str_cut(key, 0, key.n - 1))];
		h->uses += (double)m->v[i].value;
		h->kinds += 1;
		if (kept(m, i))
			h->kept += (double)m->v[i].value;
	}
	for (n = 2; n <= LMFILE_SPELL; n++)
		for (i = 0; i < m->n; i++) {
			key = m->v[i].key;
			if (key.n != n)
				continue;
			h = &g[index_of(m, str_cut(key, 0, n - 1))];
			lower = n == 2 ? letter[(unsigned char)key.p[1]]
			               : g[index_of(m, str_cut(key, 1, n))].p;
			g[i].p = ((double)m->v[i].value + h->kinds * lower) /
			         (h->uses + h->kinds);
		}
}

static void
fit_letters(const struct map *m, double letter[256])
{
	double all = 256;
	size_t i;

	for (i = 0; i < 256; i++)
		letter[i] = 1;
	for (i = 0; i < m->n; i++)
		if (m->v[i].key.n == 1 && m->v[i].key.p[0] != LETTER_BEGIN) {
			letter[(unsigned char)m->v[i].key.p[0]] +=
			    (double)m->v[i].value;
			all += (double)m->v[i].value;
		}
	for (i = 0; i < 256; i++)
		letter[i] /= all;
}

static uint32_t
back_of(const struct gram *g)
{
	return g->kinds > 0 ? lmfile_cost(1 - g->kept / (g->uses + g->kinds))
	                    : 0;
}

static void
put_grams(const struct map *m, const struct gram *g, struct buf *out,
    uint16_t *codes, uint16_t *back_codes)
{
	struct lmbuild_code *cost = mem_new(1, sizeof(*cost));
	struct lmbuild_code *back = mem_new(1, sizeof(*back));
	uint64_t *key = mem_new(m->n + 1, sizeof(*key));
	uint32_t *value = mem_new(m->n + 1, sizeof(*value));
	size_t i, n = 0;

	for (i = 0; i < m->n; i++) {
		if (m->v[i].key.n > 1 && kept(m, i))
			lmbuild_code_add(cost, lmfile_cost(g[i].p));
		if (m->v[i].key.n == 1 || kept(m, i))
			lmbuild_code_add(back, back_of(&g[i]));
	}
	lmbuild_code_make(cost, BITS_GRAM, codes);
	lmbuild_code_make(back, BITS_BACK, back_codes);
	for (i = 0; i < m->n; i++) {
		if (m->v[i].key.n > 1 && !kept(m, i))
			continue;
		key[n] = lmfile_gram(
		    (const unsigned char *)m->v[i].key.p, m->v[i].key.n);
		value[n++] = lmbuild_code_of(cost, lmfile_cost(g[i].p))
		                 << BITS_BACK |
		             lmbuild_code_of(back, back_of(&g[i]));
	}
	fuse_build(out, key, value, n, CHECK_GRAM, BITS_GRAM + BITS_BACK);
	free(cost);
	free(back);
	free(key);
	free(value);
}

void
lmbuild_letters(const struct lmbuild *b, struct buf *letters, struct buf *grams,
    uint16_t *codes, uint16_t *back_codes)
{
	struct map m = { 0 };
	double letter[256];
	struct gram *g;
	uint32_t cost;
	size_t i;

	for (i = 0; i < b->map.n && b->base == NULL; i++)
		if (b->word[i].clean > 0 && b->word[i].clean <= RARE)
			add_word(&m, b->map.v[i].key);
	g = mem_new(m.n + 1, sizeof(*g));
	fit_letters(&m, letter);
	fit(&m, g, letter);
	put_grams(&m, g, grams, codes, back_codes);
	for (i = 0; i < 256; i++) {
		cost = lmfile_cost(letter[i]);
		buf_putc(letters, (int)(cost & 0xff));
		buf_putc(letters, (int)(cost >> 8));
	}
	free(g);
	map_free(&m);
}
