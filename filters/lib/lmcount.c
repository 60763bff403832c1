#include <stdlib.h>

#include "lmbuild.h"
#include "lmfile.h"
#include "lmtext.h"
#include "unicode.h"

enum {
	TYPES_MAX = 6 << 20, /* different words; then those seen once go */
	NOISY_LEAST = 3,
	HYPHEN_LEAST = 3, /* times as many for compounds and forms in 's */
	STOP_LEAST = 10,
	STOP_SHORT = 4, /* bytes of an abbreviation that needs no more */
	STOP_LONG = 7,
	BROKEN_LEAST = 6, /* uses of a word that was broken */
	BROKEN = 300,     /* one in so many is */
	APART = 3,        /* how much oftener than by chance words meet */
};

static struct lmbuild_word *
word_at(struct lmbuild *b, struct str folded)
{
	size_t had = b->map.n;
	int64_t *v = map_put(&b->map, folded);
	size_t i;

	if (b->map.n > had) {
		b->word = mem_room(b->word, had, &b->capword, sizeof(*b->word));
		memset(&b->word[had], 0, sizeof(*b->word));
		*v = (int64_t)had;
	}
	i = (size_t)*v;
	return &b->word[i];
}

/* Is what follows the stop at at the rest of a sentence? */
static int
goes_on(struct str s, size_t at)
{
	size_t next;

	if (++at < s.n && s.p[at] == ',')
		return 1;
	while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\n'))
		at++;
	next = at;
	return at < s.n && (uc_lower(utf8_next(s, &next)) ||
	                       (s.p[at] >= '0' && s.p[at] <= '9'));
}

enum { SMALL, TITLE, CAPITALS };

static int
case_of(struct str s)
{
	size_t at = 0, letters = 0, small = 0;
	int first = 0;
	uint32_t c;

	while (at < s.n) {
		c = utf8_next(s, &at);
		if (!uc_letter(c))
			continue;
		if (letters++ == 0)
			first = uc_upper(c);
		small += uc_lower(c) != 0;
	}
	return !first ? SMALL : small == 0 && letters > 1 ? CAPITALS : TITLE;
}

/* Where the word has its own case, not that of a beginning or a heading. */
struct place {
	int inner, capitals;
};

struct folded {
	char z[LM_WORD_MAX];
	size_t n;
};

static void
note_case(struct lmbuild_word *w, struct str s, size_t off, struct str word,
    struct place *at)
{
	int which = case_of(word), mark = off > 0 ? s.p[off - 1] : ' ';

	if (at->inner && mark != '"' && mark != '(' && !(mark & 0x80) &&
	    !(at->capitals && which == CAPITALS)) {
		w->inner++;
		w->title += which == TITLE;
		w->capitals += which == CAPITALS;
	}
	at->capitals = which == CAPITALS;
	at->inner = 1;
}

/* Bounded: what was seen once among so many will not be of use. */
static void
forget_rare(struct lmbuild *b)
{
	struct map old = b->map;
	struct lmbuild_word *w = b->word;
	size_t i;

	b->map = (struct map){ 0 };
	b->word = NULL;
	b->capword = 0;
	for (i = 0; i < old.n; i++)
		if (w[i].clean + w[i].noisy > 1)
			*word_at(b, old.v[i].key) = w[i];
	map_free(&old);
	free(w);
}

static uint64_t
uses(const struct lmbuild *b, struct str folded)
{
	const int64_t *v = map_get(&b->map, folded);

	return v == NULL ? 0 : b->word[map_entry_of(&b->map, v)].clean;
}

/* Scans break words in two.  If that is likelier than that the two pieces
 * are words, the second is added to the first. */
static void
mend(const struct lmbuild *b, struct str text, size_t *at,
    struct lmtext_piece *p, struct folded *f)
{
	struct folded g;
	struct lmtext_piece q;
	size_t then = p->end + 1;
	uint64_t whole;

	if (p->hyphen || then >= text.n || text.p[p->end] != ' ' ||
	    text.p[then] < 'a' || text.p[then] > 'z' ||
	    !lmtext_next(text, &then, &q) || q.id != LM_UNKNOWN || q.hyphen)
		return;
	g.n = lmtext_fold(str_cut(text, q.off, q.end), g.z);
	if (g.n == 0 || f->n + g.n > LM_WORD_MAX)
		return;
	memcpy(f->z + f->n, g.z, g.n);
	whole = uses(b, str_of(f->z, f->n + g.n));
	if (whole < BROKEN_LEAST ||
	    (double)whole * (double)b->clean <=
	        (double)APART * BROKEN *
	            ((double)uses(b, str_of(f->z, f->n)) + 0.5) *
	            ((double)uses(b, str_of(g.z, g.n)) + 0.5))
		return;
	f->n += g.n;
	p->end = q.end;
	p->stop = q.stop;
	*at = then;
}

