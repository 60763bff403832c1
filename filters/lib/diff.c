#include "diff.h"

/* Half a word tells a reader nothing: grow a place to the words' ends. */
static int
inside(struct str s, size_t at)
{
	unsigned char c;

	if (at == 0 || at >= s.n)
		return 0;
	c = (unsigned char)s.p[at];
	return c > ' ' && (unsigned char)s.p[at - 1] > ' ';
}

static void
put_part(struct buf *out, struct str s, int color, const char *paint,
    const char *open, const char *close)
{
	if (s.n == 0)
		return;
	buf_puts(out, color ? paint : open);
	buf_put(out, s);
	buf_puts(out, color ? "\033[m" : close);
}

struct place {
	size_t off, end; /* in the text */
	size_t i, n;     /* the edits in it */
};

static struct place
word_place(struct str in, const struct edits *es, size_t i)
{
	struct place p = { es->v[i].off, es->v[i].off + es->v[i].len, i, 1 };
	size_t floor = i == 0 ? 0 : es->v[i - 1].off + es->v[i - 1].len;

	while (p.off > floor && inside(in, p.off))
		p.off--;
	for (;;) {
		while (inside(in, p.end) &&
		       !(i + 1 < es->n && p.end >= es->v[i + 1].off))
			p.end++;
		if (i + 1 == es->n || es->v[i + 1].off > p.end)
			return p;
		i++;
		p.n++;
		p.end = es->v[i].off + (size_t)es->v[i].len;
	}
}

static void
put_place(struct buf *out, struct str in, const struct edits *es,
    const struct place *p, int color)
{
	struct buf new = { 0 };
	size_t i, at = p->off;

	for (i = p->i; i < p->i + p->n; i++) {
		buf_put(&new, str_cut(in, at, es->v[i].off));
		buf_put(&new, edit_text(es, &es->v[i]));
		at = es->v[i].off + (size_t)es->v[i].len;
	}
	buf_put(&new, str_cut(in, at, p->end));
	put_part(
	    out, str_cut(in, p->off, p->end), color, "\033[31m", "[-", "-]");
	put_part(out, buf_str(&new), color, "\033[32m", "{+", "+}");
	buf_free(&new);
}

static size_t
line_start(struct str in, size_t at)
{
	while (at > 0 && in.p[at - 1] != '\n')
		at--;
	return at;
}

static void
put_head(struct buf *out, const char *name, size_t record, size_t line,
    struct str notes, int color)
{
	buf_printf(out, "%s@@ %s:", color ? "\033[36m" : "", name);
	if (record > 0)
		buf_printf(out, "%zu:", record);
	buf_printf(out, "%zu @@ ", line);
	buf_put(out, notes);
	buf_puts(out, color ? "\033[m\n" : "\n");
}

void
diff_put(struct buf *out, const char *name, size_t record, struct str in,
    const struct edits *es, int color)
{
	struct buf body = { 0 }, notes = { 0 };
	size_t i = 0, k, at, end, line = 1, counted = 0;
	struct place p;

	while (i < es->n) {
		p = word_place(in, es, i);
		at = line_start(in, p.off);
		for (; counted < at; counted++)
			line += in.p[counted] == '\n';
		body.n = notes.n = 0;
		for (;;) {
			buf_put(&body, str_cut(in, at, p.off));
			put_place(&body, in, es, &p, color);
			for (k = i; k < i + p.n; k++)
				edits_add_notes(
				    &notes, edit_note(es, &es->v[k]));
			at = p.end;
			i += p.n;
			end = p.end > 0 && in.p[p.end - 1] == '\n'
			          ? p.end
			          : str_chr(in, p.end, '\n');
			if (i == es->n || es->v[i].off > end)
				break;
			p = word_place(in, es, i);
		}
		buf_put(&body, str_cut(in, at, end));
		if (body.p[body.n - 1] != '\n')
			buf_putc(&body, '\n');
		put_head(out, name, record, line, buf_str(&notes), color);
		buf_put(out, buf_str(&body));
	}
	buf_free(&body);
	buf_free(&notes);
}
