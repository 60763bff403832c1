/*
 * unwrap - make paragraphs again of wrapped lines
 *
 * A block of lines was wrapped if its lines are as full as they could be:
 * the first word of a line would not have fitted on the line before.  In
 * such a block every line end becomes a space, but where a paragraph ends:
 * before a line that is indented otherwise than the rest, and after a line
 * that has room left, where the next one begins like a new sentence.  What
 * ends in such a place gets an empty line behind it.
 *
 * A hyphen at a line end goes if the word is one without it, and stays if
 * the word is one with it: by what the document itself writes elsewhere,
 * then by a table of compounds, the dictionary and the words of the model.
 *
 * A paragraph that goes on behind a page break, or behind the gap that a
 * page's furniture left, is joined again: its last line is full and ends in
 * the middle of a sentence, and the next begins with a small letter.
 *
 * Left alone: lines longer than wrapped ones are, verse, lists, tables,
 * code, quoted mail, headings, and blocks of one line.
 *
 * A second run finds nothing: where lines were joined, none is left that
 * could be, since kept ends become empty lines or stand before list items,
 * which are never joined to.
 */
#include <stdlib.h>

#include "dict.h"
#include "line.h"
#include "lm.h"
#include "map.h"
#include "token.h"
#include "unicode.h"
#include "words.h"

enum { SPACE, SOFT, HARD, PARAGRAPH, PAGE, GAP };

static const struct rule rules[] = {
	[SPACE] = { "line", "a line end inside a paragraph is a space", 99 },
	[SOFT] = { "hyphen-drop", "a word divided at a line end is one again",
	    99 },
	[HARD] = { "hyphen-keep",
	    "a compound divided at its hyphen keeps the hyphen", 95 },
	[PARAGRAPH] = { "paragraph",
	    "an empty line parts paragraphs that only a line end parted", 95 },
	[PAGE] = { "page", "a paragraph goes on behind a page break", 97 },
	[GAP] = { "gap", "a paragraph goes on behind an empty line", 90 },
};

enum {
	LONG = 132,    /* wrapped lines are no wider */
	NARROW = 20,   /* and blocks of them no narrower */
	SIDE_MAX = 64, /* bytes of one side of a divided word */
	COMMON = 14,   /* bits: a word that is one in 16,000 */
	SURE = 20,     /* times more often with a hyphen than without */
};

struct unwrap {
	struct words *words;
	struct lm *lm;
	struct map prefixes;  /* "un": no hyphen behind it */
	struct map compounds; /* written with a hyphen; 1: nearly always */
};

static void *
unwrap_open(const struct settings *s)
{
	struct unwrap *u = mem_new(1, sizeof(*u));
	struct tsv t = { .text = dict_map(s, "compounds.tsv", 0) };
	struct tsv p = { .text = dict_map(s, "prefixes.tsv", 0) };
	struct str f[3];

	u->words = words_open(s);
	u->lm = lm_open(s);
	while (tsv_next(&t, f, NELEM(f)) > 0) {
		if (str_num(f[1]) < 0 || str_num(f[2]) < 0)
			dict_broken(s, "compounds.tsv", t.line, "no counts");
		*map_borrow(&u->compounds, f[0]) =
		    str_num(f[1]) >= SURE * str_num(f[2]);
	}
	while (tsv_next(&p, f, 1) > 0)
		map_borrow(&u->prefixes, f[0]);
	return u;
}

static void
unwrap_close(void *tables)
{
	struct unwrap *u = tables;

	words_close(u->words);
	lm_close(u->lm);
	map_free(&u->compounds);
	map_free(&u->prefixes);
	free(u);
}

/* What a line begins and ends with. */

static uint32_t
first_char(struct str s, const struct line *l)
{
	size_t at = l->off;

	return utf8_next(s, &at);
}

/* The first character that is no opening mark. */
static uint32_t
first_letter(struct str s, const struct line *l)
{
	size_t at = l->off;
	uint32_t c = 0;

	while (at < l->end) {
		c = utf8_next(s, &at);
		if (c == '"' || c == '\'' || c == '(' || c == '[' ||
		    c == 0x2018 || c == 0x201c || c == 0xab)
			continue;
		break;
	}
	return c;
}

