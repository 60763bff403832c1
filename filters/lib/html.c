#include <stdlib.h>

#include "html.h"
#include "map.h"

/* Deeper elements are not told apart. */
#define DEPTH_MAX 1100

static const struct tag {
	const char *name;
	uint8_t tag, block;
	uint32_t in;
} tags[] = {
	{ "a", HTML_A, 0, HTML_IN_LINK },
	{ "address", HTML_BLOCK, 1, 0 },
	{ "applet", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "article", HTML_ARTICLE, 1, HTML_IN_ARTICLE },
	{ "aside", HTML_ASIDE, 1, HTML_IN_ASIDE },
	{ "audio", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "b", HTML_STRONG, 0, HTML_IN_BOLD },
	{ "blockquote", HTML_BLOCKQUOTE, 1, HTML_IN_QUOTE },
	{ "body", HTML_BODY, 1, 0 },
	{ "br", HTML_BR, 0, 0 },
	{ "button", HTML_BUTTON, 1, HTML_IN_BUTTON },
	{ "canvas", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "caption", HTML_BLOCK, 1, 0 },
	{ "center", HTML_BLOCK, 1, 0 },
	{ "code", HTML_CODE, 0, HTML_IN_CODE },
	{ "datalist", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "dd", HTML_DD, 1, HTML_IN_LIST },
	{ "details", HTML_BLOCK, 1, 0 },
	{ "dialog", HTML_BLOCK, 1, HTML_IN_HIDDEN },
	{ "dir", HTML_UL, 1, HTML_IN_LIST },
	{ "div", HTML_DIV, 1, 0 },
	{ "dl", HTML_DL, 1, HTML_IN_LIST },
	{ "dt", HTML_DT, 1, HTML_IN_LIST },
	{ "em", HTML_EM, 0, 0 },
	{ "fieldset", HTML_BLOCK, 1, HTML_IN_FORM },
	{ "figcaption", HTML_FIGCAPTION, 1, HTML_IN_FIGURE },
	{ "figure", HTML_FIGURE, 1, HTML_IN_FIGURE },
	{ "footer", HTML_FOOTER, 1, HTML_IN_FOOTER },
	{ "form", HTML_FORM, 1, HTML_IN_FORM },
	{ "h1", HTML_H1, 1, 0 },
	{ "h2", HTML_H2, 1, 0 },
	{ "h3", HTML_H3, 1, 0 },
	{ "h4", HTML_H4, 1, 0 },
	{ "h5", HTML_H5, 1, 0 },
	{ "h6", HTML_H6, 1, 0 },
	{ "head", HTML_HEAD, 1, HTML_IN_HEAD },
	{ "header", HTML_HEADER, 1, HTML_IN_HEADER },
	{ "hgroup", HTML_BLOCK, 1, 0 },
	{ "hr", HTML_HR, 1, 0 },
	{ "html", HTML_HTML, 1, 0 },
	{ "i", HTML_EM, 0, 0 },
	{ "iframe", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "img", HTML_IMG, 0, 0 },
	{ "label", HTML_LABEL, 0, 0 },
	{ "legend", HTML_BLOCK, 1, 0 },
	{ "li", HTML_LI, 1, HTML_IN_LIST },
	{ "main", HTML_MAIN, 1, HTML_IN_MAIN },
	{ "menu", HTML_UL, 1, HTML_IN_LIST | HTML_IN_NAV },
	{ "meta", HTML_META, 0, 0 },
	{ "nav", HTML_NAV, 1, HTML_IN_NAV },
	{ "noembed", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "noframes", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "noscript", HTML_BLOCK, 1, HTML_IN_NOSCRIPT },
	{ "object", HTML_BLOCK, 1, 0 },
	{ "ol", HTML_OL, 1, HTML_IN_LIST },
	{ "optgroup", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "option", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "p", HTML_P, 1, 0 },
	{ "pre", HTML_PRE, 1, HTML_IN_PRE | HTML_IN_CODE },
	{ "rp", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "script", HTML_SCRIPT, 0, HTML_IN_SKIPPED },
	{ "section", HTML_SECTION, 1, 0 },
	{ "select", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "span", HTML_SPAN, 0, 0 },
	{ "strong", HTML_STRONG, 0, HTML_IN_BOLD },
	{ "style", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "summary", HTML_SUMMARY, 1, 0 },
	{ "svg", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "table", HTML_TABLE, 1, HTML_IN_TABLE },
	{ "tbody", HTML_BLOCK, 1, 0 },
	{ "td", HTML_TD, 1, 0 },
	{ "template", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "textarea", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
	{ "tfoot", HTML_BLOCK, 1, 0 },
	{ "th", HTML_TH, 1, 0 },
	{ "thead", HTML_BLOCK, 1, 0 },
	{ "title", HTML_TITLE, 0, HTML_IN_SKIPPED },
	{ "tr", HTML_TR, 1, 0 },
	{ "ul", HTML_UL, 1, HTML_IN_LIST },
	{ "video", HTML_SKIPPED, 0, HTML_IN_SKIPPED },
};

struct reading {
	struct html *h;
	html_hint *hint;
	const void *ctx;
};

static const struct tag *
find_tag(const char *name)
{
	static const struct tag other = { "", HTML_OTHER, 0, 0 };
	size_t a = 0, b = NELEM(tags), m;
	int c;

	while (a < b) {
		m = (a + b) / 2;
		c = strcmp(name, tags[m].name);
		if (c == 0)
			return &tags[m];
		if (c < 0)
			b = m;
		else
			a = m + 1;
	}
	return &other;
}

int
html_heading(unsigned tag)
{
	return tag >= HTML_H1 && tag <= HTML_H6 ? (int)(tag - HTML_H1) + 1 : 0;
}

struct str
html_text(const struct html *h, const struct html_piece *p)
{
	return p->exact ? str_cut(h->in, p->off, p->end)
	                : str_of(h->pool.p + p->text, p->text_len);
}

static int
all_blank(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!is_blank(s.p[i]) && !(i + 1 < s.n && s.p[i] == '\xc2' &&
		                             s.p[i + 1] == '\xa0' && ++i))
			return 0;
	return 1;
}

