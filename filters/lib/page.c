/*
 * The layouts that name their lines: hOCR, ALTO, PAGE; and TEI, which names
 * everything.  All is kept that is text; what is labelled as a running head
 * is marked as one.
 */
#include <stdlib.h>

#include "layout.h"
#include "map.h"

struct piece {
	size_t off, end;
	size_t text, text_len; /* in the pool, if not exact */
	int exact;
};

struct pieces {
	struct piece *v;
	size_t n, cap;
};

struct region {         /* of PAGE */
	uint64_t order; /* its turn on the page */
	size_t piece, last;
	size_t seq;
	int head;
};

struct scan {
	struct str in;
	struct flow *f;
	struct buf pool;
	struct pieces held; /* notes of TEI, a page of PAGE */
	int skip;           /* open elements that are left out */
	int depth_head;     /* open elements that are running heads */
	int note;           /* open notes */
	int choice;
	int joined; /* ALTO: the word's first half was put whole */
	int glue;   /* TEI: no break here */

	struct region *region;
	size_t nregion, capregion;
	struct map order; /* PAGE: the turn of a region, by its id */
	uint64_t path[4];
	unsigned depth;
	int in_line, in_word, line_done, region_done, in_equiv, in_unicode;
	size_t line_at, equiv_at, equiv_seen;
};

static int
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static int
one_of(const char *name, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (is(name, list[i]))
			return 1;
	return 0;
}

/* A running head or foot begins or ends. */
static void
head(struct scan *s, int on)
{
	s->depth_head += on ? 1 : -1;
	if (on && s->depth_head == 1)
		flow_head(s->f, 1);
	else if (!on && s->depth_head == 0)
		flow_head(s->f, 0);
}

/* The text of an attribute, references resolved. */
static void
put_value(struct scan *s, size_t off, size_t end)
{
	struct str v = str_cut(s->in, 0, end);
	struct buf c = { 0 };
	size_t at, behind;
	uint32_t u;

	for (at = off; at < end;) {
		at = str_chr(v, at, '&');
		u = at < end ? markup_entity(v, at, &behind) : 0;
		if (at < end && u == 0) {
			at++;
			continue;
		}
		flow_text(s->f, off, at);
		if (at == end)
			break;
		c.n = 0;
		buf_putu(&c, u);
		flow_put(s->f, buf_str(&c));
		off = at = behind;
	}
	buf_free(&c);
}

static void
put_event(struct scan *s, const struct markup_event *ev)
{
	if (ev->exact)
		flow_text(s->f, ev->off, ev->end);
	else
		flow_put(s->f, ev->text);
}

/* -- pieces for later -- */

static void
hold(struct scan *s, const struct markup_event *ev)
{
	struct piece *p;

	s->held.v = mem_room(s->held.v, s->held.n, &s->held.cap, sizeof(*p));
	p = &s->held.v[s->held.n++];
	p->off = ev->off;
	p->end = ev->end;
	p->exact = ev->exact;
	p->text = s->pool.n;
	p->text_len = 0;
	if (!ev->exact) {
		p->text_len = ev->text.n;
		buf_put(&s->pool, ev->text);
	}
}

/* A break among the pieces. */
static void
hold_break(struct scan *s, enum flow_break b)
{
	struct markup_event ev = { .text = STR_INIT("") };

	hold(s, &ev);
	s->held.v[s->held.n - 1].end = (size_t)b;
}

static void
put_held(struct scan *s, size_t from, size_t to)
{
	const struct piece *p;

	for (p = s->held.v + from; from < to; from++, p++) {
		if (p->exact)
			flow_text(s->f, p->off, p->end);
		else if (p->text_len > 0)
			flow_put(
			    s->f, str_of(s->pool.p + p->text, p->text_len));
		else
			flow_break(s->f, (enum flow_break)p->end);
	}
}

/* -- ALTO -- */

static void
alto_string(struct scan *s, const struct markup_event *ev)
{
	const char *word = markup_alto_word(s->in, ev, &s->joined);
	size_t off, end;

	flow_break(s->f, FLOW_WORD);
	if (word != NULL && markup_attr(s->in, ev, word, &off, &end))
		put_value(s, off, end);
}