/* The last character that is no closing mark. */
static uint32_t
last_char(struct str s, const struct line *l)
{
	size_t at = l->end;
	uint32_t c = 0;

	while (at > l->off) {
		c = utf8_prev(s, &at);
		if (c == '"' || c == '\'' || c == ')' || c == ']' ||
		    c == 0x2019 || c == 0x201d || c == 0xbb)
			continue;
		break;
	}
	return c;
}

static int
begins_small(struct str s, const struct line *l)
{
	return uc_lower(first_letter(s, l));
}

static int
ends_sentence(struct str s, const struct line *l)
{
	uint32_t c = last_char(s, l);

	return c == '.' || c == '!' || c == '?' || c == ':' || c == 0x2026;
}

static uint32_t
first_word_width(struct str s, const struct line *l)
{
	uint32_t n = 0;
	size_t at;

	for (at = l->off; at < l->end && s.p[at] != ' '; at++)
		n += ((unsigned char)s.p[at] & 0xc0) != 0x80;
	return n;
}

/* A bullet, or a number or letter with a stop or bracket, and a space: such
 * a line is an item of its own, whatever stands before it. */
static int
is_item(struct str s, const struct line *l)
{
	struct str t = str_cut(s, l->off, l->end);
	uint32_t c = first_char(s, l);
	size_t i = t.p[0] == '(', from = i;

	if (c == 0x2022 || c == 0x25cf || c == 0x25aa || c == 0x2023 ||
	    c == 0x2043 || c == 0x25e6)
		return 1;
	if (t.p[0] == '>' || t.p[0] == '|' || t.p[0] == '#')
		return 1;
	while (i < t.n && i < from + 2 && t.p[i] >= '0' && t.p[i] <= '9')
		i++;
	if (i == from && i < t.n && uc_letter((unsigned char)t.p[i]))
		i++;
	if (i == from || i + 1 >= t.n || t.p[i + 1] != ' ')
		return 0;
	return t.p[i] == ')' || (t.p[i] == '.' && t.p[i - 1] <= '9');
}

/* A mark that begins an item as well as it may stand in a sentence. */
static int
is_marked(struct str s, const struct line *l)
{
	struct str t = str_cut(s, l->off, l->end);

	return t.n > 1 && memchr("-*+=~_", t.p[0], 6) != NULL &&
	       (t.p[1] == ' ' || t.p[1] == t.p[0]);
}

/* Columns, and the marks that code lines end in. */
static int
is_table(struct str s, const struct line *l)
{
	struct str t = str_cut(s, l->off, l->end);
	size_t i;

	if (memchr("{}|\\", t.p[t.n - 1], 4) != NULL)
		return 1;
	if (str_chr(t, 0, '\t') < t.n)
		return 1;
	for (i = 0; (i = str_chr(t, i, ' ')) + 3 < t.n; i++)
		if (t.p[i + 1] == ' ' && t.p[i + 2] == ' ' && t.p[i + 3] == ' ')
			return 1;
	return 0;
}

/* A heading that is set in capitals. */
static int
is_capitals(struct str s, const struct line *l)
{
	size_t at = l->off, n = 0;
	uint32_t c;

	while (at < l->end) {
		c = utf8_next(s, &at);
		if (uc_lower(c))
			return 0;
		n += uc_upper(c) != 0;
	}
	return n >= 3;
}

/* The block. */

struct look {
	struct str s;
	const struct block *b;
	uint32_t width;  /* of the widest line */
	uint32_t indent; /* that most lines have */
};

/* Would the first word of line i have fitted on the line before? */
static int
is_full(const struct look *k, size_t i)
{
	return k->b->v[i - 1].width + 1 + first_word_width(k->s, &k->b->v[i]) >
	       k->width;
}

