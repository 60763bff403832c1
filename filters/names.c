/*
 * names - one person, one spelling; proper nouns with their capital
 *
 * A spelling is a suspect when no dictionary knows it, as a word or as a
 * name, and it never stands in small letters.  It is compared with all
 * other names of the document, the parts of slugs and URLs among them, and
 * takes the place of none but these:
 *
 * - known-name: a name that a dictionary knows and that is one slip away,
 *   however often either stands;
 * - majority: a name that the document uses more.  The less a dictionary
 *   knows of it and the more natural the letters of the suspect are, the
 *   greater the majority must be; the same name before or behind both
 *   counts for it.
 *
 * Left alone, and if the two are very much alike reported: ties, minorities
 * and names of four letters that have no neighbour in common; two spellings
 * in one sentence, which are two people, but for what looks like a slip; two
 * with different given names; endings that make one name of another (Iran
 * and Iranian, Ivanov and Ivanova, Larsen and Larson); acronyms; text that
 * is not in the language.  Words in URLs, tags and slugs are evidence, and
 * stay as they are.
 *
 * proper-noun gives the capital back to a word that edited prose never
 * writes small ("the skies of america"), in a sentence that begins with a
 * capital, in a document that has capitals, behind an English word.
 */
#include <stdlib.h>

#include "endings.h"
#include "kin.h"
#include "names.h"
#include "proper.h"
#include "token.h"
#include "unicode.h"
#include "words.h"

enum { KNOWN, MAJORITY, PROPER, TIE, MINORITY, SHORT, TOGETHER, NRULES };

static const struct rule rules[] = {
	[KNOWN] = { "known-name",
	    "an unknown spelling, one slip from a known name of the text", 97 },
	[MAJORITY] = { "majority",
	    "an unknown spelling, where the text mostly has another", 96 },
	[PROPER] = { "proper-noun", "a proper noun without its capital", 95 },
	[TIE] = { "tie",
	    "two spellings, neither of them known or in the majority", 50 },
	[MINORITY] = { "minority",
	    "two spellings, the more natural one in the minority", 40 },
	[SHORT] = { "short-name", "two short names that are alike", 40 },
	[TOGETHER] = { "together", "two spellings in one sentence", 30 },
};

enum {
	ONE_SLIP = 9,  /* costs in alike.h: one known confusion */
	ONE_EDIT = 12, /* one letter, but not the first */
	ROUNDS = 64,   /* until nothing changes; two or three are enough */
	OFTEN = 50,
	ODD = 4, /* oddness that tells, and that tells much */
	VERY_ODD = 10,
	PAIRS_MAX = 1 << 18,
	ASIDE = 3,       /* mentions, where a language is looked for */
	UNSEEN = NRULES, /* no rule */
};

/* What a dictionary knows of a form. */
enum { UNKNOWN, LISTED, SPELLED, COMMON };

enum { NOT_GIVEN = 1, GIVEN };

struct tables {
	struct ruling ruling;
	struct words *words;
	struct names *names;
	struct sentences *sentences;
};

struct verdict {
	uint32_t into; /* the form that it should be */
	int rule, cost;
};

struct work {
	const struct tables *t;
	struct str in;
	struct mentions m;
	struct kin kin;
	unsigned char *known; /* of each form */
	unsigned char *given;
	unsigned char *english; /* 1 yes, 2 no, 0 not asked */
	struct verdict *verdict;
};

static void
put_title(struct buf *b, struct str lower)
{
	size_t at = 0;

	if (lower.n > 0)
		buf_putu(b, uc_toupper(utf8_next(lower, &at)));
	buf_put(b, str_cut(lower, at, lower.n));
}

/* How well is a form known?  Acronyms are none of our business. */
static int
how_known(const struct work *w, uint32_t f)
{
	struct str key = mentions_key(&w->m, f);
	struct buf title = { 0 };
	int known = UNKNOWN;

	put_title(&title, key);
	if (words_know(w->t->words, key))
		known = COMMON;
	else if (words_know(w->t->words, mentions_spelling(&w->m, f)) ||
	         words_know(w->t->words, buf_str(&title)))
		known = SPELLED;
	else if (names_kind(w->t->names, key) != 0)
		known = LISTED;
	buf_free(&title);
	return known;
}

