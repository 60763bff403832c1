/*
 * dedup - remove passages that stand twice in a document
 *
 * A passage is whole sentences that follow one another and say, letter for
 * letter or nearly, what such sentences said before.  One copy stays: the
 * one with more paragraph breaks and fewer unknown words, and of equals the
 * first.  What is removed is whole sentences, with the white space that set
 * them off.
 *
 * Removed are
 *   - paragraphs that repeat whole paragraphs, exactly or nearly: at least
 *     60 letters;
 *   - sentences inside a paragraph that repeat others exactly: at least 160
 *     letters;
 *   - whatever repeats 600 letters or more.
 *
 * Much is repeated for a reason, and stays.  It is held, that is reported
 * but not done, where
 *   - names or numbers differ more than other words: a form that is filled
 *     in anew (a template);
 *   - the passage is made of short lines or items: verse and its refrains,
 *     dialogue, lists, table rows, headings; or it stands more than twice
 *     and is short;
 *   - sentences are alike but are not paragraphs, or are too few: a lead
 *     taken up again in the body, a quotation.
 *
 * Taking a copy away can bring others together; so the text is looked at
 * again until nothing more is found.
 */
#include <stdlib.h>

#include "again.h"
#include "map.h"
#include "passage.h"
#include "token.h"
#include "words.h"

enum {
	SAME_PASSAGE,
	NEAR_PASSAGE,
	WORSE_PASSAGE,
	SAME_SENTENCE,
	NEAR_SENTENCE,
	TEMPLATE,
	REFRAIN,
};

static const struct rule rules[] = {
	[SAME_PASSAGE] = { "same-passage",
	    "remove a passage that stands before, letter for letter", 97 },
	[NEAR_PASSAGE] = { "near-passage",
	    "remove a passage that stands before in nearly the same words",
	    92 },
	[WORSE_PASSAGE] = { "worse-passage",
	    "remove a passage of which a better copy follows", 90 },
	[SAME_SENTENCE] = { "same-sentence",
	    "sentences that stand before, but are few", 60 },
	[NEAR_SENTENCE] = { "near-sentence",
	    "sentences that stand before in nearly the same words", 30 },
	[TEMPLATE] = { "template",
	    "a passage that stands before with other names or numbers", 10 },
	[REFRAIN] = { "refrain", "verse, dialogue or items that stand before",
	    20 },
};

enum {
	SHORT = 60,      /* letters: less is not looked at */
	SENTENCES = 160, /* letters in sentences that are no paragraphs */
	LONG = 600,      /* letters that nobody repeats by chance */
	EXACT = 97,      /* percent of letters that are the same */
	ITEM = 120,      /* letters of an item that is a paragraph */
	LINE = 40,       /* letters in a line of prose, at least */
};

struct dedup {
	struct ruling ruling;
	struct sentences *sentences;
	struct words *words; /* or NULL */
};

static void *
dedup_open(const struct settings *s)
{
	struct dedup *d = mem_new(1, sizeof(*d));

	d->ruling = s->ruling;
	d->sentences = sentences_open(s);
	d->words = words_open(s);
	return d;
}

static void
dedup_close(void *tables)
{
	struct dedup *d = tables;

	sentences_close(d->sentences);
	words_close(d->words);
	free(d);
}

/* One look at the text. */
struct look {
	const struct dedup *d;
	struct str text;
	struct letters letters;
	struct passages p;
	uint32_t *gone; /* of each unit: 1 + the passage that removes it */
};

/* How many letters in a hundred are the same. */
static size_t
likeness(const struct passage *q)
{
	return 100 * (size_t)(q->letters - q->dist) / q->letters;
}

/* The units [first, end) of a copy. */
struct range {
	size_t first, end;
};

static struct str
range_text(const struct look *k, struct range r)
{
	return str_cut(
	    k->text, k->p.unit[r.first].off, k->p.unit[r.end - 1].end);
}