/* Print that is set to a width has lines of about as many characters. */
static int
is_near(const struct look *k, size_t i)
{
	return k->b->v[i - 1].width * 5 >= k->width * 4;
}

static int
is_start(const struct look *k, size_t i)
{
	return k->b->v[i].indent != k->indent;
}

/* The indent of most lines, the smaller where two are as frequent. */
static uint32_t
usual_indent(const struct block *b)
{
	uint32_t n[41] = { 0 }, i, best = 0;
	size_t k;

	for (k = 0; k < b->n; k++)
		n[b->v[k].indent < 40 ? b->v[k].indent : 40]++;
	for (i = 1; i <= 40; i++)
		if (n[i] > n[best])
			best = i;
	return best;
}

/*
 * Was the block wrapped?  At least three lines, of which nearly all are
 * full; or nearly all are about full and many begin in the middle of a
 * sentence, which is how print looks whose letters differ in width.
 */
static int
is_wrapped(const struct look *k)
{
	size_t i, breaks = 0, full = 0, near = 0, small = 0, odd = 0;
	const struct line *l;

	if (k->b->n < 3 || k->width < NARROW || k->width > LONG)
		return 0;
	for (i = 0; i < k->b->n; i++) {
		l = &k->b->v[i];
		odd += (size_t)(is_table(k->s, l) || is_item(k->s, l) ||
		                is_marked(k->s, l));
		if (i == 0 || is_start(k, i))
			continue;
		breaks++;
		full += (size_t)is_full(k, i);
		near += (size_t)is_near(k, i);
		small += (size_t)(begins_small(k->s, l) ||
		                  !ends_sentence(k->s, l - 1));
	}
	if (odd * 4 > k->b->n || breaks < 2)
		return 0;
	return (full * 10 >= breaks * 9 && small * 4 >= breaks) ||
	       (near * 10 >= breaks * 7 && small * 10 >= breaks * 4 &&
	           breaks >= 3);
}

/*
 * Few lines do not show that they were wrapped, but the document may: they
 * are full for the width of its pages.
 */
static int
fits_page(const struct look *k, uint32_t page)
{
	struct look p = *k;
	size_t i, odd = 0, full = 0, breaks = k->b->n - 1;
	const struct line *l;

	p.width = page;
	if (page == 0 || breaks == 0 || k->width > page + page / 20)
		return 0;
	for (i = 0; i < k->b->n; i++) {
		l = &k->b->v[i];
		odd += (size_t)(is_table(k->s, l) || is_item(k->s, l) ||
		                is_capitals(k->s, l));
		full += i > 0 && is_full(&p, i) && !is_marked(k->s, l);
	}
	return odd * 4 <= k->b->n && full * 10 >= breaks * 9;
}

static struct look
look_at(struct str s, const struct block *b)
{
	struct look k = { .s = s, .b = b };
	size_t i;

	/* A line without a space, an address say, could not be wrapped. */
	for (i = 0; i < b->n; i++)
		if (b->v[i].width > k.width &&
		    str_chr(str_of(s.p, b->v[i].end), b->v[i].off, ' ') <
		        b->v[i].end)
			k.width = b->v[i].width;
	k.indent = usual_indent(b);
	return k;
}

/* Do lines i - 1 and i belong to one paragraph of a wrapped block? */
static int
joins(const struct look *k, size_t i)
{
	const struct line *a = &k->b->v[i - 1], *b = &k->b->v[i];

	if (is_item(k->s, b) || is_table(k->s, a) || is_table(k->s, b))
		return 0;
	if (is_start(k, i) && !is_start(k, i - 1))
		return 0;
	if (is_marked(k->s, b) && (ends_sentence(k->s, a) || !is_full(k, i)))
		return 0;
	if (begins_small(k->s, b))
		return 1;
	if (is_capitals(k->s, a) != is_capitals(k->s, b) && !is_near(k, i))
		return 0;
	if (ends_sentence(k->s, a))
		return is_full(k, i) || a->width * 10 >= k->width * 9;
	return is_full(k, i) || a->width * 10 >= k->width * 7;
}