void
lmbuild_count(struct lmbuild *b, struct str text, int noisy)
{
	struct place here = { 0 };
	struct lmtext_piece p;
	struct lmbuild_word *w;
	struct str word;
	struct folded f;
	size_t at = 0;

	while (lmtext_next(text, &at, &p)) {
		if (p.id == LM_START)
			here.inner = 0;
		if (p.id != LM_UNKNOWN || p.hyphen)
			continue;
		word = str_cut(text, p.off, p.end);
		if ((f.n = lmtext_fold(word, f.z)) == 0)
			continue;
		if (noisy)
			mend(b, text, &at, &p, &f);
		w = word_at(b, str_of(f.z, f.n));
		*(noisy ? &w->noisy : &w->clean) += 1;
		*(noisy ? &b->noisy : &b->clean) += 1;
		if (!noisy && p.stop) {
			w->stop++;
			w->within += (uint32_t)goes_on(text, p.end);
		}
		note_case(w, text, p.off, word, &here);
	}
	if (b->map.n > TYPES_MAX)
		forget_rare(b);
}

void
lmbuild_list(struct lmbuild *b, struct str lines)
{
	struct lmbuild_word *w;
	struct folded f;
	struct str line;
	size_t at, end;

	for (at = 0; at < lines.n; at = end + 1) {
		end = str_chr(lines, at, '\n');
		line = str_cut(lines, at, end);
		if ((f.n = lmtext_fold(line, f.z)) == 0)
			continue;
		w = word_at(b, str_of(f.z, f.n));
		w->listed = 1;
		if (w->inner > 0)
			continue;
		w->inner = 1;
		w->title = case_of(line) == TITLE;
		w->capitals = case_of(line) == CAPITALS;
	}
}

/* An abbreviation: a word of few letters that mostly has its stop, or a
 * short one whose stop often ends nothing. */
static int
abbreviates(const struct lmbuild_word *w, struct str s)
{
	uint64_t stop = w->stop, within = w->within, all = w->clean;

	if (stop < STOP_LEAST || s.n > STOP_LONG)
		return 0;
	if (stop * 10 >= all * 7)
		return s.n <= STOP_SHORT || within * 20 >= stop;
	return within * 10 >= stop * 4 && stop * 10 >= all;
}

static void
take_stops(struct lmbuild *b)
{
	struct lmbuild_word *w, *to;
	struct lmbuild_word had;
	char z[LM_WORD_MAX + 1];
	size_t i, n = b->map.n;
	struct str s;

	for (i = 0; i < n; i++) {
		s = b->map.v[i].key;
		if (!abbreviates(&b->word[i], s))
			continue;
		had = b->word[i];
		memcpy(z, s.p, s.n);
		z[s.n] = '.';
		to = word_at(b, str_of(z, s.n + 1));
		to->clean = had.stop;
		to->inner = had.inner;
		to->title = had.title;
		to->capitals = had.capitals;
		w = &b->word[i];
		w->clean -= had.stop;
	}
}

/* An elided word and the word behind it are two. */
static size_t
elided(const struct lmbuild *b, struct str s)
{
	return b->elides ? lmtext_elided(s) : 0;
}

static int
has_parts(const struct lmbuild *b, struct str s)
{
	return memchr(s.p, '-', s.n) != NULL || str_ends(s, STR("'s")) ||
	       elided(b, s) > 0;
}

static int
known(const struct lmbuild *b, struct str s)
{
	struct buf t = { 0 };
	size_t at = 0;
	int yes;

	if (b->oracle == NULL)
		return 0;
	if (words_know(b->oracle, s))
		return 1;
	buf_putu(&t, uc_toupper(utf8_next(s, &at)));
	buf_put(&t, str_cut(s, at, s.n));
	yes = words_know(b->oracle, buf_str(&t));
	buf_free(&t);
	return yes;
}

static int
wanted(const struct lmbuild *b, size_t i)
{
	const struct lmbuild_word *w = &b->word[i];
	struct str s = b->map.v[i].key;
	uint32_t least = b->least;

	if (elided(b, s) > 0)
		return 0;
	if (has_parts(b, s) && !str_eq(s, STR("'s")))
		least *= HYPHEN_LEAST;
	if (w->clean >= least || w->listed)
		return 1;
	if (has_parts(b, s) || w->clean + w->noisy < 2)
		return 0;
	return (w->clean >= 2 || w->clean + w->noisy >= NOISY_LEAST) &&
	       known(b, s);
}