/* Capitals inside, but for McCain and O'Brien: no plain name. */
static int
is_mixed(struct str s)
{
	size_t i, capitals = 0, at = 1;

	if (str_starts(s, STR("Mc")) || str_starts(s, STR("O'")) ||
	    str_starts(s, STR("D'")))
		at = 3;
	else if (str_starts(s, STR("Mac")) || str_starts(s, STR("Fitz")))
		at = 5;
	for (i = at; i < s.n; i++)
		capitals += s.p[i] >= 'A' && s.p[i] <= 'Z';
	return capitals > 0;
}

static int
is_suspect(const struct work *w, uint32_t f)
{
	const struct spelling *sp = &w->m.spell[w->m.form[f].spelling];
	struct str s = mentions_spelling(&w->m, f);

	if (w->known[f] != UNKNOWN || s.n < 4)
		return 0;
	if (s.n > 2 &&
	    str_chr(s, 2, '\'') + str_find(s, 2, STR("\u2019")) < 2 * s.n)
		return 0;
	return sp->capitals ? s.n > 5 : !is_mixed(s);
}

/* Words in small letters about mention i that are known, less twice those
 * that are not.  How far it looks is counted in mentions and words, which
 * a second run finds the same. */
static int
english_at(const struct work *w, size_t i)
{
	size_t at = i >= ASIDE ? w->m.v[i - ASIDE].end : 0;
	size_t stop = i + ASIDE < w->m.n ? w->m.v[i + ASIDE].off : w->in.n;
	struct token t;
	struct str word;
	int sum = 0, n = 0;

	while (n++ < 60 && token_next(w->in, at, &t) && t.off < stop) {
		at = t.end;
		word = token_str(w->in, &t);
		if (t.upper || word.n < 2 ||
		    names_maybe_proper(w->t->names, word) ||
		    names_maybe_part(w->t->names, word))
			continue;
		sum += words_know(w->t->words, word) ? 1 : -2;
	}
	return sum;
}

/* Is a form used in text of the language?  One that is used often is. */
static int
is_english(struct work *w, uint32_t f)
{
	uint32_t i = w->m.form[f].first;
	int sum = 0;

	if (w->english[f] == 0) {
		for (; i > 0 && w->m.form[f].n < OFTEN; i = w->m.v[i - 1].same)
			sum += english_at(w, i - 1);
		w->english[f] = sum >= 0 ? 1 : 2;
	}
	return w->english[f] == 1;
}

/* Twice the binary logarithm of a / b, roughly, for a >= b > 0. */
static int
odds(uint32_t a, uint32_t b)
{
	uint64_t c = b;
	int n = 0;

	for (; a >= 2 * c; n += 2)
		c *= 2;
	return n + (2 * (uint64_t)a >= 3 * c);
}

static uint32_t
weight(const struct work *w, uint32_t f)
{
	return w->m.form[f].n + w->m.form[f].slugs;
}

/* How often the text has the target where the suspect is. */
static uint32_t
support(const struct work *w, const struct pair *p)
{
	uint32_t n = kin_nearby(&w->kin, p->s, p->t);

	return n > 0 ? n + w->m.form[p->t].slugs : 0;
}

/* How much less like a name the suspect looks, in half nats. */
static int
oddness(const struct work *w, const struct pair *p)
{
	return names_odd(w->t->names, mentions_key(&w->m, p->s)) -
	       names_odd(w->t->names, mentions_key(&w->m, p->t));
}

/* A common word that stands as a name less than as a word. */
static int
is_mostly_word(const struct work *w, uint32_t f)
{
	const struct form *x = &w->m.form[f];

	return w->known[f] == COMMON &&
	       (x->mid == 0 || (x->small > x->mid && w->kin.letters[f].n < 5));
}