/* Do paragraphs begin and end with it? */
static int
is_whole(const struct look *k, struct range r)
{
	return k->p.unit[r.first].opens &&
	       (r.end == k->p.units || k->p.unit[r.end].opens);
}

/* How far the ends of a copy and its model may be apart. */
static size_t
slack(const struct passage *q)
{
	return 4 + (q->dist < 64 ? q->dist / 4 : 16);
}

/* The model's units: all that lie in it but for a few letters. */
static struct range
model(const struct look *k, const struct passage *q)
{
	struct range r = { passages_unit(&k->p, q->a), 0 };
	const struct unit *u = k->p.unit;

	if (u[r.first].from + slack(q) < q->a)
		r.first++;
	for (r.end = r.first;
	     r.end < q->first && u[r.end].to <= q->a_end + slack(q);)
		r.end++;
	return r;
}

/* Does it begin and end where sentences do? */
static int
is_exact(const struct look *k, const struct passage *q, struct range r)
{
	const struct unit *u = k->p.unit;

	return r.first < r.end && u[r.first].from <= q->a + slack(q) &&
	       u[r.end - 1].to + slack(q) >= q->a_end;
}

static size_t
breaks(const struct look *k, struct range r)
{
	size_t n = 0, i;

	for (i = r.first + 1; i < r.end; i++)
		n += k->p.unit[i].opens;
	return n;
}

/*
 * Names, numbers and the other words of two copies: how many of the one are
 * not in the other.
 */
struct difference {
	size_t names, names_off;
	size_t numbers, numbers_off;
	size_t words, words_off;
};

static int
is_letter(int c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c < 0;
}

/* The next word or number at or after *at; 0 at the end. */
static int
next_item(struct str s, size_t *at, struct str *item, int *number, int *name)
{
	struct token t;
	size_t i, end;
	int more = token_next(s, *at, &t);

	for (i = *at; i < (more ? t.off : s.n); i = end) {
		for (end = i; end < s.n && s.p[end] >= '0' && s.p[end] <= '9';)
			end++;
		if (end == i) {
			end++;
			continue;
		}
		/* c0me, 5ome: a letter misread */
		if ((i > 0 && is_letter(s.p[i - 1])) ||
		    (end < s.n && is_letter(s.p[end])))
			continue;
		*item = str_cut(s, i, end);
		*at = end;
		*number = 1;
		*name = 0;
		return 1;
	}
	if (!more)
		return 0;
	*item = token_str(s, &t);
	*at = t.end;
	*number = 0;
	*name = t.upper;
	return 1;
}

static void
put_folded(struct buf *b, struct str word)
{
	size_t i, at;

	b->n = 0;
	buf_put(b, word);
	for (i = at = 0; i < word.n; i++) {
		if (str_starts(str_cut(word, i, word.n), STR("\u2019"))) {
			b->p[at++] = '\'';
			i += 2;
		} else if (word.p[i] >= 'A' && word.p[i] <= 'Z') {
			b->p[at++] = (char)(word.p[i] | 0x20);
		} else {
			b->p[at++] = word.p[i];
		}
	}
	b->n = at;
}

/* Count b's items and those that a lacks.  A name is what has a capital and
 * does not begin a sentence. */
static void
compare(struct str a, struct str b, struct difference *d)
{
	struct map have = { 0 };
	struct buf word = { 0 };
	struct str item;
	size_t at;
	int number, name, lacks, start = 1;
	int64_t *n;

	for (at = 0; next_item(a, &at, &item, &number, &name);) {
		put_folded(&word, item);
		++*map_put(&have, buf_str(&word));
	}
	for (at = 0; next_item(b, &at, &item, &number, &name);) {
		put_folded(&word, item);
		n = map_get(&have, buf_str(&word));
		lacks = n == NULL || *n == 0;
		if (!lacks)
			--*n;
		if (number) {
			d->numbers++;
			d->numbers_off += (size_t)lacks;
		} else if (name && !start) {
			d->names++;
			d->names_off += (size_t)lacks;
		} else {
			d->words++;
			d->words_off += (size_t)lacks;
		}
		start = at < b.n && memchr(".!?", b.p[at], 3) != NULL;
	}
	map_free(&have);
	buf_free(&word);
}

