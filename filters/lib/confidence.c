#include <stdlib.h>

#include "confidence.h"
#include "markup.h"

enum { ABOUT = 8 }; /* words */

struct confidence {
	size_t off, end; /* in words */
	int percent;     /* or -1 */
};

/* ---- reading ---- */

struct reading {
	struct str in;
	struct confidences *to;
	struct buf word;
	int percent;
	int depth;  /* of open elements within the word, or 0 outside of it */
	int inside; /* PAGE: what of Word, TextEquiv and Unicode is open */
	int halved; /* ALTO: the last word was given whole by its first half */
};

static void
put_word(struct reading *r, struct str word, int percent)
{
	struct confidences *c = r->to;
	struct confidence *w;

	c->v = mem_room(c->v, c->n, &c->cap, sizeof(*c->v));
	w = &c->v[c->n++];
	w->off = c->words.n;
	buf_put(&c->words, word);
	w->end = c->words.n;
	w->percent = percent;
}

/* 0.87 or 1 as a percentage; -1 if it is no such number. */
static int
fraction(struct str s)
{
	int n = 0, unit = 0;
	size_t i;

	for (i = 0; i < s.n && unit != 1; i++) {
		if (s.p[i] == '.' && unit == 0)
			unit = 100;
		else if (s.p[i] < '0' || s.p[i] > '9' || n > 100)
			return -1;
		else if (unit == 0)
			n = n * 10 + (s.p[i] - '0') * 100;
		else
			n += (s.p[i] - '0') * (unit /= 10);
	}
	return i > 0 && n <= 100 ? n : -1;
}

/* The number behind x_wconf in "bbox 3 4 50 60; x_wconf 87". */
static int
wconf(struct str title)
{
	size_t i = str_find(title, 0, STR("x_wconf "));
	int n = 0;

	if (i == title.n)
		return -1;
	for (i += 8;
	     i < title.n && title.p[i] >= '0' && title.p[i] <= '9' && n <= 100;
	     i++)
		n = n * 10 + title.p[i] - '0';
	return n <= 100 ? n : -1;
}

/* The value of an attribute, its references resolved. */
static void
put_value(struct reading *r, struct str v)
{
	size_t at, end;
	uint32_t u;

	for (at = 0; at < v.n;) {
		u = v.p[at] == '&' ? markup_entity(v, at, &end) : 0;
		if (u != 0) {
			buf_putu(&r->word, u);
			at = end;
		} else {
			buf_putc(&r->word, v.p[at++]);
		}
	}
}

static void
alto(void *ctx, const struct markup_event *ev)
{
	struct reading *r = ctx;
	struct str v = STR("");
	const char *word;
	int percent;

	if (ev->type != MARKUP_OPEN || strcmp(ev->name, "String") != 0)
		return;
	percent = markup_value(r->in, ev, "WC", &v) ? fraction(v) : -1;
	if ((word = markup_alto_word(r->in, ev, &r->halved)) == NULL) {
		/* A word is as sure as its less sure half. */
		if (percent < r->to->v[r->to->n - 1].percent)
			r->to->v[r->to->n - 1].percent = percent;
		return;
	}
	if (!markup_value(r->in, ev, word, &v))
		return;
	r->word.n = 0;
	put_value(r, v);
	put_word(r, buf_str(&r->word), percent);
}

static void
hocr(void *ctx, const struct markup_event *ev)
{
	struct reading *r = ctx;
	struct str v;

	if (ev->type == MARKUP_TEXT) {
		if (r->depth > 0)
			buf_put(&r->word, ev->text);
	} else if (ev->type == MARKUP_CLOSE) {
		if (r->depth > 0 && --r->depth == 0)
			put_word(r, buf_str(&r->word), r->percent);
	} else if (r->depth > 0) {
		r->depth++;
	} else if (markup_value(r->in, ev, "class", &v) &&
	           markup_class(v, "ocrx_word")) {
		r->depth = 1;
		r->word.n = 0;
		r->percent =
		    markup_value(r->in, ev, "title", &v) ? wconf(v) : -1;
	}
}

static void
page(void *ctx, const struct markup_event *ev)
{
	static const char *const name[] = { "Word", "TextEquiv", "Unicode" };
	struct reading *r = ctx;
	struct str v;

	if (ev->type == MARKUP_TEXT) {
		if (r->inside == 3)
			buf_put(&r->word, ev->text);
	} else if (ev->type == MARKUP_OPEN) {
		if (r->inside == 3 || strcmp(ev->name, name[r->inside]) != 0)
			return;
		r->inside++;
		r->word.n = 0;
		if (r->inside == 2)
			r->percent = markup_value(r->in, ev, "conf", &v)
			                 ? fraction(v)
			                 : -1;
	} else if (r->inside > 0 &&
	           strcmp(ev->name, name[r->inside - 1]) == 0) {
		if (r->inside-- == 3)
			put_word(r, buf_str(&r->word), r->percent);
	}
}