/* -- blocks -- */

/* The pieces since the last block's end become a block, if they say
 * anything. */
static void
end_block(struct html *h)
{
	struct html_block *b;
	size_t first = h->nblock > 0 ? h->block[h->nblock - 1].last : 0, i;
	uint32_t node;

	for (i = first; i < h->npiece; i++)
		if (!h->piece[i].line && !all_blank(html_text(h, &h->piece[i])))
			break;
	if (i == h->npiece) {
		h->npiece = first;
		return;
	}
	h->block = mem_room(h->block, h->nblock, &h->capblock, sizeof(*b));
	b = &h->block[h->nblock++];
	b->piece = (uint32_t)first;
	b->last = (uint32_t)h->npiece;
	for (node = h->piece[i].node; node != 0; node = h->node[node].parent) {
		unsigned t = h->node[node].tag;

		if (t != HTML_OTHER && t != HTML_A && t != HTML_SPAN &&
		    t != HTML_STRONG && t != HTML_EM && t != HTML_CODE &&
		    t != HTML_LABEL)
			break;
	}
	b->node = node;
}

static struct html_piece *
add_piece(struct html *h)
{
	struct html_piece *p;

	h->piece = mem_room(h->piece, h->npiece, &h->cappiece, sizeof(*p));
	p = &h->piece[h->npiece++];
	memset(p, 0, sizeof(*p));
	p->node = h->cur;
	return p;
}

/* One line break is a line's end, a second one with nothing between is a
 * paragraph's. */
static void
line_break(struct html *h)
{
	size_t first = h->nblock > 0 ? h->block[h->nblock - 1].last : 0, i;

	for (i = h->npiece; i > first; i--) {
		if (h->piece[i - 1].line) {
			end_block(h);
			return;
		}
		if (!all_blank(html_text(h, &h->piece[i - 1])))
			break;
	}
	add_piece(h)->line = 1;
}

/* -- elements -- */

static uint32_t
hint_word(const struct reading *r, const char *word, size_t n)
{
	return n > 1 && n < 32 ? r->hint(r->ctx, str_of(word, n)) : 0;
}

/* The words of a class or id: cut at what is no letter and at capitals. */
static uint32_t
hints_of(const struct reading *r, struct str s)
{
	char word[32];
	size_t i, n = 0;
	uint32_t hints = 0;
	int c, last = 0;

	for (i = 0; i < s.n && i < 400; last = s.p[i++]) {
		c = s.p[i];
		if (c >= 'A' && c <= 'Z') {
			if (last >= 'a' && last <= 'z') {
				hints |= hint_word(r, word, n);
				n = 0;
			}
			c += 32;
		}
		if (c < 'a' || c > 'z') {
			hints |= hint_word(r, word, n);
			n = 0;
		} else if (n < sizeof(word)) {
			word[n++] = (char)c;
		}
	}
	return hints | hint_word(r, word, n);
}

static int
has(struct str s, struct str what)
{
	return str_find(s, 0, what) < s.n;
}

