#include <stdlib.h>

#include "kin.h"

enum {
	SHORTEST = 3,       /* letters of a form that is looked at */
	CANDIDATES = 64,    /* that one form is compared with, */
	FEW = 8,            /* fewer in a text of very many forms, */
	COMPARED = 1 << 19, /* so that no more are compared in all */
	NEARBY = 256,       /* mentions: some pages */
};

/* What is in the map of what was seen: a form, and what it was seen with. */
enum { SENTENCE, BEFORE, BEHIND, GIVEN, FOLLOWED, BLOCK };

struct seen {
	uint32_t form, what, kind;
};

static void
put_pair(struct kin *k, uint32_t s, uint32_t t, int most)
{
	int cost = alike_cost(&k->letters[s], &k->letters[t], most);

	if (cost > most)
		return;
	k->v = mem_room(k->v, k->n, &k->cap, sizeof(*k->v));
	k->v[k->n++] = (struct pair){ s, t, cost };
	k->in_pair[s] = k->in_pair[t] = 1;
}

void
kin_find(struct kin *k, const struct mentions *m, const unsigned char *suspect,
    int most)
{
	struct alike x = { 0 };
	uint32_t f, ids[CANDIDATES];
	size_t i, n, max = COMPARED / (m->forms.n + 1);

	max = max < FEW ? FEW : max > CANDIDATES ? CANDIDATES : max;
	k->m = m;
	k->letters = mem_new(m->forms.n + 1, sizeof(*k->letters));
	k->into = mem_new(m->forms.n + 1, sizeof(*k->into));
	k->in_pair = mem_new(m->forms.n + 1, 1);
	for (f = 0; f < m->forms.n; f++) {
		k->into[f] = f;
		if (!alike_letters(mentions_key(m, f), &k->letters[f]))
			k->letters[f].n = 0;
		if (suspect[f] && k->letters[f].n >= SHORTEST)
			alike_put(&x, &k->letters[f], f);
	}
	alike_sort(&x);
	for (f = 0; f < m->forms.n && x.n > 0; f++) {
		if (k->letters[f].n < SHORTEST)
			continue;
		n = alike_find(&x, &k->letters[f], ids, max);
		for (i = 0; i < n; i++)
			if (ids[i] != f)
				put_pair(k, ids[i], f, most);
	}
	alike_free(&x);
}

uint32_t
kin_root(const struct kin *k, uint32_t f)
{
	while (k->into[f] != f)
		f = k->into[f];
	return f;
}

static uint32_t
count(const struct kin *k, uint32_t form, uint32_t what, uint32_t kind)
{
	struct seen key = { form, what, kind };
	int64_t *n = map_get(&k->seen, str_of((char *)&key, sizeof(key)));

	return n == NULL ? 0 : (uint32_t)*n;
}

static int
has(const struct kin *k, uint32_t form, uint32_t what, uint32_t kind)
{
	return count(k, form, what, kind) > 0;
}

static void
put(struct kin *k, uint32_t form, uint32_t what, uint32_t kind)
{
	struct seen key = { form, what, kind };

	++*map_put(&k->seen, str_of((char *)&key, sizeof(key)));
}

/* The number of the sentence at off of the mended text. */
static uint32_t
sentence_at(const struct kin *k, uint32_t off)
{
	size_t a = 0, b = k->sentences.n, m;

	while (a < b) {
		m = a + (b - a) / 2;
		if (k->sentences.v[m].end <= off)
			a = m + 1;
		else
			b = m;
	}
	return (uint32_t)a;
}

static uint32_t
form_at(const struct kin *k, uint32_t mention)
{
	return kin_root(k, k->m->v[mention - 1].form);
}

void
kin_look(struct kin *k, const unsigned char *given)
{
	const struct mention *x;
	uint32_t f, by;
	size_t i;

	map_free(&k->seen);
	for (i = 0; i < k->m->n; i++) {
		x = &k->m->v[i];
		if (!k->in_pair[x->form])
			continue;
		f = kin_root(k, x->form);
		put(k, f, sentence_at(k, x->place), SENTENCE);
		put(k, f, (uint32_t)(i / NEARBY) + 1, BLOCK);
		if (x->before > 0) {
			by = form_at(k, x->before);
			put(k, f, by, BEFORE);
			if (given[by])
				put(k, f, 0, GIVEN);
		}
		if (x->behind > 0) {
			put(k, f, form_at(k, x->behind), BEHIND);
			put(k, f, 0, FOLLOWED);
		}
	}
}