/* ---- words of a text ---- */

struct str
confidence_word(struct str s, size_t *at)
{
	size_t from;

	while (*at < s.n && is_blank(s.p[*at]))
		++*at;
	for (from = *at; *at < s.n && !is_blank(s.p[*at]);)
		++*at;
	return str_cut(s, from, *at);
}

static struct str
word_at(const struct confidences *c, size_t i)
{
	return str_cut(buf_str(&c->words), c->v[i].off, c->v[i].end);
}

static struct str
pair(struct buf *b, struct str one, struct str two)
{
	b->n = 0;
	buf_put(b, one);
	buf_putc(b, ' ');
	buf_put(b, two);
	return buf_str(b);
}

int
confidence_read(struct confidences *c, struct str markup)
{
	struct reading r = { .in = markup, .to = c };
	enum markup_format format;
	struct buf b = { 0 };
	int64_t *at;
	size_t i;

	markup_start();
	format = markup_sniff(markup);
	if (format == MARKUP_ALTO)
		markup_read(markup, 1, alto, &r);
	else if (format == MARKUP_HOCR)
		markup_read(markup, 0, hocr, &r);
	else if (format == MARKUP_PAGE)
		markup_read(markup, 1, page, &r);
	buf_free(&r.word);
	for (i = 0; i + 1 < c->n; i++) {
		at = map_put(
		    &c->pairs, pair(&b, word_at(c, i), word_at(c, i + 1)));
		*at = *at == 0 ? (int64_t)i + 1 : -1;
	}
	buf_free(&b);
	return format == MARKUP_ALTO || format == MARKUP_HOCR ||
	       format == MARKUP_PAGE;
}

void
confidence_free(struct confidences *c)
{
	free(c->v);
	buf_free(&c->words);
	map_free(&c->pairs);
	memset(c, 0, sizeof(*c));
}

/* Does a word of the page stand at i, with that one behind it? */
static int
stands(
    const struct confidences *c, size_t i, struct str word, struct str behind)
{
	return i < c->n && str_eq(word_at(c, i), word) &&
	       (i + 1 == c->n || behind.n == 0 ||
	           str_eq(word_at(c, i + 1), behind));
}

/* Where a word stands: about where it should, or else where the page has it
 * before the same word and only there. */
static size_t
place(const struct confidences *c, size_t near, struct str word,
    struct str behind, struct buf *b)
{
	int64_t *only;
	size_t d;

	if (near < c->n && str_eq(word_at(c, near), word))
		return near;
	for (d = 1; d <= ABOUT; d++)
		if (stands(c, near + d, word, behind))
			return near + d;
		else if (near >= d && stands(c, near - d, word, behind))
			return near - d;
	only = map_get(&c->pairs, pair(b, word, behind));
	return only == NULL || *only < 0 ? c->n : (size_t)*only - 1;
}

signed char *
confidence_align(const struct confidences *c, struct str text)
{
	size_t at = 0, n = 0, cap = 0, next = 0, i;
	struct buf b = { 0 };
	struct str word, behind;
	signed char *out = NULL;

	for (word = confidence_word(text, &at); word.n > 0;
	     word = behind, n++) {
		behind = confidence_word(text, &at);
		out = mem_room(out, n, &cap, 1);
		i = place(c, next, word, behind, &b);
		out[n] = i < c->n ? (signed char)c->v[i].percent : -1;
		/* What is not there may have been mended. */
		next = i < c->n ? i + 1 : next + 1;
	}
	buf_free(&b);
	return out;
}

/*
 * log2 of how much likelier a word that was misread is told so than one that
 * was not: Tesseract 5.3 on 48 pages, one word in seven misread.  Over 90 it
 * is far likelier still to be right, but words that are none and surely read
 * are names or misreadings about equally often.
 */
double
confidence_bits(int percent)
{
	static const struct {
		int percent;
		double bits;
	} known[] = { { 0, 3 }, { 45, 2.4 }, { 65, 1.8 }, { 77, 0.8 },
		{ 83, 0.3 }, { 89, -1 }, { 100, -1 } };
	size_t i = 1;

	if (percent < 0)
		return 0;
	while (percent > known[i].percent)
		i++;
	return known[i - 1].bits +
	       (known[i].bits - known[i - 1].bits) *
	           (percent - known[i - 1].percent) /
	           (known[i].percent - known[i - 1].percent);
}
