#include "layout.h"

/* -- HTML -- */

struct laid {
	const struct html *h;
	struct flow *f;
	const struct entity *names;
	uint32_t item, row, table; /* those of the last block; 0: none */
};

/* The nearest node of a tag at or about node, not beyond the element stop. */
static uint32_t
nearest(const struct html *h, uint32_t node, unsigned tag, unsigned stop)
{
	int steps;

	for (steps = 0; node != 0 && steps < 12; steps++) {
		if (h->node[node].tag == tag)
			return node;
		if (h->node[node].tag == stop)
			break;
		node = h->node[node].parent;
	}
	return 0;
}

/* A cell of a table that is one, not a column of a page laid out by it. */
static int
is_cell(const struct html *h, const struct html_block *b)
{
	size_t i, n = 0;

	for (i = b->piece; i < b->last; i++)
		n += h->piece[i].end - h->piece[i].off;
	return n < 200 && (h->node[b->node].tag == HTML_TD ||
	                      h->node[b->node].tag == HTML_TH);
}

static void
break_before(struct laid *l, const struct html_block *b)
{
	const struct html *h = l->h;
	uint32_t item = nearest(h, b->node, HTML_LI, HTML_TABLE);
	uint32_t row =
	    is_cell(h, b) ? nearest(h, b->node, HTML_TR, HTML_TABLE) : 0;
	uint32_t table = row != 0 ? nearest(h, row, HTML_TABLE, HTML_BODY) : 0;
	unsigned tag = h->node[b->node].tag;

	if (row != 0 && row == l->row)
		flow_break(l->f, FLOW_CELL);
	else if (row != 0 && table != 0 && table == l->table)
		flow_break(l->f, FLOW_LINE);
	else if (item != 0 && l->item != 0)
		flow_break(l->f, FLOW_LINE);
	else if (tag == HTML_DD)
		flow_break(l->f, FLOW_LINE);
	else
		flow_break(l->f, FLOW_PARAGRAPH);
	if (item != 0 && item != l->item) {
		flow_put(l->f, STR("-"));
		flow_break(l->f, FLOW_WORD);
	}
	l->item = item;
	l->row = row;
	l->table = table;
}

/* A text that is not in the input as it stands.  A space that does not break
 * is one of the page's layout. */
static void
put_new(struct flow *f, struct str text)
{
	if (str_eq(text, STR("\xc2\xa0")))
		flow_break(f, FLOW_WORD);
	else
		flow_put(f, text);
}

/* The character that an '&' begins which libxml2 did not know. */
static uint32_t
reference(const struct laid *l, size_t at, size_t *end)
{
	uint32_t c = markup_entity(l->h->in, at, end);

	return c != 0 ? c : entity_at(l->names, l->h->in, at, end);
}

/* Text of the input, as it is or with its spaces made single. */
static void
put_exact(struct laid *l, size_t off, size_t end, int as_is)
{
	struct str in = str_cut(l->h->in, 0, end);
	struct buf c = { 0 };
	size_t at = off, behind = 0;
	uint32_t u;

	while (off < end) {
		at = str_chr(in, at, '&');
		u = at < end ? reference(l, at, &behind) : 0;
		if (at < end && (u == 0 || behind > end)) {
			at++;
			continue;
		}
		if (as_is)
			flow_keep(l->f, off, at);
		else
			flow_text(l->f, off, at);
		if (at == end)
			break;
		c.n = 0;
		buf_putu(&c, u);
		put_new(l->f, buf_str(&c));
		off = at = behind;
	}
	buf_free(&c);
}

/* Preformatted text as it is, without blank ends. */
static void
put_pre(struct laid *l, const struct html_block *b)
{
	const struct html *h = l->h;
	const struct html_piece *p;
	size_t i, off, end;
	int begun = 0;

	for (i = b->piece; i < b->last; i++) {
		p = &h->piece[i];
		off = p->off;
		end = p->end;
		if (p->line)
			flow_break(l->f, FLOW_LINE);
		else if (!p->exact)
			put_new(l->f, html_text(h, p));
		else {
			while (!begun && off < end &&
			       (h->in.p[off] == '\n' || h->in.p[off] == '\r'))
				off++;
			while (i + 1 == b->last && end > off &&
			       is_blank(h->in.p[end - 1]))
				end--;
			put_exact(l, off, end, 1);
		}
		begun = 1;
	}
}

static void
put_block(struct laid *l, const struct html_block *b)
{
	const struct html *h = l->h;
	const struct html_piece *p;
	size_t i = b->piece;

	while (h->piece[i].line)
		i++;
	for (; i < b->last; i++) {
		p = &h->piece[i];
		if (p->line)
			flow_break(l->f, FLOW_LINE);
		else if (p->exact)
			put_exact(l, p->off, p->end, 0);
		else
			put_new(l->f, html_text(h, p));
	}
}

void
layout_html(const struct html *h, const char *keep, const struct entity *names,
    struct flow *f)
{
	struct laid l = { .h = h, .f = f, .names = names };
	const struct html_block *b;
	size_t i;

	for (i = 0; i < h->nblock; i++) {
		b = &h->block[i];
		if (!keep[i]) {
			flow_drop(f);
			continue;
		}
		break_before(&l, b);
		if (h->node[b->node].in & HTML_IN_PRE)
			put_pre(&l, b);
		else
			put_block(&l, b);
	}
}