/* The rule for names of four letters, which are soon alike by chance. */
static int
judge_short(const struct work *w, const struct pair *p)
{
	int odd = oddness(w, p);

	if (p->cost > ONE_SLIP || support(w, p) <= weight(w, p->s))
		return SHORT;
	if (kin_agree(&w->kin, p->s, p->t) &&
	    (w->known[p->t] != UNKNOWN || odd >= 0))
		return MAJORITY;
	return w->known[p->t] != COMMON &&
	               odd >= (w->known[p->t] == SPELLED ? 0 : VERY_ODD) &&
	               !kin_cited(&w->kin, p->s)
	           ? MAJORITY
	           : SHORT;
}

/* The rule by which a target that Hunspell knows takes the place. */
static int
judge_known(struct work *w, const struct pair *p)
{
	uint32_t ns = weight(w, p->s), nt = support(w, p);
	unsigned letters = w->kin.letters[p->t].n;

	if (nt == 0)
		return UNSEEN;
	if (letters < 5)
		return judge_short(w, p);
	if (p->cost <= ONE_SLIP && nt <= ns)
		return nt == ns && oddness(w, p) >=
		                       (w->known[p->t] == COMMON ? 6 : 0)
		           ? KNOWN
		           : TIE;
	if (w->known[p->t] == COMMON && p->cost > ONE_SLIP &&
	    w->kin.letters[p->s].c[0] != w->kin.letters[p->t].c[0])
		return TIE;
	if (p->cost <= ONE_SLIP)
		return MAJORITY;
	if (p->cost > ONE_EDIT)
		return UNSEEN;
	return letters == 5 ? nt >= 2 * ns ? MAJORITY : UNSEEN
	       : nt > ns    ? MAJORITY
	                    : UNSEEN;
}

/* The same for a target that is in our table, or nowhere. */
static int
judge_unknown(struct work *w, const struct pair *p)
{
	uint32_t ns = weight(w, p->s), nt = support(w, p);
	int odd = oddness(w, p), sum, agree = kin_agree(&w->kin, p->s, p->t);

	if (p->cost > ONE_SLIP &&
	    (p->cost > ONE_EDIT || odd < (agree ? ODD : 12)))
		return UNSEEN;
	if (w->kin.letters[p->s].n < 5 || w->kin.letters[p->t].n < 5)
		return nt == 0 ? UNSEEN : judge_short(w, p);
	if (nt <= ns)
		return nt == 0 || odd < 0 ? UNSEEN : nt < ns ? MINORITY : TIE;
	sum = odd + 2 * odds(nt, ns);
	if (w->m.form[p->t].slugs > 0 && w->m.form[p->s].slugs == 0)
		sum += 4;
	if (agree)
		sum += 4;
	if (w->known[p->t] == LISTED)
		sum += 2;
	if (!agree &&
	    endings_vowel(&w->kin.letters[p->s], &w->kin.letters[p->t]) &&
	    (odd < 2 || sum < 8))
		return TIE;
	return sum >= 5 ? MAJORITY : MINORITY;
}

/* Are there two people, by their given names or by their surnames? */
static int
is_other_person(const struct work *w, const struct pair *p)
{
	return kin_clash(&w->kin, p->s, p->t) ||
	       (w->given[p->t] && kin_part(&w->kin, p->s, p->t));
}

static int
is_strange(const struct work *w, uint32_t by, struct str word)
{
	uint32_t f;

	if (by > 0) {
		f = kin_root(&w->kin, w->m.v[by - 1].form);
		return w->known[f] == UNKNOWN && !w->kin.in_pair[f];
	}
	return word.n > 1 && (word.p[0] & 0x20) != 0 &&
	       !words_know(w->t->words, word) &&
	       !names_maybe_proper(w->t->names, word) &&
	       !names_maybe_part(w->t->names, word);
}

/* Does it stand by a word that nobody knows?  Then it is of another
 * language, like Museu Nacional, and no mistake for an English word. */