static void
alto(void *ctx, const struct markup_event *ev)
{
	struct scan *s = ctx;
	int margin = is(ev->name, "TopMargin") || is(ev->name, "BottomMargin");
	size_t off, end;

	if (ev->type == MARKUP_TEXT)
		return;
	if (margin && (ev->type == MARKUP_OPEN || s->depth_head > 0))
		head(s, ev->type == MARKUP_OPEN);
	if (ev->type == MARKUP_CLOSE)
		return;
	if (is(ev->name, "Page"))
		flow_break(s->f, FLOW_PAGE);
	else if (is(ev->name, "TextBlock") || margin)
		flow_break(s->f, FLOW_PARAGRAPH);
	else if (is(ev->name, "TextLine"))
		flow_break(s->f, FLOW_LINE);
	else if (is(ev->name, "String"))
		alto_string(s, ev);
	else if (is(ev->name, "SP"))
		flow_break(s->f, FLOW_WORD);
	else if (is(ev->name, "HYP") && !s->joined) {
		if (markup_attr(s->in, ev, "CONTENT", &off, &end))
			put_value(s, off, end);
		else
			flow_put(s->f, STR("-"));
	}
}

/* -- hOCR -- */

static int
any_class(struct str classes, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (markup_class(classes, names[i]))
			return 1;
	return 0;
}

static void
hocr_open(struct scan *s, const struct markup_event *ev)
{
	static const char *const lines[] = { "ocr_line", "ocrx_line",
		"ocr_textfloat" };
	static const char *const paragraphs[] = { "ocr_carea", "ocr_par",
		"ocrx_block", "ocr_caption" };
	static const char *const heads[] = { "ocr_header", "ocr_footer",
		"ocr_pageno" };
	static const char *const blocks[] = { "p", "div", "h1", "h2", "h3",
		"h4", "h5", "h6", "li", "tr", "table", "ul", "ol", "blockquote",
		"pre" };
	struct str class;

	/* Whose end tag says what it is, has to be remembered. */
	s->depth++;
	if (markup_value(s->in, ev, "class", &class) &&
	    str_starts(class, STR("ocr"))) {
		if (markup_class(class, "ocr_page"))
			flow_break(s->f, FLOW_PAGE);
		else if (any_class(class, paragraphs, NELEM(paragraphs)))
			flow_break(s->f, FLOW_PARAGRAPH);
		else if (any_class(class, lines, NELEM(lines)))
			flow_break(s->f, FLOW_LINE);
		else if (markup_class(class, "ocrx_word"))
			flow_break(s->f, FLOW_WORD);
		if (any_class(class, heads, NELEM(heads))) {
			flow_break(s->f, FLOW_LINE);
			if (s->depth_head == 0) {
				s->path[0] = s->depth;
				head(s, 1);
			}
		}
	} else if (is(ev->name, "br")) {
		flow_break(s->f, FLOW_LINE);
	} else if (one_of(ev->name, blocks, NELEM(blocks))) {
		flow_break(s->f, FLOW_PARAGRAPH);
	}
}

static void
hocr(void *ctx, const struct markup_event *ev)
{
	static const char *const skipped[] = { "head", "script", "style" };
	struct scan *s = ctx;
	int skip = one_of(ev->name, skipped, NELEM(skipped));

	switch (ev->type) {
	case MARKUP_OPEN:
		s->skip += skip;
		hocr_open(s, ev);
		break;
	case MARKUP_CLOSE:
		s->skip -= skip && s->skip > 0;
		if (s->depth_head > 0 && s->depth <= s->path[0]) {
			head(s, 0);
			flow_break(s->f, FLOW_LINE);
		}
		s->depth -= s->depth > 0;
		break;
	case MARKUP_TEXT:
		if (s->skip == 0)
			put_event(s, ev);
		break;
	}
}

/* -- TEI -- */

static enum flow_break
tei_break(const char *name)
{
	static const char *const paragraphs[] = { "p", "head", "div", "div1",
		"div2", "div3", "div4", "div5", "lg", "list", "sp", "ab",
		"table", "titlePage", "docTitle", "opener", "closer", "trailer",
		"epigraph", "argument", "postscript", "figure", "listBibl",
		"front", "body", "back", "castList", "floatingText", "text",
		"TEI", "group" };
	static const char *const lines[] = { "l", "item", "row", "speaker",
		"stage", "titlePart", "byline", "docImprint", "docAuthor",
		"docDate", "salute", "signed", "dateline", "lb", "fw", "label",
		"castItem", "bibl", "address", "addrLine" };

	if (one_of(name, paragraphs, NELEM(paragraphs)))
		return FLOW_PARAGRAPH;
	if (one_of(name, lines, NELEM(lines)))
		return FLOW_LINE;
	return is(name, "cell") ? FLOW_CELL : FLOW_NONE;
}

/* What an editor put another reading beside: the other one is kept. */
static int
tei_skipped(const struct scan *s, const char *name)
{
	static const char *const always[] = { "teiHeader", "del", "figDesc",
		"facsimile", "sourceDoc", "standOff" };
	static const char *const chosen[] = { "sic", "abbr", "orig" };

	return one_of(name, always, NELEM(always)) ||
	       (s->choice > 0 && one_of(name, chosen, NELEM(chosen)));
}

