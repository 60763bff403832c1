#include <assert.h>
#include <stdlib.h>

#include "edits.h"

enum { PIECE = 1 << 16 };

void
edits_put(
    struct edits *es, size_t off, size_t len, struct str text, unsigned rule)
{
	struct edit *e;

	assert(off <= EDITS_MAX && len <= EDITS_MAX && rule <= UINT16_MAX);
	es->v = mem_room(es->v, es->n, &es->cap, sizeof(*es->v));
	e = &es->v[es->n++];
	memset(e, 0, sizeof(*e));
	e->off = (uint32_t)off;
	e->len = (uint32_t)len;
	e->text = (uint32_t)es->pool.n;
	e->text_len = (uint32_t)text.n;
	e->rule = (uint16_t)rule;
	buf_put(&es->pool, text);
	assert(es->pool.n <= UINT32_MAX);
}

void
edits_note(struct edits *es, struct str note)
{
	struct edit *e;

	assert(es->n > 0);
	e = &es->v[es->n - 1];
	e->note = (uint32_t)es->pool.n;
	e->note_len = (uint32_t)note.n;
	buf_put(&es->pool, note);
	assert(es->pool.n <= UINT32_MAX);
}

uint32_t
edits_group(struct edits *es)
{
	return ++es->groups;
}

static int
by_place(const void *pa, const void *pb)
{
	const struct edit *a = pa, *b = pb;

	if (a->off != b->off)
		return a->off < b->off ? -1 : 1;
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return a->text < b->text ? -1 : a->text > b->text;
}

void
edits_sort(struct edits *es)
{
	if (es->n > 1)
		qsort(es->v, es->n, sizeof(*es->v), by_place);
}

const char *
edits_check(const struct edits *es, struct str in, size_t nrules)
{
	const struct edit *e, *last = NULL;
	size_t i, end = 0;

	for (i = 0; i < es->n; i++, last = e) {
		e = &es->v[i];
		if (e->off < end)
			return "edits overlap or are out of order";
		if (last != NULL && e->off == last->off)
			return "two edits at one place";
		if (e->off > in.n || e->len > in.n - e->off)
			return "an edit lies outside the text";
		if (e->rule >= nrules)
			return "an edit names no rule";
		if (str_eq(edit_text(es, e), str_of(in.p + e->off, e->len)))
			return "an edit changes nothing";
		end = (size_t)e->off + e->len;
	}
	return NULL;
}

/* Mark the groups of the edits whose rule is set in of; NULL if there is no
 * such edit. */
static unsigned char *
groups_of(const struct edits *es, const unsigned char *of)
{
	unsigned char *mark;
	size_t i = 0;

	while (i < es->n && !of[es->v[i].rule])
		i++;
	if (i == es->n)
		return NULL;
	mark = mem_new((size_t)es->groups + 1, 1);
	for (; i < es->n; i++)
		if (of[es->v[i].rule])
			mark[es->v[i].group] = 1;
	mark[0] = 0;
	return mark;
}

void
edits_hold(struct edits *es, const unsigned char *low)
{
	unsigned char *mark = groups_of(es, low);
	size_t i;

	for (i = 0; mark != NULL && i < es->n; i++)
		if (low[es->v[i].rule] || mark[es->v[i].group])
			es->v[i].held = 1;
	free(mark);
}

void
edits_drop(struct edits *es, const unsigned char *off)
{
	unsigned char *mark = groups_of(es, off);
	size_t i, n = 0;

	if (mark == NULL)
		return;
	for (i = 0; i < es->n; i++)
		if (!off[es->v[i].rule] && !mark[es->v[i].group])
			es->v[n++] = es->v[i];
	es->n = n;
	free(mark);
}

void
edits_only(struct edits *es, int held)
{
	size_t i, n = 0;

	for (i = 0; i < es->n; i++)
		if (es->v[i].held == held)
			es->v[n++] = es->v[i];
	es->n = n;
}

size_t
edits_length(const struct edits *es, struct str in)
{
	size_t i, n = in.n;

	for (i = 0; i < es->n; i++)
		if (!es->v[i].held)
			n += (size_t)es->v[i].text_len - es->v[i].len;
	return n;
}

void
edits_apply(const struct edits *es, struct str in, struct buf *out)
{
	/* A byte more, so that there is a place even for none. */
	char *p = buf_grow(out, edits_length(es, in) + 1);
	const struct edit *e;
	size_t i, at = 0;

	for (i = 0; i < es->n; i++) {
		e = &es->v[i];
		if (e->held)
			continue;
		p = mempcpy(p, in.p + at, e->off - at);
		p = mempcpy(p, edit_text(es, e).p, e->text_len);
		at = (size_t)e->off + e->len;
	}
	memcpy(p, in.p + at, in.n - at);
	out->n--;
}