/* Divided words. */

struct divided {
	size_t hyphen, len; /* the mark and its length */
	struct str left, right;
	int inside; /* a space and a letter or comma stand before it */
};

static size_t
hyphen_length(struct str s, size_t end)
{
	struct str t = str_cut(s, 0, end);

	if (str_ends(t, STR("-")))
		return 1;
	if (str_ends(t, STR("\u00ad")) || str_ends(t, STR("\u00ac")))
		return 2;
	return str_ends(t, STR("\u2010")) ? 3 : 0;
}

/* The letters that end at end, or begin at at, in a line. */
static struct str
letters_before(struct str s, size_t end, size_t floor)
{
	size_t at = end, prev;

	while (at > floor && end - at < SIDE_MAX) {
		prev = at;
		if (!uc_letter(utf8_prev(s, &prev)))
			break;
		at = prev;
	}
	return str_cut(s, at, end);
}

static struct str
letters_after(struct str s, size_t at, size_t stop)
{
	size_t end = at, next;

	while (end < stop && end - at < SIDE_MAX) {
		next = end;
		if (!uc_letter(utf8_next(s, &next)))
			break;
		end = next;
	}
	return str_cut(s, at, end);
}

/* Is there a word divided between two lines? */
static int
divided_at(
    struct str s, const struct line *a, const struct line *b, struct divided *d)
{
	size_t at;

	d->len = hyphen_length(s, a->end);
	if (d->len == 0 || a->end - a->off <= d->len)
		return 0;
	d->hyphen = a->end - d->len;
	d->left = letters_before(s, d->hyphen, a->off);
	d->right = letters_after(s, b->off, b->end);
	at = (size_t)(d->left.p - s.p);
	d->inside =
	    at >= a->off + 2 && s.p[at - 1] == ' ' &&
	    (uc_letter((unsigned char)s.p[at - 2]) || s.p[at - 2] == ',');
	return d->left.n > 0 && d->right.n > 0;
}

static void
put_joined(struct buf *out, const struct divided *d, const char *between)
{
	out->n = 0;
	uc_put_lower(out, d->left);
	buf_puts(out, between);
	uc_put_lower(out, d->right);
}

static int
knows(const struct unwrap *u, struct str word)
{
	return (u->words != NULL && words_know(u->words, word)) ||
	       (u->lm != NULL && lm_word(u->lm, word) >= LM_FIRST);
}

/* Is what the two sides make together a word, as it stands or in small
 * letters? */
static int
knows_joined(const struct unwrap *u, const struct divided *d, struct str small)
{
	struct buf word = { 0 };
	int known;

	buf_put(&word, d->left);
	buf_put(&word, d->right);
	known = knows(u, buf_str(&word)) || knows(u, small);
	buf_free(&word);
	return known;
}

/* Does the dictionary have the word without its hyphen? */
static int
spells(const struct unwrap *u, const struct divided *d)
{
	struct buf word = { 0 };
	int known;

	buf_put(&word, d->left);
	buf_put(&word, d->right);
	known = u->words != NULL && words_know(u->words, buf_str(&word));
	buf_free(&word);
	return known;
}

static int
shouts(struct str s)
{
	size_t at = 0;

	while (at < s.n)
		if (!uc_upper(utf8_next(s, &at)))
			return 0;
	return s.n > 1;
}

/* A capital inside a sentence, and no common word behind it. */
static int
is_name(const struct unwrap *u, const struct divided *d)
{
	size_t at = 0;
	uint32_t w;

	if (str_eq(d->left, STR("Mc")))
		return 1;
	if (!d->inside || !uc_upper(utf8_next(d->left, &at)))
		return 0;
	w = u->lm == NULL ? LM_UNKNOWN : lm_word(u->lm, d->right);
	return w < LM_FIRST || lm_unigram(u->lm, w) > COMMON * LM_BIT;
}