static void
put_notes(struct scan *s)
{
	if (s->held.n == 0)
		return;
	flow_break(s->f, FLOW_PARAGRAPH);
	put_held(s, 0, s->held.n);
	flow_break(s->f, FLOW_PARAGRAPH);
	s->held.n = s->pool.n = 0;
}

static void
tei_open(struct scan *s, const struct markup_event *ev)
{
	enum flow_break b = tei_break(ev->name);
	struct str v;

	if (tei_skipped(s, ev->name) || s->skip > 0) {
		s->skip++;
		return;
	}
	if (is(ev->name, "note"))
		s->note++;
	s->choice += is(ev->name, "choice");
	if (s->note > 0) {
		hold_break(s, is(ev->name, "note") ? FLOW_PARAGRAPH
		              : b == FLOW_NONE     ? FLOW_NONE
		                                   : FLOW_LINE);
		return;
	}
	if (b == FLOW_PARAGRAPH)
		put_notes(s);
	/* A hyphen at the break is for unwrap(1) to judge. */
	if (is(ev->name, "lb") && markup_value(s->in, ev, "break", &v) &&
	    str_eq(v, STR("no")) && s->f->at > 0 &&
	    s->in.p[s->f->at - 1] != '-') {
		s->glue = 1;
		s->f->brk = FLOW_NONE;
	} else if (is(ev->name, "pb")) {
		flow_break(s->f, FLOW_PAGE);
	} else {
		flow_break(s->f, b);
	}
	if (is(ev->name, "fw"))
		head(s, 1);
}

static void
tei_close(struct scan *s, const struct markup_event *ev)
{
	enum flow_break b = tei_break(ev->name);

	if (s->skip > 0) {
		s->skip--;
		return;
	}
	s->choice -= s->choice > 0 && is(ev->name, "choice");
	if (s->note > 0) {
		s->note -= is(ev->name, "note");
		return;
	}
	if (is(ev->name, "fw") && s->depth_head > 0)
		head(s, 0);
	if (!is(ev->name, "lb"))
		flow_break(s->f, b);
	if (b == FLOW_PARAGRAPH)
		put_notes(s);
}

static void
tei(void *ctx, const struct markup_event *ev)
{
	struct scan *s = ctx;
	struct markup_event cut = *ev;

	if (ev->type == MARKUP_OPEN) {
		tei_open(s, ev);
	} else if (ev->type == MARKUP_CLOSE) {
		tei_close(s, ev);
	} else if (s->skip == 0 && s->note > 0) {
		hold(s, ev);
	} else if (s->skip == 0) {
		while (s->glue && cut.exact && cut.off < cut.end &&
		       is_blank(s->in.p[cut.off]))
			cut.off++;
		s->glue = s->glue && cut.off == cut.end;
		put_event(s, &cut);
	}
}

/* -- PAGE -- */

static uint64_t
order_index(const struct scan *s, const struct markup_event *ev)
{
	struct str v = STR("");
	int64_t n;

	if (!markup_value(s->in, ev, "index", &v))
		return 0;
	n = str_num(v);
	return n < 0 ? 0 : n > 0xffff ? 0xffff : (uint64_t)n;
}

static void
page_order(struct scan *s, const struct markup_event *ev)
{
	struct str v;
	uint64_t turn = 0;
	unsigned i;

	s->path[s->depth < 3 ? s->depth : 3] = order_index(s, ev);
	if (is(ev->name, "RegionRefIndexed") || is(ev->name, "RegionRef")) {
		for (i = 0; i < 4; i++)
			turn = turn << 16 | (i <= s->depth ? s->path[i] : 0);
		if (markup_value(s->in, ev, "regionRef", &v) &&
		    !map_has(&s->order, v))
			*map_put(&s->order, v) = (int64_t)(turn >> 1);
	}
}

static int
is_group(const char *name)
{
	return is(name, "OrderedGroup") || is(name, "UnorderedGroup") ||
	       is(name, "OrderedGroupIndexed") ||
	       is(name, "UnorderedGroupIndexed");
}

static void
page_region(struct scan *s, const struct markup_event *ev)
{
	struct region *r;
	struct str v;
	const int64_t *turn;

	if (s->nregion > 0)
		s->region[s->nregion - 1].last = s->held.n;
	s->region = mem_room(s->region, s->nregion, &s->capregion, sizeof(*r));
	r = &s->region[s->nregion++];
	memset(r, 0, sizeof(*r));
	r->piece = r->last = s->held.n;
	r->seq = s->nregion;
	r->order = UINT64_MAX;
	if (markup_value(s->in, ev, "id", &v) &&
	    (turn = map_get(&s->order, v)) != NULL)
		r->order = (uint64_t)*turn;
	r->head = markup_value(s->in, ev, "type", &v) &&
	          (str_eq(v, STR("header")) || str_eq(v, STR("footer")) ||
	              str_eq(v, STR("page-number")));
	s->region_done = 0;
}

