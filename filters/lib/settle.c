#include "settle.h"

enum { ROUNDS = 6 }; /* in which a paragraph must come to rest */

struct settler {
	void (*look)(const void *ctx, struct str, struct edits *);
	const void *ctx;
	const struct rule *rules;
	const struct ruling *ruling;
};

/* The edits that b asks for on top of a become a's: what touches is one
 * edit then, with the rule of its first part. */
static void
stack(struct edits *a, const struct edits *b, struct str mid)
{
	struct edits both = { 0 };
	struct edit *e;
	size_t i, ia = 0, ib = 0, from;

	edits_compose(a, b, mid, &both);
	for (i = 0; i < both.n; i++) {
		e = &both.v[i];
		while (ia < a->n && (a->v[ia].held || a->v[ia].off < e->off))
			ia++;
		for (; ib < b->n; ib++) {
			from = edits_source(a, b->v[ib].off);
			if (!b->v[ib].held && from >= e->off)
				break;
		}
		if (ia < a->n && a->v[ia].off <= e->off + e->len)
			e->rule = a->v[ia].rule;
		else if (ib < b->n)
			e->rule = b->v[ib].rule;
	}
	edits_free(a);
	*a = both;
}

static void
one_round(const struct settler *z, struct str s, struct edits *es)
{
	size_t i;

	z->look(z->ctx, s, es);
	if (z->ruling->off != NULL)
		edits_drop(es, z->ruling->off);
	for (i = 0; i < es->n; i++)
		es->v[i].held =
		    !ruling_applies(z->ruling, z->rules, es->v[i].rule);
}

/* Mend a paragraph until it is at rest.  One that finds none stays as it
 * is. */
static void
mend(const struct settler *z, struct str s, struct edits *es)
{
	struct edits more;
	struct buf text = { 0 }, next = { 0 };
	int i;

	one_round(z, s, es);
	if (edits_applied(es) == 0)
		return;
	edits_apply(es, s, &text);
	for (i = 0; i < ROUNDS; i++) {
		more = (struct edits){ 0 };
		one_round(z, buf_str(&text), &more);
		if (edits_applied(&more) == 0) {
			edits_free(&more);
			break;
		}
		next.n = 0;
		edits_apply(&more, buf_str(&text), &next);
		stack(es, &more, buf_str(&text));
		edits_free(&more);
		buf_swap(&text, &next);
	}
	if (i == ROUNDS)
		es->n = 0;
	buf_free(&text);
	buf_free(&next);
}

/* Put the edits of the paragraph at off among those of the text. */
static void
move(struct edits *out, const struct edits *es, struct str text, size_t off)
{
	const struct edit *e;
	size_t i;

	for (i = 0; i < es->n; i++) {
		e = &es->v[i];
		if (e->len == e->text_len &&
		    memcmp(text.p + off + e->off, es->pool.p + e->text,
		        e->len) == 0)
			continue;
		edits_put(out, off + e->off, e->len, edit_text(es, e), e->rule);
		if (e->note_len > 0)
			edits_note(out, edit_note(es, e));
	}
}

/* Where the paragraph at at ends: before a blank line, or with the text. */
static size_t
paragraph(struct str s, size_t at)
{
	size_t end = at, next;

	while ((end = str_chr(s, end, '\n')) < s.n) {
		for (next = end + 1; next < s.n && s.p[next] != '\n' &&
		                     (s.p[next] == ' ' || s.p[next] == '\t' ||
		                         s.p[next] == '\r');)
			next++;
		if (next == s.n || s.p[next] == '\n')
			return end;
		end = next;
	}
	return s.n;
}

void
settle(struct str in, void (*look)(const void *ctx, struct str, struct edits *),
    const void *ctx, const struct rule *rules, const struct ruling *ruling,
    struct edits *out)
{
	struct settler z = { look, ctx, rules, ruling };
	struct edits es = { 0 };
	size_t at = 0, end;

	while (at < in.n) {
		if (in.p[at] == '\n') {
			at++;
			continue;
		}
		end = paragraph(in, at);
		es.n = es.pool.n = 0;
		mend(&z, str_cut(in, at, end), &es);
		move(out, &es, in, at);
		at = end;
	}
	edits_free(&es);
}