/* "in a three- or four-fold way": the hyphen stands for a part left out. */
static int
is_suspended(struct str right)
{
	return str_eq(right, STR("and")) || str_eq(right, STR("or")) ||
	       str_eq(right, STR("und")) || str_eq(right, STR("oder"));
}

/*
 * 1 if the hyphen goes, 0 if it stays.  seen holds what the document writes
 * elsewhere, joined and with a hyphen.
 */
static int
drops(const struct unwrap *u, const struct divided *d, const struct map *seen,
    const char **why)
{
	struct buf one = { 0 }, two = { 0 };
	int64_t *joined, *parted;
	size_t at = 0;
	int drop;

	put_joined(&one, d, "");
	put_joined(&two, d, "-");
	joined = map_get(seen, buf_str(&one));
	parted = map_get(seen, buf_str(&two));
	*why = "by the document";
	if (joined != NULL && parted != NULL && *joined != *parted) {
		drop = *joined > *parted;
	} else if (uc_upper(utf8_next(d->right, &at)) && !shouts(d->left) &&
	           !spells(u, d) && !str_eq(d->left, STR("Mc"))) {
		*why = "a capital follows";
		drop = 0;
	} else if ((parted = map_get(&u->compounds, buf_str(&two))) != NULL &&
	           (*parted || !spells(u, d))) {
		*why = "a compound";
		drop = 0;
	} else if (knows_joined(u, d, buf_str(&one))) {
		*why = "a word";
		drop = 1;
	} else if (is_name(u, d)) {
		*why = "a name";
		drop = 1;
	} else if (map_has(&u->prefixes, d->left)) {
		*why = "a prefix";
		drop = 1;
	} else {
		*why = "of two words";
		drop = !knows(u, d->left) || !knows(u, d->right);
		if (drop)
			*why = "its parts are no words";
	}
	buf_free(&one);
	buf_free(&two);
	return drop;
}

/* The whole text. */

struct state {
	const struct unwrap *u;
	struct str s;
	struct edits *out;
	struct map seen;
	size_t wrapped;          /* blocks */
	size_t widths[LONG + 1]; /* of them */
	uint32_t width;          /* of the page: 0 if they do not show one */
};

static void
put(struct state *st, size_t from, size_t to, struct str text, int rule)
{
	if (!str_eq(str_cut(st->s, from, to), text))
		edits_put(st->out, from, to - from, text, (unsigned)rule);
}

/* Nothing belongs between a dash or hyphen and what it is tied to. */
static struct str
between(struct str s, const struct line *a)
{
	struct str t = str_cut(s, a->off, a->end);
	size_t n;

	while ((n = hyphen_length(t, t.n)) > 0 ||
	       (n = 3 * (size_t)(str_ends(t, STR("\u2014")) ||
	                         str_ends(t, STR("\u2013")))) > 0)
		t.n -= n;
	return t.n > 0 && t.n < a->end - a->off && t.p[t.n - 1] != ' '
	           ? STR("")
	           : STR(" ");
}

/* Join two lines, with a space or over a hyphen. */
static void
join(struct state *st, const struct line *a, const struct line *b, int rule)
{
	struct divided d;
	const char *why;

	if (!divided_at(st->s, a, b, &d)) {
		put(st, a->end, b->off, between(st->s, a), rule);
	} else if (d.len == 1 && is_suspended(d.right)) {
		put(st, a->end, b->off, STR(" "), rule);
	} else if (drops(st->u, &d, &st->seen, &why)) {
		put(st, d.hyphen, b->off, STR(""), SOFT);
		edits_note(st->out, str_from(why));
	} else {
		put(st, a->end, b->off, STR(""), HARD);
		edits_note(st->out, str_from(why));
	}
}

static void
join_block(struct state *st, const struct look *k)
{
	size_t i;

	for (i = 1; i < k->b->n; i++)
		if (joins(k, i))
			join(st, &k->b->v[i - 1], &k->b->v[i], SPACE);
		else if (!is_item(k->s, &k->b->v[i]))
			put(st, k->b->v[i - 1].end, k->b->v[i].off, STR("\n\n"),
			    PARAGRAPH);
}