static int
by_order(const void *pa, const void *pb)
{
	const struct region *a = pa, *b = pb;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static void
put_page(struct scan *s)
{
	const struct region *r;
	size_t i;

	if (s->nregion > 0)
		s->region[s->nregion - 1].last = s->held.n;
	if (s->nregion > 1)
		qsort(s->region, s->nregion, sizeof(*r), by_order);
	for (i = 0; i < s->nregion; i++) {
		r = &s->region[i];
		flow_break(s->f, FLOW_PARAGRAPH);
		if (r->head)
			flow_head(s->f, 1);
		put_held(s, r->piece, r->last);
		flow_head(s->f, 0);
	}
	s->nregion = s->held.n = s->pool.n = 0;
	s->line_at = 0;
	map_free(&s->order);
	memset(&s->order, 0, sizeof(s->order));
}

static void
page_open(struct scan *s, const struct markup_event *ev)
{
	const char *name = ev->name;

	if (is(name, "Page")) {
		put_page(s);
		flow_break(s->f, FLOW_PAGE);
	} else if (is(name, "TextRegion")) {
		page_region(s, ev);
	} else if (is(name, "TextLine")) {
		hold_break(s, FLOW_LINE);
		s->in_line = 1;
		s->line_done = 0;
		s->line_at = s->held.n;
	} else if (is(name, "Word")) {
		hold_break(s, FLOW_WORD);
		s->in_word = 1;
		s->equiv_seen = 0;
	} else if (is(name, "Glyph")) {
		s->skip++;
	} else if (is(name, "TextEquiv")) {
		s->in_equiv = 1;
	} else if (is(name, "Unicode")) {
		s->in_unicode = s->in_equiv && s->skip == 0;
		s->equiv_at = s->held.n;
	} else {
		if (is_group(name) ||
		    str_starts(str_from(name), STR("RegionRef")))
			page_order(s, ev);
		s->depth += is_group(name) && s->depth < 100;
	}
}

/* Is the text of this Unicode element the one to take? */
static int
page_wanted(const struct scan *s)
{
	if (!s->in_unicode)
		return 0;
	if (s->in_word)
		return !s->line_done && s->equiv_seen == 0;
	if (s->in_line)
		return !s->line_done;
	return !s->region_done;
}

/* The whole line's own text, if there is any, goes over its words'. */
static void
line_text(struct scan *s)
{
	size_t n = s->held.n - s->equiv_at;

	if (s->line_done || n == 0)
		return;
	memmove(s->held.v + s->line_at, s->held.v + s->equiv_at,
	    n * sizeof(*s->held.v));
	s->held.n = s->line_at + n;
	s->line_done = 1;
}

static void
page_close(struct scan *s, const struct markup_event *ev)
{
	const char *name = ev->name;

	if (is(name, "Page")) {
		put_page(s);
	} else if (is(name, "TextLine")) {
		s->region_done |= s->held.n > s->line_at;
		s->in_line = 0;
	} else if (is(name, "Word")) {
		s->in_word = 0;
	} else if (is(name, "Glyph")) {
		s->skip -= s->skip > 0;
	} else if (is(name, "TextEquiv")) {
		s->in_equiv = 0;
	} else if (is(name, "Unicode")) {
		if (s->in_unicode && s->in_word)
			s->equiv_seen++;
		else if (s->in_unicode && s->in_line)
			line_text(s);
		else if (s->in_unicode)
			s->region_done = 1;
		s->in_unicode = 0;
	} else if (is_group(name)) {
		s->depth -= s->depth > 0;
	}
}

static void
page(void *ctx, const struct markup_event *ev)
{
	struct scan *s = ctx;

	if (ev->type == MARKUP_OPEN)
		page_open(s, ev);
	else if (ev->type == MARKUP_CLOSE)
		page_close(s, ev);
	else if (page_wanted(s))
		hold(s, ev);
}

void
layout_page(struct str in, enum markup_format format, struct flow *f)
{
	static markup_sink *const sinks[] = {
		[MARKUP_HOCR] = hocr,
		[MARKUP_ALTO] = alto,
		[MARKUP_PAGE] = page,
		[MARKUP_TEI] = tei,
	};
	struct scan s = { .in = in, .f = f };

	markup_read(in, format != MARKUP_HOCR, sinks[format], &s);
	if (format == MARKUP_PAGE)
		put_page(&s);
	else if (format == MARKUP_TEI)
		put_notes(&s);
	flow_head(f, 0);
	free(s.held.v);
	free(s.region);
	buf_free(&s.pool);
	map_free(&s.order);
}