/* What is wrong with a copy, in words. */
static size_t
faults(const struct look *k, struct range r)
{
	struct str s = range_text(k, r);
	size_t at, n = 0, loud = 0;
	struct token t;

	for (at = 0; token_next(s, at, &t); at = t.end) {
		loud += t.capitals;
		if (k->d->words != NULL && !t.upper)
			n += !words_know(k->d->words, token_str(s, &t));
	}
	return n + loud / 4;
}

/* What tells two copies from each other. */
static struct difference
difference(const struct look *k, struct range a, struct range b)
{
	struct difference d = { 0 };

	compare(range_text(k, a), range_text(k, b), &d);
	compare(range_text(k, b), range_text(k, a), &d);
	return d;
}

/* Was one copy misread?  Then it has more words that are none. */
static int
is_misread(const struct look *k, struct range a, struct range b,
    const struct difference *d)
{
	size_t fa = faults(k, a), fb = faults(k, b);
	size_t more = fa > fb ? fa - fb : fb - fa;

	return more >= 2 && more * 40 >= d->words;
}

/* Numbers that differ throughout: a form, a table in words. */
static int
is_form(const struct difference *d)
{
	return d->numbers > 3 && d->numbers_off * 3 > d->numbers;
}

/* Is one copy the other, filled in with other names or numbers? */
static int
is_template(const struct difference *d)
{
	size_t off = d->names_off + d->numbers_off;
	size_t all = d->names + d->numbers;

	if (d->words_off * 20 <= d->words)
		return d->numbers_off > 0 || d->names_off > 2;
	return (d->numbers_off * 3 > d->numbers &&
	           d->words_off * 8 < d->words) ||
	       (off > 2 && off * d->words > 3 * all * d->words_off);
}

/* Are copies with other words in them too near for chance? */
static int
is_near(const struct passage *q, struct str s)
{
	size_t alike = likeness(q), n = q->letters;

	if (s.p[0] == '"' || s.p[0] == '\'' || s.p[0] == '`' ||
	    (uint8_t)s.p[0] == 0xe2)
		return (alike >= 90 && n >= 100) || (alike >= 80 && n >= 160);
	if (s.p[s.n - 1] == ':' && n < 120)
		return 0;
	return alike >= 90 || (alike >= 75 && n >= 100) ||
	       (alike >= 66 && n >= 140);
}

/* Does a mark or a number stand before it? */
static int
is_item(struct str s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	if (i > 0 && i < s.n)
		return s.p[i] == '.' || s.p[i] == ')';
	return memchr("-*+{|#>", s.p[0], 7) != NULL ||
	       str_starts(s, STR("\u2022")) || str_starts(s, STR("\u00b7"));
}

/* Small words that begin a line of verse, and rarely anything else that has
 * a capital and follows no stop. */
static int
is_small_word(struct str w)
{
	static const char *const words[] = { "And", "The", "But", "Or", "With",
		"That", "To", "In", "Of", "For", "From", "As", "At", "By", "On",
		"Where", "When", "Which", "Who", "Nor", "Then", "While", "A" };
	size_t i;

	for (i = 0; i < NELEM(words); i++)
		if (str_eq(w, str_from(words[i])))
			return 1;
	return 0;
}

/* Verse, its lines run together or not. */
static int
is_verse(struct str s)
{
	size_t at, lines = 0, all = 0, before;
	struct token t;

	for (at = 0; token_next(s, at, &t); at = t.end) {
		all++;
		for (before = t.off; before > 0;)
			if (s.p[--before] != ' ' && s.p[before] != '\n')
				break;
		if (t.off > 0 && memchr(".!?:\"'", s.p[before], 6) == NULL &&
		    (uint8_t)s.p[before] < 0x80)
			lines += (size_t)is_small_word(token_str(s, &t));
	}
	return lines > 1 && lines * 40 >= all;
}

