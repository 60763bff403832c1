#include "again.h"

enum { LOOKS = 16, FREE = 3 };

struct rules {
	const struct rule *v;
	const struct ruling *ruling;
};

/* Is it done, or only suspected? */
static int
is_sure(const struct rules *r, const struct edit *e)
{
	return ruling_applies(r->ruling, r->v, e->rule);
}

static void
put(struct edits *out, size_t off, size_t end, const struct edits *es,
    const struct edit *e)
{
	edits_put(out, off, end - off, STR(""), e->rule);
	edits_note(out, edit_note(es, e));
}

static void
put_same(struct edits *out, const struct edits *es, const struct edit *e)
{
	put(out, e->off, (size_t)e->off + e->len, es, e);
}

/* What is sure in more, which removes from the text that done leaves, and
 * what done removes. */
static void
merge(const struct rules *r, const struct edits *done, const struct edits *more,
    struct edits *out)
{
	size_t i, j = 0, off, end;
	const struct edit *e;

	for (i = 0; i < more->n; i++) {
		e = &more->v[i];
		if (!is_sure(r, e))
			continue;
		off = edits_source(done, e->off);
		end = edits_source(done, (size_t)e->off + e->len - 1) + 1;
		for (; j < done->n && done->v[j].off < off; j++)
			put_same(out, done, &done->v[j]);
		while (j < done->n && done->v[j].off < end)
			j++;
		put(out, off, end, more, e);
	}
	for (; j < done->n; j++)
		put_same(out, done, &done->v[j]);
}

/* What is done, and what the first look suspected of what is left. */
static void
finish(const struct rules *r, const struct edits *done,
    const struct edits *first, struct edits *out)
{
	size_t i, j = 0, end;
	const struct edit *e;

	for (i = 0, end = 0; i < first->n; i++) {
		e = &first->v[i];
		if (is_sure(r, e))
			continue;
		for (; j < done->n && done->v[j].off <= e->off; j++) {
			put_same(out, done, &done->v[j]);
			end = (size_t)done->v[j].off + done->v[j].len;
		}
		if (e->off < end ||
		    (j < done->n && done->v[j].off < (size_t)e->off + e->len))
			continue;
		put_same(out, first, e);
	}
	for (; j < done->n; j++)
		put_same(out, done, &done->v[j]);
}

static int
any_sure(const struct rules *r, const struct edits *es)
{
	size_t i;

	for (i = 0; i < es->n; i++)
		if (is_sure(r, &es->v[i]))
			return 1;
	return 0;
}

/* Look at what done leaves of in; done grows.  Was anything found? */
static int
step(const struct rules *r, again_look *look, const void *tables, struct str in,
    int last, struct edits *done, struct edits *more)
{
	struct edits both = { 0 };
	struct buf text = { 0 };

	edits_apply(done, in, &text);
	look(tables, buf_str(&text), last, more);
	merge(r, done, more, &both);
	edits_free(done);
	*done = both;
	buf_free(&text);
	return any_sure(r, more);
}

void
again(const struct rule *rules, const struct ruling *ruling, again_look *look,
    const void *tables, struct str in, struct edits *out)
{
	const struct rules all = { rules, ruling }, *r = &all;
	struct edits done = { 0 }, first = { 0 }, more = { 0 };
	int i, found;

	look(tables, in, 0, &first);
	merge(r, &(struct edits){ 0 }, &first, &done);
	found = done.n > 0;
	for (i = 1; found && i < LOOKS; i++) {
		found = step(r, look, tables, in, i >= FREE, &done, &more);
		edits_free(&more);
	}
	finish(r, &done, &first, out);
	edits_free(&done);
	edits_free(&first);
}
