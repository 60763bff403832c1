/*
 * Edits.  An edit is a place in the input of one filter, the bytes that
 * replace it, and the rule that asked for it.  A list of them is well formed
 * when the places come in order, do not overlap, lie inside the input and on
 * no two edits of no length at one offset; edits_check says so.
 *
 * A list of all zeros is empty and ready to use.  Offsets and lengths are of
 * bytes, and a text is at most EDITS_MAX bytes long.
 */
#ifndef EDITS_H
#define EDITS_H

#include "buf.h"

#define EDITS_MAX ((size_t)1 << 30)

struct edit {
	uint32_t off, len;       /* in the input of this stage */
	uint32_t text, text_len; /* in the list's byte pool */
	uint32_t note, note_len; /* evidence, in the pool */
	uint32_t group;          /* all or none; 0 stands alone */
	uint16_t rule;           /* index into the filter's rules */
	uint16_t held;           /* reported, not applied */
};                               /* 32 bytes: two to a cache line */

struct edits {
	struct edit *v;
	size_t n, cap;
	struct buf pool;
	uint32_t groups; /* the last group number given */
};

/* Replace len bytes at off by text, which is copied. */
void edits_put(
    struct edits *, size_t off, size_t len, struct str text, unsigned rule);
void edits_note(struct edits *, struct str note); /* on the last edit put */
uint32_t edits_group(struct edits *);             /* a fresh group number */

/* Put edits that were found out of order into order; a filter that puts
 * them in order need not call it. */
void edits_sort(struct edits *);

static inline struct str
edit_text(const struct edits *es, const struct edit *e)
{
	return str_of(e->text_len ? es->pool.p + e->text : "", e->text_len);
}

static inline struct str
edit_note(const struct edits *es, const struct edit *e)
{
	return str_of(e->note_len ? es->pool.p + e->note : "", e->note_len);
}

/* NULL if the list is well formed for in, or what is wrong with it.  Held
 * edits are looked at like the others. */
const char *edits_check(const struct edits *, struct str in, size_t nrules);

/* Hold each edit for whose rule low[rule] is set, and its whole group. */
void edits_hold(struct edits *, const unsigned char *low);

/* Remove each edit for whose rule off[rule] is set, and its whole group. */
void edits_drop(struct edits *, const unsigned char *off);

/* Remove all but those that are held, or all but those that are not. */
void edits_only(struct edits *, int held);

/* Append to out the text with the edits that are not held applied. */
void edits_apply(const struct edits *, struct str in, struct buf *out);

/* How long the text is then. */
size_t edits_length(const struct edits *, struct str in);

/* The same text in pieces: each is given to put, and gone after that. */
void edits_stream(const struct edits *, struct str in,
    void (*put)(void *ctx, struct str piece), void *ctx);

/* The list that turns the output back into in; rules and notes kept. */
void edits_invert(const struct edits *, struct str in, struct edits *inverse);

/* The list from a's input to b's output: a leads from in to mid, b on from
 * mid.  Places that touch become one edit; its note is the notes of its
 * parts, each once, with a space between them.  Held edits are left out.
 * What one list does and the other takes back stays, as an edit that
 * changes nothing. */
void edits_compose(const struct edits *a, const struct edits *b, struct str mid,
    struct edits *out);

/* Append the words of a note that are not there yet. */
void edits_add_notes(struct buf *words, struct str note);

/* Where in the input the byte at off in the output came from; inside new
 * text, where the place it replaced begins.  Not decreasing in off. */
size_t edits_source(const struct edits *, size_t off);

size_t edits_applied(const struct edits *); /* how many are not held */
void edits_free(struct edits *);

#endif