static int
is_foreign(const struct work *w, uint32_t f)
{
	uint32_t i = w->m.form[f].first;
	const struct mention *x;

	for (; i > 0; i = x->same) {
		x = &w->m.v[i - 1];
		if (is_strange(w, x->before, proper_before(w->in, x->off)) ||
		    is_strange(w, x->behind, proper_behind(w->in, x->end)))
			return 1;
	}
	return 0;
}

/* Are the letters that are not ASCII the same?  Who writes a mark means it. */
static int
same_marks(const struct work *w, const struct pair *p)
{
	struct str a = mentions_key(&w->m, p->s), b = mentions_key(&w->m, p->t);
	size_t i, k = 0;

	for (i = 0; i < a.n; i++) {
		if ((a.p[i] & 0x80) == 0)
			continue;
		while (k < b.n && (b.p[k] & 0x80) == 0)
			k++;
		if (k == b.n || a.p[i] != b.p[k++])
			return 0;
	}
	while (k < b.n && (b.p[k] & 0x80) == 0)
		k++;
	return k == b.n;
}

/* Two spellings in one sentence are two people; but once or twice a slip may
 * stand beside the right one, if it looks like a slip or the same names stand
 * by both. */
static int
are_two(const struct work *w, const struct pair *p)
{
	unsigned together = kin_together(&w->kin, p->s, p->t);
	int odd = oddness(w, p);

	if (together == 0)
		return 0;
	if (together > 2 || support(w, p) <= weight(w, p->s) ||
	    (p->cost > ONE_SLIP && odd < VERY_ODD) ||
	    kin_cited(&w->kin, p->s) || is_foreign(w, p->s))
		return 1;
	if (kin_agree(&w->kin, p->s, p->t))
		return odd < (together > 1 ? VERY_ODD : 0);
	return odd <
	       (w->known[p->t] != UNKNOWN && together == 1 ? ODD : VERY_ODD);
}

static int
judge(struct work *w, const struct pair *p)
{
	const struct letters *s = &w->kin.letters[p->s];
	const struct letters *t = &w->kin.letters[p->t];
	int rule, surely = w->known[p->t] >= SPELLED, odd = oddness(w, p);
	int agree = kin_agree(&w->kin, p->s, p->t);

	if (!same_marks(w, p))
		return p->cost == 0 ? TIE : UNSEEN;
	if (w->m.form[p->s].small > 0 ||
	    endings_relate(s, t, w->known[p->t] == SPELLED) ||
	    (is_mostly_word(w, p->t) && !(agree && odd >= VERY_ODD)) ||
	    is_other_person(w, p))
		return UNSEEN;
	rule = surely ? judge_known(w, p) : judge_unknown(w, p);
	if (rule == UNSEEN || !is_english(w, p->s) ||
	    (w->known[p->t] == COMMON && odd < ODD && !agree &&
	        is_foreign(w, p->s)))
		return UNSEEN;
	if (!(surely && t->n >= 6 && p->cost <= 10) && are_two(w, p))
		return TOGETHER;
	return rule;
}

static int
applies(const struct work *w, int rule)
{
	return ruling_applies(&w->t->ruling, rules, (unsigned)rule);
}

/* Is the new verdict the better one? */
static int
is_better(const struct work *w, const struct verdict *old, int rule, int cost,
    uint32_t into)
{
	if (old->rule == UNSEEN || applies(w, rule) != applies(w, old->rule))
		return old->rule == UNSEEN || applies(w, rule);
	if (cost != old->cost)
		return cost < old->cost;
	return weight(w, into) > weight(w, old->into);
}

/* Form f becomes part of form t. */
static void
merge(struct work *w, uint32_t f, uint32_t t)
{
	struct form *a = &w->m.form[f], *b = &w->m.form[t];

	w->kin.into[f] = t;
	b->n += a->n;
	b->mid += a->mid;
	w->english[t] = 0;
	w->m.v[b->last - 1].same = a->first;
	b->last = a->last;
}