/* Does the paragraph that ends a block go on in the next? */
static int
goes_on(const struct look *a, const struct look *b)
{
	const struct line *last = &a->b->v[a->b->n - 1];
	const struct line *first = &b->b->v[0];
	uint32_t c = last_char(a->s, last);

	return begins_small(a->s, first) &&
	       (uc_letter(c) || c == ',' || c == ';' || c == '-' || c == 0xac ||
	           c == 0xad) &&
	       last->width * 5 >= a->width * 4 && !is_item(a->s, first) &&
	       first->indent == last->indent;
}

static void
note_width(struct state *st, const struct block *b)
{
	struct look k = look_at(st->s, b);

	if (!is_wrapped(&k))
		return;
	st->wrapped++;
	st->widths[k.width]++;
}

/* The width of the pages is one that half of the wrapped blocks reach. */
static void
find_width(struct state *st)
{
	size_t n = 0;
	uint32_t w = LONG;

	if (st->wrapped < 3)
		return;
	while ((n += st->widths[w]) * 2 < st->wrapped)
		w--;
	st->width = w;
}

/* Words that are divided somewhere: the document may write them elsewhere
 * too. */
static void
gather(struct state *st)
{
	struct buf word = { 0 };
	struct block b = { 0 };
	struct divided d;
	size_t at = 0, i;

	while (block_next(st->s, &at, &b)) {
		note_width(st, &b);
		for (i = 1; i < b.n; i++) {
			if (hyphen_length(st->s, b.v[i - 1].end) == 0 ||
			    !divided_at(st->s, &b.v[i - 1], &b.v[i], &d))
				continue;
			put_joined(&word, &d, "");
			map_put(&st->seen, buf_str(&word));
			put_joined(&word, &d, "-");
			map_put(&st->seen, buf_str(&word));
		}
	}
	find_width(st);
	block_free(&b);
	buf_free(&word);
}

static void
count_words(struct state *st)
{
	struct buf word = { 0 };
	struct token t, last = { 0 };
	int64_t *n;
	size_t at;

	for (at = 0; st->seen.n > 0 && token_next(st->s, at, &t); at = t.end) {
		word.n = 0;
		uc_put_lower(&word, token_str(st->s, &t));
		if ((n = map_get(&st->seen, buf_str(&word))) != NULL)
			++*n;
		if (last.end > 0 && t.off == last.end + 1 &&
		    st->s.p[last.end] == '-') {
			word.n = 0;
			uc_put_lower(&word, str_cut(st->s, last.off, t.end));
			if ((n = map_get(&st->seen, buf_str(&word))) != NULL)
				++*n;
		}
		last = t;
	}
	buf_free(&word);
}

static void
unwrap_edit(const void *tables, struct str s, struct edits *out)
{
	struct state st = { .u = tables, .s = s, .out = out };
	struct block b[2] = { { 0 }, { 0 } };
	struct look k, last = { 0 };
	int wrapped, was = 0, turn = 0;
	size_t at = 0;

	gather(&st);
	count_words(&st);
	while (block_next(s, &at, &b[turn])) {
		k = look_at(s, &b[turn]);
		wrapped = is_wrapped(&k) || fits_page(&k, st.width);
		/* One long address does not make the page wider. */
		if (st.width > 0 && k.width > st.width)
			k.width = st.width;
		if (was && wrapped && goes_on(&last, &k))
			join(&st, &last.b->v[last.b->n - 1], &k.b->v[0],
			    b[turn].page ? PAGE : GAP);
		if (wrapped)
			join_block(&st, &k);
		last = k;
		was = wrapped;
		turn = !turn;
	}
	block_free(&b[0]);
	block_free(&b[1]);
	map_free(&st.seen);
}

const struct filter unwrap_filter = {
	.name = "unwrap",
	.summary = "make paragraphs again of wrapped lines",
	.rules = rules,
	.nrules = NELEM(rules),
	.open = unwrap_open,
	.edit = unwrap_edit,
	.close = unwrap_close,
};