/* Dialogue, items, rows, headings: lines that are short. */
static int
is_lines(const struct look *k, struct range r)
{
	struct str s = range_text(k, r);
	size_t lines = 1 + breaks(k, r), letters, marks = 0, i;

	letters = k->p.unit[r.end - 1].to - k->p.unit[r.first].from;
	for (i = 0; i < s.n; i++)
		marks += s.p[i] == '|' || s.p[i] == '\t';
	return letters < lines * LINE || marks > 2 * lines ||
	       (letters < ITEM && is_item(s));
}

/* Does it end as a sentence does? */
static int
is_sentence(struct str s)
{
	size_t n;

	for (n = s.n; n > 0 && s.n - n < 8; n--)
		if (memchr(".!?", s.p[n - 1], 3) != NULL)
			return 1;
	return 0;
}

static int
is_upper(struct str s)
{
	size_t i, small = 0, large = 0;

	for (i = 0; i < s.n; i++) {
		small += s.p[i] >= 'a' && s.p[i] <= 'z';
		large += s.p[i] >= 'A' && s.p[i] <= 'Z';
	}
	return large > small;
}

static unsigned
judge(const struct look *k, const struct passage *q)
{
	struct range copy = { q->first, q->end }, of = model(k, q);
	size_t alike = likeness(q);
	struct difference d;
	struct str a, b = range_text(k, copy);
	int whole;

	if (!is_exact(k, q, of))
		return alike >= EXACT ? SAME_SENTENCE : NEAR_SENTENCE;
	a = range_text(k, of);
	whole = is_whole(k, copy) && is_whole(k, of);
	d = difference(k, of, copy);
	if (is_lines(k, copy) || (is_upper(a) && is_upper(b)) ||
	    (is_verse(a) && !is_upper(a)) ||
	    (q->letters < 2 * LINE && !is_sentence(a) && !is_sentence(b)))
		return REFRAIN;
	if (is_form(&d))
		return TEMPLATE;
	if (is_misread(k, of, copy, &d))
		return whole || q->letters >= LONG ? NEAR_PASSAGE
		                                   : NEAR_SENTENCE;
	if (q->dist > 0 ? is_template(&d) : d.numbers_off > 0)
		return TEMPLATE;
	if (alike >= EXACT && (whole || q->letters >= SENTENCES))
		return SAME_PASSAGE;
	if ((whole && is_near(q, b)) || (q->letters >= LONG && alike >= 85))
		return NEAR_PASSAGE;
	return alike >= EXACT ? SAME_SENTENCE : NEAR_SENTENCE;
}

static int
is_better(const struct look *k, struct range copy, struct range of)
{
	return 2 * breaks(k, copy) + faults(k, of) >
	       2 * breaks(k, of) + faults(k, copy) + 1;
}

static int
is_gone(const struct look *k, struct range r)
{
	size_t i;

	for (i = r.first; i < r.end; i++)
		if (k->gone[i] != 0)
			return 1;
	return 0;
}

/* Is every sentence of the model in the copy? */
static int
is_covered(const struct look *k, const struct passage *q, struct range of)
{
	const struct unit *u = k->p.unit;
	size_t i = q->first, m, from, to, seen;

	for (m = of.first; m < of.end; m++) {
		for (seen = 0; i < q->end && u[i].a < u[m].to; i++) {
			from = u[i].a > u[m].from ? u[i].a : u[m].from;
			to = u[i].a_end < u[m].to ? u[i].a_end : u[m].to;
			seen += to > from ? to - from : 0;
			if (u[i].a_end > u[m].to)
				break;
		}
		if (seen * 10 < (size_t)(u[m].to - u[m].from) * 8)
			return 0;
	}
	return 1;
}

static void
remove_range(struct look *k, struct range r, size_t passage)
{
	size_t i;

	for (i = r.first; i < r.end; i++)
		if (k->gone[i] == 0)
			k->gone[i] = (uint32_t)passage + 1;
}