/* The form as it is to be written where the mention stands. */
static void
put_spelling(
    const struct work *w, struct buf *b, const struct mention *x, uint32_t f)
{
	const struct form *form = &w->m.form[f];

	if (w->m.spell[x->spelling].capitals)
		uc_put_upper(b, mentions_spelling(&w->m, f));
	else if (w->m.spell[form->spelling].capitals)
		put_title(b, mentions_key(&w->m, f));
	else
		buf_put(b, mentions_spelling(&w->m, f));
}

/* The sentences of the text as it is mended so far, so that a second run
 * will see the same. */
static void
split(struct work *w)
{
	struct mention *x;
	struct buf copy = { 0 };
	size_t i, at = 0;

	for (i = 0; i < w->m.n; i++) {
		x = &w->m.v[i];
		buf_put(&copy, str_cut(w->in, at, x->off));
		x->place = (uint32_t)copy.n;
		at = x->end;
		if (x->small || w->kin.into[x->form] != x->form)
			put_spelling(w, &copy, x, kin_root(&w->kin, x->form));
		else
			buf_put(&copy, str_cut(w->in, x->off, x->end));
	}
	buf_put(&copy, str_cut(w->in, at, w->in.n));
	spans_free(&w->kin.sentences);
	sentences_split(w->t->sentences, buf_str(&copy), &w->kin.sentences);
	buf_free(&copy);
}

/* One round of judging; did forms merge?  What the round after this finds
 * is what a second run would: so a second run finds nothing. */
static int
settle(struct work *w)
{
	struct verdict *v;
	size_t i;
	int rule, merged = 0;
	uint32_t f;

	split(w);
	kin_look(&w->kin, w->given);
	for (f = 0; f < w->m.forms.n; f++)
		if (w->kin.into[f] == f)
			w->verdict[f].rule = UNSEEN;
	for (i = 0; i < w->kin.n; i++) {
		const struct pair *p = &w->kin.v[i];

		v = &w->verdict[p->s];
		if (w->kin.into[p->s] != p->s || w->kin.into[p->t] != p->t ||
		    (rule = judge(w, p)) == UNSEEN ||
		    !is_better(w, v, rule, p->cost, p->t))
			continue;
		*v = (struct verdict){ p->t, rule, p->cost };
	}
	for (f = 0; f < w->m.forms.n; f++)
		if (w->kin.into[f] == f && w->verdict[f].rule != UNSEEN &&
		    applies(w, w->verdict[f].rule)) {
			merge(w, f, kin_root(&w->kin, w->verdict[f].into));
			merged = 1;
		}
	return merged;
}

static void
put_edit(const struct work *w, const struct mention *x, uint32_t f, int rule,
    struct edits *out)
{
	struct str old = str_cut(w->in, x->off, x->end);
	struct buf b = { 0 };

	put_spelling(w, &b, x, f);
	if (!str_eq(buf_str(&b), old)) {
		edits_put(out, x->off, old.n, buf_str(&b), (unsigned)rule);
		b.n = 0;
		buf_puts(&b, "here ");
		buf_put(&b, mentions_spelling(&w->m, f));
		buf_printf(&b, " %u", weight(w, f));
		if (rule != PROPER) {
			buf_puts(&b, ", ");
			buf_put(&b, mentions_spelling(&w->m, x->form));
			buf_printf(&b, " %u", w->m.form[x->form].n);
		}
		edits_note(out, buf_str(&b));
	}
	buf_free(&b);
}

static void
put_edits(const struct work *w, struct edits *out)
{
	const struct mention *x;
	const struct verdict *v;
	size_t i;

	for (i = 0; i < w->m.n; i++) {
		x = &w->m.v[i];
		v = &w->verdict[x->form];
		if (v->rule != UNSEEN)
			put_edit(w, x,
			    applies(w, v->rule) ? kin_root(&w->kin, x->form)
			                        : v->into,
			    x->small ? PROPER : v->rule, out);
		else if (x->small)
			put_edit(w, x, x->form, PROPER, out);
	}
}