void
edits_stream(const struct edits *es, struct str in,
    void (*put)(void *, struct str), void *ctx)
{
	struct buf piece = { 0 };
	const struct edit *e;
	size_t i, at = 0;

	for (i = 0; i < es->n; i++) {
		e = &es->v[i];
		if (e->held)
			continue;
		buf_put(&piece, str_cut(in, at, e->off));
		buf_put(&piece, edit_text(es, e));
		at = (size_t)e->off + e->len;
		if (piece.n < PIECE)
			continue;
		put(ctx, buf_str(&piece));
		piece.n = 0;
	}
	put(ctx, buf_str(&piece));
	put(ctx, str_cut(in, at, in.n));
	buf_free(&piece);
}

void
edits_invert(const struct edits *es, struct str in, struct edits *inverse)
{
	const struct edit *e;
	size_t i, grown = 0, shrunk = 0;

	for (i = 0; i < es->n; i++) {
		e = &es->v[i];
		if (e->held)
			continue;
		edits_put(inverse, e->off + grown - shrunk, e->text_len,
		    str_of(in.p + e->off, e->len), e->rule);
		edits_note(inverse, edit_note(es, e));
		grown += e->text_len;
		shrunk += e->len;
	}
}

/* Walks the edits of a list that are not held, with the place of each in
 * the output. */
struct walk {
	const struct edits *es;
	size_t i;
	size_t at;   /* of edit i, in the output */
	size_t done; /* input bytes before at that no edit is left for */
};

static const struct edit *
walk_edit(struct walk *w)
{
	while (w->i < w->es->n && w->es->v[w->i].held)
		w->i++;
	if (w->i == w->es->n)
		return NULL;
	w->at = w->at + w->es->v[w->i].off - w->done;
	w->done = w->es->v[w->i].off;
	return &w->es->v[w->i];
}

static void
walk_on(struct walk *w, const struct edit *e)
{
	w->at += e->text_len;
	w->done = (size_t)e->off + e->len;
	w->i++;
}

static int
has_word(struct str words, struct str word)
{
	size_t a, b;

	for (a = 0; a < words.n; a = b + 1) {
		b = str_chr(words, a, ' ');
		if (str_eq(str_cut(words, a, b), word))
			return 1;
	}
	return 0;
}

void
edits_add_notes(struct buf *words, struct str note)
{
	struct str word;
	size_t a, b;

	for (a = 0; a < note.n; a = b + 1) {
		b = str_chr(note, a, ' ');
		word = str_cut(note, a, b);
		if (word.n == 0 || has_word(buf_str(words), word))
			continue;
		if (words->n > 0)
			buf_putc(words, ' ');
		buf_put(words, word);
	}
}

/*
 * Both lists are places in mid: a's new texts and b's old ones.  Places that
 * touch are taken together, and such a cluster is one edit: what a had there
 * before, and what b leaves there.
 */
void
edits_compose(const struct edits *a, const struct edits *b, struct str mid,
    struct edits *out)
{
	struct walk wa = { .es = a }, wb = { .es = b };
	const struct edit *ea = walk_edit(&wa), *eb = walk_edit(&wb), *e;
	struct buf text = { 0 }, note = { 0 };
	size_t start, end, copied, source;

	while (ea != NULL || eb != NULL) {
		start = ea != NULL && (eb == NULL || wa.at <= eb->off)
		            ? wa.at
		            : eb->off;
		source = wa.done + start - wa.at;
		end = copied = start;
		text.n = note.n = 0;
		for (;;) {
			if (ea != NULL && wa.at <= end) {
				e = ea;
				if (wa.at + e->text_len > end)
					end = wa.at + e->text_len;
				edits_add_notes(&note, edit_note(a, e));
				walk_on(&wa, e);
				ea = walk_edit(&wa);
			} else if (eb != NULL && eb->off <= end) {
				e = eb;
				buf_put(&text, str_cut(mid, copied, e->off));
				buf_put(&text, edit_text(b, e));
				copied = (size_t)e->off + e->len;
				if (copied > end)
					end = copied;
				edits_add_notes(&note, edit_note(b, e));
				walk_on(&wb, e);
				eb = walk_edit(&wb);
			} else {
				break;
			}
		}
		buf_put(&text, str_cut(mid, copied, end));
		edits_put(out, source, wa.done + end - wa.at - source,
		    buf_str(&text), 0);
		edits_note(out, buf_str(&note));
	}
	buf_free(&text);
	buf_free(&note);
}

size_t
edits_source(const struct edits *es, size_t off)
{
	struct walk w = { .es = es };
	const struct edit *e;

	while ((e = walk_edit(&w)) != NULL && w.at <= off) {
		if (off < w.at + e->text_len)
			return e->off;
		walk_on(&w, e);
	}
	return w.done + off - w.at;
}

size_t
edits_applied(const struct edits *es)
{
	size_t i, n = 0;

	for (i = 0; i < es->n; i++)
		n += !es->v[i].held;
	return n;
}

void
edits_free(struct edits *es)
{
	free(es->v);
	buf_free(&es->pool);
	memset(es, 0, sizeof(*es));
}
