/*
 * strip - remove the furniture of pages from text that was flattened before
 *
 * Furniture is whole lines: what a page shows about its text, and what
 * whoever flattened it asked of a machine.  A line goes for what it says
 * (the phrases of furniture.tsv), for its form, or for the lines about it:
 *   - notices of themes and scripts, prompts, lines to share, credits of
 *     pictures, image slugs, headings of other stories, navigation, log-in,
 *     newsletters, cookies, legal links, copyright, comments,
 *     advertisements, minutes to read;
 *   - an address with a headline behind it, a bread-crumb trail;
 *   - runs of short lines, many of which are furniture: menus; and the
 *     category above a headline where it clings to furniture;
 *   - running heads and page numbers.
 *
 * Left alone, or held where suspected: a line that goes on the sentence of
 * the one before, single words that only a menu makes furniture (Home,
 * Search), captions, bare addresses, and in a text with little other
 * furniture all that books and letters have too.  Sentences inside a
 * paragraph are never touched.
 *
 * What goes takes the empty lines behind it along.
 */
#include <stdlib.h>

#include "again.h"
#include "furniture.h"
#include "rows.h"

enum {
	NOTICE,
	PROMPT,
	SHARE,
	TEASER,
	NAVIGATION,
	ACCOUNT,
	NEWSLETTER,
	COOKIES,
	LEGAL,
	COPYRIGHT,
	COMMENTS,
	ADVERT,
	META,
	CREDIT,
	MENU, /* the last that the table speaks of */
	SLUG,
	LINK,
	BREADCRUMB,
	CATEGORY,
	HEAD,
	NUMBER,
	LONE,
	CAPTION,
	ADDRESS,
	TABLED = MENU + 1,
};

static const struct rule rules[] = {
	[NOTICE] = { "notice", "a notice of a theme, a script or a form", 98 },
	[PROMPT] = { "prompt", "what a machine was asked or said of itself",
	    98 },
	[SHARE] = { "share", "places to share a page", 97 },
	[TEASER] = { "teaser", "a heading or link of other stories", 90 },
	[NAVIGATION] = { "navigation", "a way about the site", 99 },
	[ACCOUNT] = { "account", "to log in, register or buy", 97 },
	[NEWSLETTER] = { "newsletter", "to subscribe", 95 },
	[COOKIES] = { "cookies", "cookies and consent", 97 },
	[LEGAL] = { "legal", "links to terms and policies", 97 },
	[COPYRIGHT] = { "copyright", "a notice of copyright", 97 },
	[COMMENTS] = { "comments", "to comment, and how many did", 95 },
	[ADVERT] = { "advertisement", "a mark of an advertisement", 98 },
	[META] = { "minutes", "how long it takes to read", 97 },
	[CREDIT] = { "credit", "whose picture it is", 95 },
	[MENU] = { "menu", "short lines among furniture", 95 },
	[SLUG] = { "slug", "the name of a picture's file", 97 },
	[LINK] = { "link", "an address with its headline", 95 },
	[BREADCRUMB] = { "breadcrumb", "where on the site the page is", 90 },
	[CATEGORY] = { "category", "a category between furniture and headline",
	    85 },
	[HEAD] = { "running-head", "a line that comes back page by page", 97 },
	[NUMBER] = { "page-number", "a number that counts the pages", 97 },
	[LONE] = { "lone-furniture", "like furniture, where little else is",
	    50 },
	[CAPTION] = { "caption", "a caption over a credit", 50 },
	[ADDRESS] = { "address", "an address on a line of its own", 50 },
};

enum {
	LINE = 400, /* bytes: longer lines are text */
	SHORT = 6,  /* words of a line of a menu */
	TAIL = 14,  /* and behind all prose */
	PAGE = 5,   /* and a whole page */
	SURE = 2,   /* lines of furniture that make a page of a text */
	RUN = 4,    /* lines of a menu */
	DENSE_IN = 20,
	DENSE_OUT = 10,
	DENSE_PAGE = 4, /* percent of them */
	PROSE = 10,     /* words of a line that is text */
};

struct strip {
	struct ruling ruling;
	struct furniture *furniture;
};

static void *
strip_open(const struct settings *s)
{
	struct strip *t = mem_new(1, sizeof(*t));
	const char *names[TABLED];
	size_t i;

	t->ruling = s->ruling;
	for (i = 0; i < TABLED; i++)
		names[i] = rules[i].name;
	t->furniture = furniture_open(s, names, TABLED);
	return t;
}

static void
strip_close(void *tables)
{
	struct strip *t = tables;

	furniture_close(t->furniture);
	free(t);
}