static int
ask_proper(void *ctx, struct str s, size_t off, size_t end, struct str *proper)
{
	const struct tables *t = ctx;

	return proper_noun(t->names, t->words, s, off, end, proper);
}

/* Texts without capitals are written so. */
static int
has_capitals(const struct mentions *m)
{
	size_t i, small = 0, mid = 0;

	for (i = 0; i < m->n; i++) {
		small += m->v[i].small;
		mid += m->v[i].mid && !m->v[i].small;
	}
	return mid >= small;
}

static void
scan(struct work *w)
{
	mentions_scan(&w->m, w->in, ask_proper, (void *)(uintptr_t)w->t);
	if (!has_capitals(&w->m)) {
		mentions_free(&w->m);
		mentions_scan(&w->m, w->in, NULL, NULL);
	}
}

static void
see_given(struct work *w, uint32_t f)
{
	if (w->given[f] == 0)
		w->given[f] =
		    names_kind(w->t->names, mentions_key(&w->m, f)) & NAME_GIVEN
		        ? GIVEN
		        : NOT_GIVEN;
}

/* Which of the names that matter are given names? */
static void
find_given(struct work *w)
{
	const struct mention *x;
	size_t i;

	for (i = 0; i < w->m.n; i++) {
		x = &w->m.v[i];
		if (!w->kin.in_pair[x->form])
			continue;
		see_given(w, x->form);
		if (x->before > 0)
			see_given(w, w->m.v[x->before - 1].form);
	}
	for (i = 0; i < w->m.forms.n; i++)
		w->given[i] = w->given[i] == GIVEN;
}

static void
find_names(struct work *w)
{
	unsigned char *suspect = mem_new(w->m.forms.n + 1, 1);
	uint32_t f;
	int rounds = 0;

	for (f = 0; f < w->m.forms.n; f++) {
		w->known[f] = (unsigned char)how_known(w, f);
		suspect[f] = is_suspect(w, f) != 0;
	}
	kin_find(&w->kin, &w->m, suspect, ONE_EDIT);
	free(suspect);
	/* So many are in no prose, and to weigh them would take hours. */
	if (w->kin.n == 0 || w->kin.n > PAIRS_MAX)
		return;
	mentions_small(&w->m, w->kin.in_pair);
	find_given(w);
	while (settle(w) && ++rounds < ROUNDS)
		continue;
}

static void
edit(const void *tables, struct str in, struct edits *out)
{
	struct work w = { .t = tables, .in = in };
	uint32_t f;

	if (w.t->words == NULL || names_none(w.t->names))
		return;
	scan(&w);
	w.known = mem_new(w.m.forms.n + 1, 1);
	w.given = mem_new(w.m.forms.n + 1, 1);
	w.english = mem_new(w.m.forms.n + 1, 1);
	w.verdict = mem_new(w.m.forms.n + 1, sizeof(*w.verdict));
	for (f = 0; f < w.m.forms.n; f++)
		w.verdict[f].rule = UNSEEN;
	find_names(&w);
	put_edits(&w, out);
	kin_free(&w.kin);
	mentions_free(&w.m);
	free(w.known);
	free(w.given);
	free(w.english);
	free(w.verdict);
}

static void *
open_tables(const struct settings *s)
{
	struct tables *t = mem_new(1, sizeof(*t));

	t->ruling = s->ruling;
	t->words = words_open(s);
	t->names = names_open(s);
	t->sentences = sentences_open(s);
	return t;
}

static void
close_tables(void *tables)
{
	struct tables *t = tables;

	words_close(t->words);
	names_close(t->names);
	sentences_close(t->sentences);
	free(t);
}

const struct filter names_filter = {
	.name = "names",
	.summary = "one person, one spelling; proper nouns with their capital",
	.rules = rules,
	.nrules = NELEM(rules),
	.open = open_tables,
	.edit = edit,
	.close = close_tables,
};