uint32_t
kin_nearby(const struct kin *k, uint32_t s, uint32_t t)
{
	uint32_t i, block, n, most = 0;

	for (i = k->m->form[s].first; i > 0; i = k->m->v[i - 1].same) {
		block = (i - 1) / NEARBY + 1;
		n = count(k, t, block - 1, BLOCK) + count(k, t, block, BLOCK) +
		    count(k, t, block + 1, BLOCK);
		most = n > most ? n : most;
	}
	return most;
}

unsigned
kin_together(const struct kin *k, uint32_t s, uint32_t t)
{
	const struct mention *x;
	unsigned n = 0;
	uint32_t i;

	for (i = k->m->form[s].first; i > 0; i = x->same) {
		x = &k->m->v[i - 1];
		n += has(k, t, sentence_at(k, x->place), SENTENCE) != 0;
	}
	return n;
}

/* Does one of the names before s, or behind it, stand so by t? */
static int
shares(const struct kin *k, uint32_t s, uint32_t t, uint32_t kind)
{
	const struct mention *x;
	uint32_t i, by;

	for (i = k->m->form[s].first; i > 0; i = x->same) {
		x = &k->m->v[i - 1];
		by = kind == BEFORE ? x->before : x->behind;
		if (by > 0 && has(k, t, form_at(k, by), kind))
			return 1;
	}
	return 0;
}

int
kin_agree(const struct kin *k, uint32_t s, uint32_t t)
{
	return shares(k, s, t, BEFORE) || shares(k, s, t, BEHIND);
}

int
kin_clash(const struct kin *k, uint32_t s, uint32_t t)
{
	return has(k, s, 0, GIVEN) && has(k, t, 0, GIVEN) &&
	       !shares(k, s, t, BEFORE);
}

int
kin_part(const struct kin *k, uint32_t s, uint32_t t)
{
	return has(k, s, 0, FOLLOWED) && has(k, t, 0, FOLLOWED) &&
	       !shares(k, s, t, BEHIND);
}

/* The byte of a quotation mark or bracket that ends before or begins at at. */
static int
encloses(struct str s, size_t at, int before)
{
	static const struct str marks[] = { STR_INIT("\""), STR_INIT("("),
		STR_INIT(")"), STR_INIT("["), STR_INIT("]"), STR_INIT("'"),
		STR_INIT("\u2018"), STR_INIT("\u2019"), STR_INIT("\u201c"),
		STR_INIT("\u201d") };
	size_t i;

	s = before ? str_cut(s, 0, at) : str_cut(s, at, s.n);
	for (i = 0; i < NELEM(marks); i++)
		if (before ? str_ends(s, marks[i]) : str_starts(s, marks[i]))
			return 1;
	return 0;
}

int
kin_cited(const struct kin *k, uint32_t f)
{
	struct str text = k->m->text;
	uint32_t i = k->m->form[f].first;
	const struct mention *x;
	struct str before, behind;

	for (; i > 0; i = x->same) {
		x = &k->m->v[i - 1];
		before = str_cut(text, 0, x->off);
		behind = str_cut(text, x->end, text.n);
		if (str_ends(before, STR(" or ")) ||
		    str_ends(before, STR(" as ")) ||
		    str_starts(behind, STR(" or ")) ||
		    str_starts(behind, STR(", or ")) ||
		    (encloses(text, x->off, 1) && encloses(text, x->end, 0)))
			return 1;
	}
	return 0;
}

void
kin_free(struct kin *k)
{
	free(k->letters);
	free(k->into);
	free(k->in_pair);
	free(k->v);
	spans_free(&k->sentences);
	map_free(&k->seen);
	memset(k, 0, sizeof(*k));
}