/* The parts of a compound that will not be a word are uses of words. */
static void
credit(struct lmbuild *b, struct str s, const struct lmbuild_word *from)
{
	struct lmbuild_word *to;
	struct str part, tail = STR("'s");
	size_t a, e;
	int k, own;

	for (a = 0; a < s.n; a = e + (e < s.n && s.p[e] == '-')) {
		e = str_chr(s, a, '-');
		part = str_cut(s, a, e);
		if (elided(b, part) > 0) {
			part.n = elided(b, part);
			e = a + part.n;
		}
		own = part.n > 2 && str_ends(part, tail);
		if (own)
			part.n -= 2;
		for (k = 0; k <= own; k++, part = tail) {
			if (part.n == 0)
				continue;
			to = word_at(b, part);
			to->clean += from->clean;
			to->noisy += from->noisy;
		}
	}
}

static void
take_apart(struct lmbuild *b)
{
	struct lmbuild_word had;
	size_t i, n;

	word_at(b, STR("'s"));
	for (i = 0, n = b->map.n; i < n; i++)
		if (has_parts(b, b->map.v[i].key) && b->map.v[i].key.n > 2 &&
		    !wanted(b, i)) {
			had = b->word[i];
			credit(b, b->map.v[i].key, &had);
		}
}

struct choice {
	uint64_t uses;
	struct str s;
	uint32_t entry;
};

static int
by_uses(const void *x, const void *y)
{
	const struct choice *a = x, *b = y;

	if (a->uses != b->uses)
		return a->uses < b->uses ? 1 : -1;
	return str_cmp(a->s, b->s);
}

void
lmbuild_choose(struct lmbuild *b)
{
	struct choice *v;
	size_t i, n = 0;
	uint32_t w;

	take_stops(b);
	take_apart(b);
	v = mem_new(b->map.n + 1, sizeof(*v));
	for (i = 0; i < b->map.n; i++) {
		b->map.v[i].value = LM_UNKNOWN;
		if (b->base != NULL &&
		    (w = lm_word(b->base, b->map.v[i].key)) != LM_UNKNOWN)
			b->map.v[i].value = w;
		else if (wanted(b, i))
			v[n++] = (struct choice){ b->word[i].clean +
				                      b->word[i].noisy,
				b->map.v[i].key, (uint32_t)i };
	}
	qsort(v, n, sizeof(*v), by_uses);
	b->first = b->base != NULL ? lm_words(b->base) : LM_FIRST;
	if (n > ((size_t)1 << LMFILE_ID) - b->first - 2)
		n = ((size_t)1 << LMFILE_ID) - b->first - 2;
	b->words = b->first + (uint32_t)n;
	b->entry = mem_new(n + 1, sizeof(*b->entry));
	for (i = 0; i < n; i++) {
		b->entry[i] = v[i].entry;
		b->map.v[v[i].entry].value = b->first + (uint32_t)i;
	}
	free(v);
	spill_open(&b->triples, b->memory);
}

static uint32_t
find(const void *build, struct str folded)
{
	const struct lmbuild *b = build;
	const int64_t *v = map_get(&b->map, folded);

	if (b->reading && v != NULL && b->word[map_entry_of(&b->map, v)].noise)
		return LM_UNKNOWN;
	if (v != NULL && *v != LM_UNKNOWN)
		return (uint32_t)*v;
	return b->base != NULL ? lm_word(b->base, folded) : LM_UNKNOWN;
}

static void
put(struct lmbuild *b, uint32_t w, int noisy)
{
	if (w == LM_START && b->w1 == LM_START)
		return;
	if (w != LM_UNKNOWN || !noisy) {
		spill_put(&b->triples, lmfile_tri(b->w2, b->w1, w), 1, 0);
		b->tokens++;
	}
	b->w2 = w == LM_START ? LM_START : b->w1;
	b->w1 = w;
}

void
lmbuild_read(struct lmbuild *b, struct str text, int noisy)
{
	struct lmtext_piece p;
	struct lm_token t;
	struct folded f;
	size_t at = 0, end, i;

	b->w2 = b->w1 = LM_START;
	b->reading = noisy;
	while (lmtext_next(text, &at, &p)) {
		end = p.end;
		if (noisy && p.id == LM_UNKNOWN &&
		    (f.n = lmtext_fold(str_cut(text, p.off, end), f.z)) > 0)
			mend(b, text, &at, &p, &f);
		if (p.end != end) {
			t.n = 1;
			t.id[0] = find(b, str_of(f.z, f.n));
		} else {
			lmtext_token(text, &p, &at, find, b, &t);
		}
		if (p.hyphen) {
			t.n = 1;
			t.id[0] = LM_UNKNOWN;
		}
		for (i = 0; i < t.n; i++)
			put(b, t.id[i], noisy || p.hyphen);
	}
	put(b, LM_START, noisy);
}