static uint32_t
role(struct str s)
{
	static const struct {
		struct str role;
		uint32_t in;
	} roles[] = {
		{ STR_INIT("main"), HTML_IN_MAIN },
		{ STR_INIT("article"), HTML_IN_ARTICLE },
		{ STR_INIT("navigation"), HTML_IN_NAV },
		{ STR_INIT("menu"), HTML_IN_NAV },
		{ STR_INIT("menubar"), HTML_IN_NAV },
		{ STR_INIT("banner"), HTML_IN_HEADER },
		{ STR_INIT("contentinfo"), HTML_IN_FOOTER },
		{ STR_INIT("complementary"), HTML_IN_ASIDE },
		{ STR_INIT("search"), HTML_IN_FORM },
		{ STR_INIT("dialog"), HTML_IN_HIDDEN },
		{ STR_INIT("alertdialog"), HTML_IN_HIDDEN },
		{ STR_INIT("button"), HTML_IN_BUTTON },
	};
	size_t i;

	for (i = 0; i < NELEM(roles); i++)
		if (str_eq(roles[i].role, s))
			return roles[i].in;
	return 0;
}

/* What an element's attributes say of it: bits, and hints. */
static uint32_t
attributes(const struct reading *r, const struct markup_event *ev,
    struct html_node *n, uint32_t *hints)
{
	struct str v, s = str_cut(r->h->in, ev->off, ev->end);
	uint32_t in = 0;

	/* "<div" alone is half of all tags. */
	if (str_chr(s, 0, '=') == s.n)
		return has(s, STR(" hidden")) ? HTML_IN_HIDDEN : 0;
	if (markup_value(r->h->in, ev, "class", &v)) {
		n->sign = (uint32_t)hash_bytes(v) * 31 + n->tag;
		*hints |= hints_of(r, v);
	}
	if (markup_value(r->h->in, ev, "id", &v))
		*hints |= hints_of(r, v);
	if (markup_value(r->h->in, ev, "role", &v))
		in |= role(v);
	if (markup_value(r->h->in, ev, "itemprop", &v) &&
	    (has(v, STR("articleBody")) || has(v, STR("reviewBody")) ||
	        str_eq(v, STR("text")) || str_eq(v, STR("description"))))
		in |= HTML_IN_ITEMPROP;
	if (markup_value(r->h->in, ev, "aria-hidden", &v) &&
	    str_eq(v, STR("true")))
		in |= HTML_IN_HIDDEN;
	if (markup_value(r->h->in, ev, "style", &v) &&
	    (has(v, STR("display:none")) || has(v, STR("display: none")) ||
	        has(v, STR("visibility:hidden"))))
		in |= HTML_IN_HIDDEN;
	if (markup_value(r->h->in, ev, "hidden", &v))
		in |= HTML_IN_HIDDEN;
	return in;
}

static void
add_node(
    const struct reading *r, const struct tag *t, const struct markup_event *ev)
{
	struct html *h = r->h;
	struct html_node *n, *up;
	uint32_t hints = 0;
	int i;

	h->node = mem_room(h->node, h->nnode, &h->capnode, sizeof(*n));
	n = &h->node[h->nnode];
	memset(n, 0, sizeof(*n));
	up = &h->node[h->cur];
	n->parent = h->cur;
	n->tag = t->tag;
	n->sign = t->tag;
	n->depth = (uint16_t)(up->depth + 1);
	n->in = up->in | t->in;
	if (t->tag != HTML_HTML && t->tag != HTML_BODY)
		n->in |= attributes(r, ev, n, &hints);
	for (i = 0; i < HTML_HINTS; i++)
		n->near[i] = (hints >> i & 1)    ? 0
		             : up->near[i] < 254 ? (uint8_t)(up->near[i] + 1)
		                                 : up->near[i];
	h->cur = (uint32_t)h->nnode++;
}

static void
meta(const struct reading *r, const struct markup_event *ev)
{
	struct str name, v;

	if ((markup_value(r->h->in, ev, "name", &name) ||
	        markup_value(r->h->in, ev, "property", &name)) &&
	    str_ends(name, STR("description")) &&
	    markup_value(r->h->in, ev, "content", &v) &&
	    v.n > r->h->summary.n) {
		r->h->summary.n = 0;
		buf_put(&r->h->summary, v);
	}
}