/* Decide which copy of passage i goes, if one does. */
static void
decide(struct look *k, size_t i, int last)
{
	struct passage *q = &k->p.v[i];
	struct range copy = { q->first, q->end }, of;

	if (q->letters < SHORT)
		return;
	q->rule = judge(k, q);
	if (rules[q->rule].confidence < 80 && breaks(k, copy) > 0) {
		q->letters = 0;
		passages_split(&k->p, i);
		return;
	}
	if (rules[q->rule].confidence < 80 || is_gone(k, copy))
		return;
	of = model(k, q);
	if (!last && is_better(k, copy, of) && is_covered(k, q, of)) {
		if (is_gone(k, of))
			return;
		q->rule = WORSE_PASSAGE;
		remove_range(k, of, i);
	} else {
		remove_range(k, copy, i);
	}
}

static void
put_note(struct edits *out, const struct look *k, const struct passage *q)
{
	size_t a = letters_source(&k->letters, q->a);
	struct buf b = { 0 };

	buf_printf(
	    &b, "like=%zu%% at=%zu letters=%u", likeness(q), a, q->letters);
	edits_note(out, buf_str(&b));
	buf_free(&b);
}

static size_t
lines_in(struct str s, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += s.p[from] == '\n';
	return n;
}

/* Remove the units [first, end), and of the white space about them the side
 * that parts less. */
static void
put_removal(const struct look *k, struct range r, struct edits *out)
{
	const struct unit *u = k->p.unit;
	size_t from = u[r.first].off, to = u[r.end - 1].end;
	size_t before = r.first > 0 ? u[r.first - 1].end : 0;
	size_t after = r.end < k->p.units ? u[r.end].off : k->text.n;
	size_t q = k->gone[r.first] - 1;

	if (r.first == 0)
		to = after;
	else if (r.end == k->p.units ||
	         lines_in(k->text, before, from) < lines_in(k->text, to, after))
		from = before;
	else if (from > before || after == to)
		to = after;
	edits_put(out, from, to - from, STR(""), k->p.v[q].rule);
	put_note(out, k, &k->p.v[q]);
}

static void
put_held(const struct look *k, size_t i, struct edits *out)
{
	const struct passage *q = &k->p.v[i];
	struct range r = { q->first, q->end };
	struct str s;

	if (q->letters < SHORT || rules[q->rule].confidence >= 80 ||
	    is_gone(k, r))
		return;
	s = range_text(k, r);
	edits_put(out, (size_t)(s.p - k->text.p), s.n, STR(""), q->rule);
	put_note(out, k, q);
}

/* Look once: what is removed and what is held to out. */
static void
look(const void *tables, struct str text, int last, struct edits *out)
{
	const struct dedup *d = tables;
	struct look k = { .d = d, .text = text };
	size_t i, end;

	letters_fold(text, &k.letters);
	passages_find(d->sentences, &k.letters, &k.p);
	k.gone = mem_new(k.p.units + 1, sizeof(*k.gone));
	for (i = 0; i < k.p.n; i++)
		decide(&k, i, last);
	for (i = 0; i < k.p.units; i = end) {
		for (end = i; end < k.p.units && k.gone[end] != 0;)
			end++;
		if (end > i) {
			put_removal(&k, (struct range){ i, end }, out);
		} else {
			end++;
		}
	}
	for (i = 0; i < k.p.n; i++)
		put_held(&k, i, out);
	edits_sort(out);
	letters_free(&k.letters);
	passages_free(&k.p);
	free(k.gone);
}

static void
edit(const void *tables, struct str in, struct edits *out)
{
	const struct dedup *d = tables;

	again(rules, &d->ruling, look, tables, in, out);
}

const struct filter dedup_filter = {
	.name = "dedup",
	.summary = "passages that stand twice",
	.rules = rules,
	.nrules = NELEM(rules),
	.open = dedup_open,
	.edit = edit,
	.close = dedup_close,
};
