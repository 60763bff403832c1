#include "flow.h"

static const struct str breaks[] = {
	[FLOW_NONE] = STR_INIT(""),
	[FLOW_WORD] = STR_INIT(" "),
	[FLOW_CELL] = STR_INIT("\t"),
	[FLOW_LINE] = STR_INIT("\n"),
	[FLOW_PARAGRAPH] = STR_INIT("\n\n"),
	[FLOW_PAGE] = STR_INIT("\n\f"),
};

void
flow_start(struct flow *f, struct str in, struct edits *out)
{
	memset(f, 0, sizeof(*f));
	f->in = in;
	f->out = out;
}

void
flow_break(struct flow *f, enum flow_break b)
{
	if (b > f->brk)
		f->brk = b;
}

void
flow_drop(struct flow *f)
{
	f->dropped = 1;
}

void
flow_head(struct flow *f, int on)
{
	f->head = on;
	if (on)
		f->group = edits_group(f->out);
}

/* Put the break that is due before a text; text may be blank itself. */
static void
put_break(struct flow *f)
{
	if (f->begun)
		buf_put(&f->lit, breaks[f->brk]);
	f->brk = FLOW_NONE;
}

static enum flow_rule
gap_rule(const struct flow *f, struct str gap)
{
	if (f->dropped)
		return FLOW_FURNITURE;
	if (memchr(gap.p, '<', gap.n) != NULL)
		return FLOW_MARKUP;
	if (memchr(gap.p, '&', gap.n) != NULL)
		return FLOW_REFERENCE;
	return FLOW_SPACE;
}

/* The input from where we are up to off becomes what is pending. */
static void
put_gap(struct flow *f, size_t off)
{
	struct str gap = str_cut(f->in, f->at, off);

	if (!str_eq(gap, buf_str(&f->lit)))
		edits_put(
		    f->out, f->at, gap.n, buf_str(&f->lit), gap_rule(f, gap));
	f->lit.n = 0;
	f->at = off;
	f->dropped = 0;
}

/* Must this '<' be quoted, lest the text read as markup again? */
static int
must_quote(const struct flow *f)
{
	return f->all || (f->guard && !f->quoted);
}

static void
put_text(struct flow *f, struct str text)
{
	size_t at, lt;

	for (at = 0; at < text.n; at = lt + 1) {
		lt = str_chr(text, at, '<');
		buf_put(&f->lit, str_cut(text, at, lt));
		if (lt == text.n)
			break;
		buf_put(&f->lit, must_quote(f) ? STR("&lt;") : STR("<"));
		f->quoted = 1;
	}
}

/* Note how the output begins. */
static void
begin(struct flow *f, struct str text)
{
	int c = (unsigned char)text.p[0];

	if (!f->begun)
		f->opened = c == '<' || c == 0xef || is_blank(c);
	f->begun = 1;
}

static void
keep_plain(struct flow *f, size_t off, size_t end)
{
	const struct edits *es = f->out;

	if (off == end)
		return;
	put_gap(f, off);
	if (f->head && (es->n == 0 || es->v[es->n - 1].off < off)) {
		edits_put(f->out, off, end - off, STR(""), FLOW_HEAD);
		f->out->v[f->out->n - 1].group = f->group;
	}
	f->at = end;
}

void
flow_keep(struct flow *f, size_t off, size_t end)
{
	size_t at, lt;

	if (off == end)
		return;
	put_break(f);
	begin(f, str_cut(f->in, off, end));
	if (off < f->at) {
		put_text(f, str_cut(f->in, off, end));
		return;
	}
	for (at = off; at < end && must_quote(f); at = lt + 1) {
		lt = str_chr(str_cut(f->in, 0, end), at, '<');
		if (lt == end)
			break;
		keep_plain(f, off, lt);
		put_text(f, STR("<"));
		off = lt + 1;
		put_gap(f, off);
	}
	keep_plain(f, off, end);
}

void
flow_put(struct flow *f, struct str text)
{
	if (text.n == 0)
		return;
	put_break(f);
	begin(f, text);
	put_text(f, text);
}

void
flow_text(struct flow *f, size_t off, size_t end)
{
	const char *p = f->in.p;
	size_t from;

	while (off < end) {
		if (is_blank(p[off])) {
			flow_break(f, FLOW_WORD);
			off++;
			continue;
		}
		for (from = off; off < end; off++)
			if (is_blank(p[off]) &&
			    (p[off] != ' ' || off + 1 == end ||
			        is_blank(p[off + 1])))
				break;
		flow_keep(f, from, off);
	}
}

void
flow_end(struct flow *f)
{
	if (f->begun)
		buf_putc(&f->lit, '\n');
	put_gap(f, f->in.n);
	buf_free(&f->lit);
}