static void
on_open(const struct reading *r, const struct markup_event *ev)
{
	const struct tag *t = find_tag(ev->name);
	struct html *h = r->h;
	struct str type;

	if (h->node[h->cur].depth >= DEPTH_MAX) {
		h->over++;
		return;
	}
	if (t->block)
		end_block(h);
	if (t->tag == HTML_BR)
		line_break(h);
	if (t->tag == HTML_META)
		meta(r, ev);
	add_node(r, t, ev);
	if (t->tag == HTML_SCRIPT &&
	    markup_value(r->h->in, ev, "type", &type) &&
	    str_eq(type, STR("application/ld+json")))
		h->script = ev->end;
}

/* What a page says of itself for machines: the text of its article, its
 * question, its product. */
static void
script(struct html *h, size_t off, size_t end)
{
	static const struct str keys[] = { STR_INIT("\"articleBody\""),
		STR_INIT("\"text\""), STR_INIT("\"description\"") };
	struct str s = str_cut(h->in, off, end);
	size_t at, from, k;

	for (k = 0; k < NELEM(keys); k++) {
		at = str_find(s, 0, keys[k]);
		from = str_chr(s, str_chr(s, at, ':'), '"');
		for (at = from + 1; at < s.n && s.p[at] != '"'; at++)
			if (s.p[at] == '\\')
				at++;
		if (at < s.n && at - from > 100) {
			buf_put(&h->article, str_cut(s, from + 1, at));
			buf_putc(&h->article, ' ');
		}
	}
}

static void
close_node(struct html *h, uint32_t n)
{
	for (;;) {
		h->node[h->cur].last = (uint32_t)(h->nnode - 1);
		if (h->cur == n)
			break;
		h->cur = h->node[h->cur].parent;
	}
	if (n != 0)
		h->cur = h->node[n].parent;
}

static void
on_close(const struct reading *r, const struct markup_event *ev)
{
	const struct tag *t = find_tag(ev->name);
	struct html *h = r->h;
	uint32_t n = h->cur;
	int steps;

	if (h->over > 0) {
		h->over--;
		return;
	}
	if (t->block)
		end_block(h);
	for (steps = 0; n != 0 && h->node[n].tag != t->tag; steps++) {
		if (steps == 64)
			return;
		n = h->node[n].parent;
	}
	if (n == 0)
		return;
	if (t->tag == HTML_SCRIPT && h->script != 0 && ev->off > h->script)
		script(h, h->script, ev->off);
	h->script = 0;
	close_node(h, n);
}

static void
on_text(struct html *h, const struct markup_event *ev)
{
	const struct html_node *n = &h->node[h->cur];
	struct html_piece *p;

	if (n->tag == HTML_TITLE && (n->in & HTML_IN_HEAD) &&
	    h->title.n < 1000) {
		buf_put(&h->title, ev->text);
		return;
	}
	if (n->in & (HTML_IN_SKIPPED | HTML_IN_HEAD))
		return;
	if (h->npiece > 0 && ev->exact) {
		p = &h->piece[h->npiece - 1];
		if (p->exact && p->end == ev->off && p->node == h->cur &&
		    !p->line &&
		    (h->nblock == 0 ||
		        h->block[h->nblock - 1].last < h->npiece)) {
			p->end = (uint32_t)ev->end;
			return;
		}
	}
	p = add_piece(h);
	p->off = (uint32_t)ev->off;
	p->end = (uint32_t)ev->end;
	p->exact = ev->exact != 0;
	if (!ev->exact) {
		p->text = (uint32_t)h->pool.n;
		p->text_len = (uint32_t)ev->text.n;
		buf_put(&h->pool, ev->text);
	}
}

static void
sink(void *ctx, const struct markup_event *ev)
{
	const struct reading *r = ctx;

	switch (ev->type) {
	case MARKUP_OPEN:
		on_open(r, ev);
		break;
	case MARKUP_CLOSE:
		on_close(r, ev);
		break;
	case MARKUP_TEXT:
		on_text(r->h, ev);
		break;
	}
}

void
html_read(struct html *h, struct str in, html_hint *hint, const void *ctx)
{
	struct reading r = { .h = h, .hint = hint, .ctx = ctx };

	h->in = in;
	h->node = mem_room(h->node, 0, &h->capnode, sizeof(*h->node));
	h->nnode = 1;
	memset(&h->node[0], 0, sizeof(h->node[0]));
	memset(h->node[0].near, 255, HTML_HINTS);
	markup_read(in, 0, sink, &r);
	end_block(h);
	close_node(h, 0);
}

void
html_free(struct html *h)
{
	free(h->node);
	free(h->piece);
	free(h->block);
	buf_free(&h->pool);
	buf_free(&h->title);
	buf_free(&h->summary);
	buf_free(&h->article);
	memset(h, 0, sizeof(*h));
}