struct look {
	const struct strip *t;
	struct str text;
	struct rows rows;
	size_t sure;             /* lines that are furniture beyond doubt */
	size_t prose, prose_end; /* between them is all the prose */
};

static struct str
row_str(const struct look *k, const struct row *r)
{
	return str_cut(k->text, r->off, r->end);
}

static void
mark(struct row *r, int rule, struct str note)
{
	r->rule = (int16_t)rule;
	r->note = note;
}

/* ---- the form of one line ---- */

static int
is_token(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* The file of a picture: its name with an ending, or words with hyphens, all
 * small, none of them one that compounds have (merry-go-round). */
static int
is_slug(struct str s)
{
	static const char *const small[] = { "a", "and", "at", "by", "in", "of",
		"on", "or", "the", "to" };
	static const char *const ends[] = { ".jpg", ".jpeg", ".png", ".gif",
		".webp" };
	size_t i, j, at, hyphens = 0, digits = 0;
	struct str part;

	for (i = 0; i < NELEM(ends); i++)
		if (s.n > 5 && str_ends(s, str_from(ends[i])) &&
		    memchr(s.p, ' ', s.n) == NULL &&
		    memchr(s.p, '/', s.n) == NULL)
			return 1;
	for (at = 0; at < s.n; at = i + 1) {
		for (i = at; i < s.n && is_token((uint8_t)s.p[i]); i++)
			digits += s.p[i] <= '9';
		if (i == at || (i < s.n && s.p[i] != '-' && s.p[i] != '_'))
			return 0;
		part = str_cut(s, at, i);
		for (j = 0; j < NELEM(small); j++)
			if (str_eq(part, str_from(small[j])))
				return 0;
		hyphens += i < s.n;
	}
	return digits < s.n / 2 && (hyphens > 2 || (hyphens > 1 && digits));
}

/* The length of the address that begins the line, or 0. */
static size_t
address(struct str s)
{
	size_t i = 0;

	if (!str_starts(s, STR("http://")) && !str_starts(s, STR("https://")) &&
	    !str_starts(s, STR("www.")))
		return 0;
	while (i < s.n && (uint8_t)s.p[i] > ' ')
		i++;
	return i;
}

static int
fold(int c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* Does the address hold the word, whatever its case? */
static int
holds(struct str url, struct str word)
{
	size_t i, j;

	for (i = 0; i + word.n <= url.n; i++) {
		for (j = 0; j < word.n; j++)
			if (fold(url.p[i + j]) != fold(word.p[j]))
				break;
		if (j == word.n)
			return 1;
	}
	return 0;
}

/* Do the words behind an address say what it says? */
static int
is_headline(struct str url, struct str s)
{
	size_t at, end, same = 0, words = 0;

	for (at = 0; at < s.n && words < 32; at = end + 1) {
		end = str_chr(s, at, ' ');
		if (end - at < 4)
			continue;
		words++;
		same += (size_t)holds(url, str_cut(s, at, end));
	}
	return same > 1 && same * 3 >= words;
}

static void
look_address(const struct look *k, struct row *r)
{
	struct str s = row_str(k, r), rest;
	size_t n = address(s);

	if (n == 0)
		return;
	rest = str_cut(s, n, s.n);
	if (rest.n < 2)
		mark(r, ADDRESS, s);
	else if (is_headline(str_cut(s, 0, n), rest))
		mark(r, LINK, str_cut(s, 0, n));
}

/* Home > News > Politics */
static int
is_breadcrumb(struct str s)
{
	static const char *const marks[] = { " > ", " \u00bb ", " \u203a ",
		" / ", " | " };
	size_t i, at, n = 0, strong = 0;

	if (s.n > 150 || s.p[s.n - 1] == '.')
		return 0;
	for (i = 0; i < NELEM(marks); i++)
		for (at = 0; (at = str_find(s, at, str_from(marks[i]))) < s.n;
		     at++) {
			n++;
			strong += i < 3;
		}
	return str_starts(s, STR("Home ")) ? strong > 0 || n > 1 : strong > 2;
}

/* An agency, and a name that a stroke sets off: Jane Roe/AFP */
static int
is_credit(struct str s, const struct furniture_line *f)
{
	return f->agency > 0 && f->words <= 10 && f->words > 1 && s.n < 100 &&
	       memchr(s.p, '/', s.n) != NULL &&
	       str_find(s, 0, STR("://")) == s.n;
}

static int
is_share(const struct furniture_line *f)
{
	return f->share > 1 && f->share == f->words;
}

/* Does it end as a sentence does? */
static int
is_stopped(struct str s)
{
	return s.n > 0 &&
	       (memchr(".!?:;,\"'", s.p[s.n - 1], 8) != NULL ||
	           str_ends(s, STR("\u201d")) || str_ends(s, STR("\u2019")) ||
	           str_ends(s, STR("\u2026")));
}

/* What the words and the form of a line say of it. */
static void
look_row(struct look *k, struct row *r)
{
	struct str s = row_str(k, r);
	struct furniture_line f;

	r->rule = -1;
	if (s.n == 0 || s.n > LINE)
		return;
	furniture_look(k->t->furniture, s, &f);
	r->words = (uint8_t)(f.words < 255 ? f.words : 255);
	r->stopped = (uint8_t)is_stopped(s);
	r->menu = (uint8_t)(f.menu || (f.words == 1 && f.share == 1));
	if (f.rule >= 0 && (f.rule != TEASER || s.p[s.n - 1] != ':')) {
		mark(r, f.rule, f.phrase);
		r->weak = (uint8_t)(f.rule == COPYRIGHT || f.words == 1 ||
		                    (f.words == 2 && s.p[s.n - 1] == '.'));
	} else if (is_share(&f)) {
		mark(r, SHARE, s);
	} else if (is_credit(s, &f)) {
		mark(r, CREDIT, s);
	} else if (is_slug(s)) {
		mark(r, SLUG, STR(""));
	} else if (is_breadcrumb(s)) {
		mark(r, BREADCRUMB, STR(""));
	} else {
		look_address(k, r);
	}
	/* the end of a remark in brackets */
	if (r->rule >= 0 && s.p[s.n - 1] == ']' &&
	    memchr(s.p, '[', s.n) == NULL)
		r->rule = -1;
	if (r->rule >= 0 && rows_continues(&k->rows, r))
		r->rule = -1;
	k->sure += r->rule >= 0 && r->rule < TABLED && !r->weak;
}

/* ---- lines among lines ---- */

/* Where a text is no page, phrases that other texts have too are only
 * suspected. */
static void
doubt(struct look *k)
{
	struct row *r;
	size_t i;

	for (i = 0; i < k->rows.n; i++) {
		r = &k->rows.v[i];
		if (r->rule >= 0 && r->weak && k->sure < SURE)
			r->rule = LONE;
	}
}

static int
is_gone(const struct row *r)
{
	return r->rule >= 0 && rules[r->rule].confidence >= 80;
}

/* A run of short lines [from, end): from the first that is furniture to the
 * last, or to the text's ends.  Before all sentences and behind them, some
 * lines of furniture tell what the others are; among them, more must. */
static void
look_run(struct look *k, size_t from, size_t end)
{
	size_t i, lines = 0, known = 0, first = end, last = from;
	size_t share = DENSE_IN;
	struct row *r;

	if (end <= k->prose || from >= k->prose_end)
		share = k->sure < PAGE ? DENSE_OUT : DENSE_PAGE;
	for (i = from; i < end; i++) {
		r = &k->rows.v[i];
		lines += r->words > 0;
		if (!is_gone(r) && !r->menu)
			continue;
		known++;
		first = i < first ? i : first;
		last = i + 1;
	}
	if (lines < RUN || known < 2 || known * 100 < lines * share)
		return;
	if (from == 0)
		first = 0;
	if (end == k->rows.n)
		last = end;
	for (i = first; i < last; i++) {
		r = &k->rows.v[i];
		if (r->words > 0 && !is_gone(r))
			mark(r, MENU, STR(""));
	}
}

/* Where the first line of prose stands, and where the last one ends. */
static void
look_prose(struct look *k)
{
	const struct row *r;
	size_t i;

	k->prose = k->prose_end = 0;
	for (i = 0; i < k->rows.n; i++) {
		r = &k->rows.v[i];
		if (r->rule >= 0 || (r->end - r->off <= LINE &&
		                        (!r->stopped || r->words < PROSE)))
			continue;
		if (k->prose_end == 0)
			k->prose = i;
		k->prose_end = i + 1;
	}
	if (k->prose_end == 0)
		k->prose_end = k->rows.n;
}

/* Behind all prose, the lines of a menu may be longer: there is no headline
 * any more. */
static int
is_short(const struct look *k, size_t i)
{
	const struct row *r = &k->rows.v[i];

	return row_empty(r) || is_gone(r) ||
	       (r->words > 0 && !r->stopped &&
	           r->words <= (i < k->prose_end ? SHORT : TAIL));
}

static void
look_runs(struct look *k)
{
	size_t i, end;

	for (i = 0; i < k->rows.n; i = end + 1) {
		for (end = i; end < k->rows.n && is_short(k, end);)
			end++;
		if (end > i)
			look_run(k, i, end);
	}
}

static int
is_empty(const struct look *k, size_t i)
{
	return i >= k->rows.n || row_empty(&k->rows.v[i]);
}

/* A word or three right below furniture and above an empty line. */
static void
look_category(struct look *k)
{
	struct row *r;
	size_t i;

	for (i = 1; i < k->rows.n; i++) {
		r = &k->rows.v[i];
		if (r->rule < 0 && r->words > 0 && r->words <= 3 &&
		    !r->stopped && is_gone(r - 1) && is_empty(k, i + 1) &&
		    i + 1 < k->rows.n && (r - 1)->rule < TABLED)
			mark(r, CATEGORY, STR(""));
	}
}

/* The name of a file is a picture's if a credit follows; else it may be
 * what the text speaks of. */
static void
look_slugs(struct look *k)
{
	size_t i, j, n;
	struct row *r;

	for (i = 0; i < k->rows.n; i++) {
		r = &k->rows.v[i];
		if (r->rule != SLUG)
			continue;
		r->rule = LONE;
		for (j = i + 1, n = 0; j < k->rows.n && n < 2; j++) {
			n += !is_empty(k, j);
			if (k->rows.v[j].rule == CREDIT)
				r->rule = SLUG;
		}
	}
}

/* A line of text over a credit may be the caption of its picture. */
static void
look_captions(struct look *k)
{
	struct row *r, *above = NULL;
	size_t i;

	for (i = 0; i < k->rows.n; i++) {
		r = &k->rows.v[i];
		if (is_empty(k, i))
			continue;
		if (r->rule == CREDIT && above != NULL && above->rule < 0 &&
		    above->end - above->off < LINE)
			mark(above, CAPTION, STR(""));
		above = r;
	}
}

/* ---- what goes ---- */

/* Where a run of rows ends that go and lie on one page, with the empty ones
 * among them. */
static size_t
run_end(const struct look *k, size_t i)
{
	const struct row *v = k->rows.v;
	size_t end = i + 1, at;

	for (at = end; at < k->rows.n && v[at].page == v[i].page; at++)
		if (is_gone(&v[at]))
			end = at + 1;
		else if (!row_empty(&v[at]))
			break;
	return end;
}

/* Remove the run [i, end): with the empty rows behind it if one stands
 * before, and with those before it where the page ends.  Each edit is of
 * one rule. */
static void
put_run(const struct look *k, size_t i, size_t end, struct edits *out)
{
	const struct row *v = k->rows.v;
	size_t n = k->rows.n, first = i, next, to = end;
	uint32_t page = v[i].page;

	if (i == 0 || is_empty(k, i - 1) || v[i - 1].page != page)
		while (to < n && v[to].page == page && row_empty(&v[to]))
			to++;
	if (to == n || v[to].page != page)
		while (first > 0 && v[first - 1].page == page &&
		       row_empty(&v[first - 1]))
			first--;
	for (; i < end; i = first = next) {
		for (next = i + 1; next < end; next++)
			if (!row_empty(&v[next]) && v[next].rule != v[i].rule)
				break;
		edits_put(out, v[first].start,
		    v[next < end ? next - 1 : to - 1].stop - v[first].start,
		    STR(""), (unsigned)v[i].rule);
		edits_note(out, v[i].note);
	}
}

static void
put_all(const struct look *k, struct edits *out)
{
	const struct row *v = k->rows.v;
	size_t i, end;

	for (i = 0; i < k->rows.n; i = end) {
		end = i + 1;
		if (v[i].rule < 0)
			continue;
		if (is_gone(&v[i])) {
			end = run_end(k, i);
			put_run(k, i, end, out);
		} else {
			edits_put(out, v[i].off, v[i].end - v[i].off, STR(""),
			    (unsigned)v[i].rule);
			edits_note(out, v[i].note);
		}
	}
}

static void
look(const void *tables, struct str text, int last, struct edits *out)
{
	struct look k = { .t = tables, .text = text };
	size_t i;

	(void)last;
	rows_read(text, &k.rows);
	for (i = 0; i < k.rows.n; i++)
		look_row(&k, &k.rows.v[i]);
	doubt(&k);
	look_prose(&k);
	if (k.sure >= SURE)
		look_runs(&k);
	look_category(&k);
	rows_pages(&k.rows, HEAD, NUMBER);
	look_slugs(&k);
	look_captions(&k);
	put_all(&k, out);
	rows_free(&k.rows);
}

static void
edit(const void *tables, struct str in, struct edits *out)
{
	const struct strip *t = tables;

	again(rules, &t->ruling, look, tables, in, out);
}

const struct filter strip_filter = {
	.name = "strip",
	.summary = "remove the furniture of pages from flattened text",
	.rules = rules,
	.nrules = NELEM(rules),
	.open = strip_open,
	.edit = edit,
	.close = strip_close,
};
