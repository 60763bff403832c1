/*
 * ocr - mend words that were misread
 *
 * Each piece of the text may stay as it is, at the cost of its spelling and
 * of its place among its neighbours; or be read as a word that the confusions
 * of print explain, at their cost; or be cut into words; or be joined with
 * its neighbours.  The cheapest way through the text is found (lattice.h),
 * and each change on it is judged by what speaks for and against it.
 *
 * What is no word is looked at everywhere, but for names in clean texts; a
 * word is doubted only in a noisy text.  Once the words are at rest come the
 * marks between them: those that are specks, lost or misread, spaces on the
 * wrong side, scraps of words, and capitals that are none (marks.h).
 *
 * Numbers, addresses, tags, lines of a program and what is not UTF-8 are left
 * alone; case and line ends stay.  Nothing is done to a text whose small
 * words are those of another language, nor in a language without a model and
 * confusions.
 */
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "io.h"
#include "marks.h"

enum {
	PASSES = 12,
	ADAPTED = 1,  /* those that know how the text is misread, in a row */
	ROUND = 4,    /* passes that a text may go round in */
	BLOCK = 2000, /* pieces, and then to the end of a sentence */
	BLOCK_MAX = 3000,
};

static const struct rule rules[] = {
	[MISREAD] = { "misread", "what is no word read as the word it was",
	    82 },
	[NAME] = { "misread-name", "the same, where it begins with a capital",
	    82 },
	[REAL_WORD] = { "real-word",
	    "a word that is out of place read as "
	    "the one it was",
	    82 },
	[CASE] = { "case", "a capital or a small letter misread", 82 },
	[SPLIT] = { "split", "words that run together", 91 },
	[MERGE] = { "merge", "one word read as two", 88 },
	[MARKS] = { "marks", "letters read as marks", 82 },
	[DIGITS] = { "digits", "letters read as digits", 82 },
	[JUNK] = { "junk", "specks read as letters between words", 82 },
	[STOP] = { "stop",
	    "the stop of a sentence, lost, misread or seen "
	    "where there is none",
	    83 },
	[GUESS] = { "misread-rare",
	    "what is no word read as one that the model does not have", 95 },
	[NUMBER] = { "number", "letters read for the digits of a number", 82 },
	[MARK_SPACE] = { "mark-space", "a space on the wrong side of a mark",
	    84 },
	[MARK_STRAY] = { "mark-stray", "a speck read as a mark beside a word",
	    95 },
	[POUND] = { "pound", "the sign of the pound, lost before a number",
	    95 },
	[MARK_LOST] = { "mark-lost", "a mark that was lost, most often a stop",
	    90 },
	[MARK_MISREAD] = { "mark-misread", "one mark read as another", 90 },
	[HYPHEN] = { "hyphen", "a hyphen lost, or seen between two words", 92 },
	[SPECK] = { "speck", "a scrap between words that is no word", 93 },
	[CAPITAL] = { "capital", "a small letter read as a capital", 89 },
};

/* Break a word where the old one was broken. */
static struct str
hang(struct doc *d, struct str old, struct str word, struct buf *out)
{
	size_t a = 0, b, k, end, best = 0;
	int cost, left, least = INT_MAX;

	while ((unsigned char)old.p[a] > ' ')
		a++;
	end = a;
	while (a > 0 &&
	       (old.p[a - 1] == '-' || (unsigned char)old.p[a - 1] == 0xac ||
	           (unsigned char)old.p[a - 1] == 0xc2))
		a--;
	b = str_chr(old, a, '\n');
	while (b < old.n && (unsigned char)old.p[b] <= ' ')
		b++;
	for (k = 1; k < word.n; k++) {
		if (((unsigned char)word.p[k] & 0xc0) == 0x80)
			continue;
		left = channel_cost(
		    &d->t->channel, str_cut(word, 0, k), str_cut(old, 0, a));
		if (left >= least)
			continue;
		cost = channel_cost(&d->t->channel, str_cut(word, k, word.n),
		    str_cut(old, b, old.n));
		if (cost == INT_MAX || left + cost >= least)
			continue;
		least = left + cost;
		best = k;
	}
	buf_put(out, str_cut(word, 0, best));
	if (a == end)
		buf_putc(out, '-');
	buf_put(out, str_cut(old, a, b));
	buf_put(out, str_cut(word, best, word.n));
	return buf_str(out);
}

static size_t
emit(struct doc *d, const struct verdict *v, struct edits *out)
{
	const struct change *c = &d->changes[v->change];
	struct str old = str_cut(d->in, c->off, c->end);
	struct str new = str_of(d->pool.p + c->text, c->ntext);
	struct buf note = { 0 }, hung = { 0 };

	if (memchr(old.p, '\n', old.n) != NULL)
		new = hang(d, old, new, &hung);
	if (str_eq(old, new)) {
		buf_free(&hung);
		return c->end;
	}
	edits_put(out, c->off, c->end - c->off, new, c->rule);
	if (!d->t->evidence)
		buf_printf(&note, "score %d gain %.1f channel %.1f noise %.2f",
		    v->score, (double)c->gain / LM_BIT,
		    (double)c->channel / CHANNEL_BIT, d->noise);
	edits_note(out, buf_str(&note));
	buf_free(&note);
	buf_free(&hung);
	return c->end + (c->off == c->end);
}

static void
put_evidence(struct doc *d, const struct verdict *v, struct buf *note)
{
	const struct change *c = &d->changes[v->change];
	size_t i;

	buf_printf(note, "%zu %zu ", c->off, c->end);
	for (i = 0; i < c->ntext; i++)
		buf_printf(note, "%02x", (unsigned char)d->pool.p[c->text + i]);
	for (i = 0; i < FEATURES; i++)
		buf_printf(note, " %d", v->x[i]);
	buf_putc(note, ';');
}

/* All changes that were thought of, those of one place as one edit, with
 * what each would put there and its features in the note. */
static void
show(struct doc *d, const struct verdicts *v, struct edits *out)
{
	const struct change *c;
	struct buf note = { 0 };
	size_t i, j, j0, best, done = 0;
	uint32_t to;

	for (i = 0; i < v->n; i = j) {
		note.n = 0;
		best = v->n;
		to = v->v[i].to;
		for (j = i; j < v->n && v->v[j].from < to; j++) {
			if (v->v[j].to > to)
				to = v->v[j].to;
			put_evidence(d, &v->v[j], &note);
			c = &d->changes[v->v[j].change];
			if (c->off >= done &&
			    (best == v->n ||
			        c->gain > d->changes[v->v[best].change].gain))
				best = j;
		}
		if (best == v->n)
			continue;
		j0 = out->n;
		done = emit(d, &v->v[best], out);
		if (out->n == j0)
			continue;
		out->v[j0].held = !v->v[best].made;
		edits_note(out, buf_str(&note));
	}
	buf_free(&note);
}

static int
blank_at(const struct doc *d, size_t at)
{
	return at >= d->in.n || (unsigned char)d->in.p[at] <= ' ';
}

/* What is wrong with the marks and spaces behind a piece. */
static void
mend_gap(struct doc *d, uint32_t i, struct edits *out)
{
	const struct piece *p = &d->p.v[i];
	size_t at = p->end, next = i + 1 < d->p.n ? p[1].off : d->in.n;
	const char *s = d->in.p;
	int comma = !d->t->english && d->noise > 0.3;

	if (p->kind == PIECE_KEEP)
		return;
	if (next - at >= 2 && s[at] == ' ' && !d->t->elides &&
	    strchr(&",;:?!"[!comma], s[at + 1]) != NULL && blank_at(d, at + 2))
		edits_put(out, at, 1, STR(""), MARK_SPACE);
	else if (!d->t->english && d->noise > 0.3 && next - at >= 2 &&
	         i + 1 < d->p.n && s[next - 2] == ' ' &&
	         strchr(d->t->elides ? ".,;:'-" : ".,;:", s[next - 1]) !=
	             NULL &&
	         p[1].shape == SHAPE_LOWER && p[1].kind == PIECE_WORD &&
	         !p->line && d->forms[d->form[i + 1]].known)
		edits_put(out, next - 1, 1, STR(""), MARK_STRAY);
	else if (d->t->elides && d->noise > 0.3 && next - at >= 2 &&
	         strchr(",;:'.", s[at]) != NULL && s[at + 1] == ' ' &&
	         i + 1 < d->p.n && p[1].shape == SHAPE_LOWER &&
	         str_among(d->forms[d->form[i]].text, "le la les des du au de"))
		edits_put(out, at, 1, STR(""), MARK_STRAY);
}

/* The sign of the pound, which many machines could not write. */
static void
mend_pound(struct doc *d, uint32_t i, struct edits *out)
{
	const struct piece *p = &d->p.v[i];

	if (p->kind == PIECE_NUMBER && p->odd && p->end - p->off > 3 &&
	    str_starts(str_cut(d->in, p->off, p->end), STR("\uFFFD")) &&
	    d->in.p[p->off + 3] >= '0' && d->in.p[p->off + 3] <= '9')
		edits_put(out, p->off, 3, STR("\u00a3"), POUND);
}

/* Make the changes of a block of pieces that are sure enough. */
static size_t
mend(struct doc *d, uint32_t from, const struct verdicts *v, size_t done,
    struct edits *out)
{
	const struct edit *e;
	uint32_t k = from;
	size_t i = 0;

	while (k < d->end) {
		while (i < v->n && (v->v[i].from < k || !v->v[i].made))
			i++;
		if (i < v->n && v->v[i].from == k &&
		    d->changes[v->v[i].change].off >= done) {
			done = emit(d, &v->v[i], out);
			k = v->v[i].to;
		} else {
			mend_pound(d, k++, out);
		}
		if (d->p.v[k - 1].end < done)
			continue;
		mend_gap(d, k - 1, out);
		e = out->n > 0 ? &out->v[out->n - 1] : NULL;
		if (e != NULL && (size_t)e->off + e->len > done)
			done = (size_t)e->off + e->len;
	}
	return done;
}

/* Where a block that begins at a piece ends: behind a sentence if one does
 * in time, so that memory does not grow with the text. */
static uint32_t
block_end(const struct doc *d, uint32_t from)
{
	uint32_t k;

	for (k = from; k < d->p.n && k < from + BLOCK_MAX; k++)
		if (d->p.v[k].stop && k >= from + BLOCK)
			return k + 1;
	return k;
}

static void
decode(struct doc *d, struct edits *out)
{
	struct context c = { LM_START, LM_START };
	struct verdicts v = { 0 };
	uint32_t k, from;
	size_t done = 0;

	for (from = 0; from < d->p.n; from = d->end) {
		d->end = block_end(d, from);
		for (k = from; k < d->end; k++)
			arcs_put(d, k);
		lattice_best(&d->l, d->t->lm, c, from, d->end);
		c = d->l.end;
		judge(d, from, &v);
		if (d->t->evidence)
			show(d, &v, out);
		else
			done = mend(d, from, &v, done, out);
		lattice_clear(&d->l);
		d->nchanges = 0;
		d->pool.n = 0;
	}
	free(v.v);
}

/* What the machine that read the page was not sure of. */
static void
listen(struct doc *d)
{
	signed char *percent = confidence_align(&d->t->scan, d->in);
	size_t i, word = 0, end = 0;

	d->told = mem_new(d->p.n, sizeof(*d->told));
	for (i = 0; i < d->p.n; i++) {
		for (; end <= d->p.v[i].off; word++)
			confidence_word(d->in, &end);
		d->told[i] =
		    (int)lround(confidence_bits(percent[word - 1]) * LM_BIT);
	}
	free(percent);
}

static void
mend_words(struct doc *d, struct edits *out)
{
	const struct lexis *t = d->t;

	d->shift = (int)lround(-log2(d->noise) * CHANNEL_BIT);
	d->space_lost = t->space_lost + d->shift;
	d->space_gained = t->space_gained + d->shift;
	if (d->slips != NULL)
		slips_weigh(d->slips, d->shift);
	if (t->scan.n > 0)
		listen(d);
	if (d->noise > REAL_NOISE)
		arcs_surprise(d);
	own_names(d);
	decode(d, out);
}

/* What a pass has mended. */
enum pass_end { REST, GAPS, WORDS };

/* What a pass is asked to mend. */
enum { THE_WORDS = 1, THE_GAPS = 2 };

/* Mend a text once: the words, or, when these are at rest, what is between
 * them. */
static enum pass_end
pass(struct lexis *t, struct str in, int what, struct slips *slips,
    struct edits *out)
{
	struct doc d = { .t = t, .in = in, .l = t->l, .slips = slips };
	enum pass_end end = REST;

	pieces_scan(in, t->elides, &d.p);
	if (d.p.n > 0) {
		forms_make(&d);
		if (!forms_foreign(&d)) {
			forms_noise(&d);
			if (what & THE_WORDS)
				mend_words(&d, out);
			end = out->n > 0 ? WORDS : REST;
			if (end == REST && (what & THE_GAPS))
				marks_mend(&d, out);
		}
	}
	t->l = d.l;
	pieces_free(&d.p);
	map_free(&d.index);
	buf_free(&d.pool);
	free(d.form);
	free(d.forms);
	free(d.cands);
	free(d.guesses);
	free(d.names);
	buf_free(&d.guessed);
	free(d.changes);
	free(d.surprise);
	free(d.told);
	return end == REST && out->n > 0 ? GAPS : end;
}

/* Which rule asked for what, by the place in the original. */
struct origin {
	size_t off;
	unsigned rule;
};

struct origins {
	struct origin *v;
	size_t n, cap;
};

static void
add_origins(
    struct origins *o, const struct edits *all, const struct edits *more)
{
	size_t i;

	for (i = 0; i < more->n; i++) {
		o->v = mem_room(o->v, o->n, &o->cap, sizeof(*o->v));
		o->v[o->n++] =
		    (struct origin){ edits_source(all, more->v[i].off),
			    more->v[i].rule };
	}
}

static int
by_off(const void *a, const void *b)
{
	const struct origin *x = a, *y = b;

	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static void
put_all(const struct edits *all, struct origins *o, struct str in,
    struct edits *out)
{
	const struct edit *e;
	size_t i, at = 0;

	if (o->n > 1)
		qsort(o->v, o->n, sizeof(*o->v), by_off);
	for (i = 0; i < all->n; i++) {
		e = &all->v[i];
		while (at + 1 < o->n && o->v[at].off < e->off)
			at++;
		if (str_eq(str_cut(in, e->off, (size_t)e->off + e->len),
		        edit_text(all, e)))
			continue;
		edits_put(
		    out, e->off, e->len, edit_text(all, e), o->v[at].rule);
		edits_note(out, edit_note(all, e));
	}
}

/* A text that passes have led to, and how it differs from the original. */
struct state {
	struct buf text;
	struct edits all;
};

static void
free_state(struct state *s)
{
	buf_free(&s->text);
	edits_free(&s->all);
}

/* The last states of a text, and how it came to them. */
struct run {
	struct str in;
	struct state s[ROUND + 1];
	struct origins o;
	int n;     /* steps; s[n % (ROUND + 1)] is the last state */
	int still; /* nothing is to be mended between its words */
};

static struct state *
state_of(struct run *r, int n)
{
	return &r->s[n % (ROUND + 1)];
}

static struct str
text_of(const struct run *r, const struct state *s)
{
	return s->all.n > 0 ? buf_str(&s->text) : r->in;
}

static void
free_run(struct run *r)
{
	int i;

	for (i = 0; i <= ROUND; i++)
		free_state(&r->s[i]);
	free(r->o.v);
}

/* What a pass makes of a state; if nothing, there is no next one. */
static enum pass_end
advance(struct lexis *t, struct run *r, const struct state *now, int what,
    struct slips *slips, struct state *next)
{
	struct str text = text_of(r, now);
	struct edits more = { 0 };
	enum pass_end end = pass(t, text, what, slips, &more);

	if (end != REST) {
		add_origins(&r->o, &now->all, &more);
		edits_compose(&now->all, &more, text, &next->all);
		edits_apply(&more, text, &next->text);
	}
	edits_free(&more);
	return end;
}

/* The same, in its place. */
static enum pass_end
move(struct lexis *t, struct run *r, struct state *s, int what,
    struct slips *slips)
{
	struct state was = *s;
	enum pass_end end;

	*s = (struct state){ 0 };
	end = advance(t, r, &was, what, slips, s);
	if (end == REST)
		*s = was;
	else
		free_state(&was);
	return end;
}

/* What a text was changed by tells how it is misread: mend what that makes
 * sure. */
static void
adapt(struct lexis *t, struct run *r, struct state *s)
{
	struct slips slips = { 0 };
	int n = ADAPTED;

	slips_learn(t, r->in, &s->all, text_of(r, s), &slips);
	while (
	    n-- > 0 && slips.n > 0 && move(t, r, s, THE_WORDS, &slips) != REST)
		;
	free(slips.v);
}

/* Mend the words and, at once, what they tell of others and the marks: that
 * the words are at rest then, the next step sees.  0 if nothing was to be
 * done. */
static int
step(struct lexis *t, struct run *r, int learns)
{
	struct state *next = state_of(r, r->n + 1);
	enum pass_end end;

	free_state(next);
	end = advance(t, r, state_of(r, r->n),
	    r->still ? THE_WORDS : THE_WORDS | THE_GAPS, NULL, next);
	if (end == REST)
		return 0;
	if (end == WORDS && learns && r->n == 0)
		adapt(t, r, next);
	r->still = end == WORDS && move(t, r, next, THE_GAPS, NULL) == REST;
	r->n++;
	return 1;
}

/* The first in order of the texts behind the last, back to one that is the
 * same as it; NULL if none is. */
static const struct state *
first_of_round(struct run *r)
{
	const struct state *end = state_of(r, r->n), *first = end, *q;
	int k;

	for (k = 1; k <= ROUND && k <= r->n; k++) {
		q = state_of(r, r->n - k);
		if (str_eq(text_of(r, q), text_of(r, end)))
			return first;
		if (str_cmp(text_of(r, q), text_of(r, first)) < 0)
			first = q;
	}
	return NULL;
}

/* Steps until one finds nothing; NULL if they go round or are too many. */
static const struct state *
settle(struct lexis *t, struct run *r, int learns)
{
	while (r->n < PASSES && first_of_round(r) == NULL)
		if (!step(t, r, learns))
			return state_of(r, r->n);
	return NULL;
}

/* Does a text find an end that learns? */
static int
rests(struct lexis *t, struct str text)
{
	struct run r = { .in = text };
	int found = settle(t, &r, 1) != NULL;

	free_run(&r);
	return found;
}

/*
 * What one pass mends helps the next to see more, so steps go on until one
 * finds nothing: a text that comes out has nothing left to mend, and so
 * nothing to learn from.  One that finds no end learns nothing; where it goes
 * round even so, what comes out is the first in order of all the texts that
 * it comes by, which whoever begins with one of these gets too, unless that
 * would find an end.  A text that finds none is left alone.
 */
static void
edit(const void *tables, struct str in, struct edits *out)
{
	struct lexis *t = (struct lexis *)(uintptr_t)tables;
	struct run r = { .in = in };
	const struct state *end;

	if (t->lm == NULL || t->channel.n == 0)
		return;
	if (t->trie == NULL)
		lexis_list(t);
	if (t->evidence) {
		pass(t, in, t->evidence == 1 ? THE_WORDS : THE_GAPS, NULL, out);
		return;
	}
	end = settle(t, &r, 1);
	if (end == NULL) {
		free_run(&r);
		r = (struct run){ .in = in };
		if ((end = settle(t, &r, 0)) == NULL) {
			end = first_of_round(&r);
			if (end != NULL && rests(t, text_of(&r, end)))
				end = NULL;
		}
	}
	if (end != NULL)
		put_all(&end->all, &r.o, in, out);
	free_run(&r);
}

static void
read_scan(struct confidences *c, const char *path)
{
	struct buf b = { 0 };

	if (path == NULL)
		return;
	io_read(path, &b);
	if (!confidence_read(c, buf_str(&b)))
		die("--scan: %s: neither ALTO nor hOCR nor PAGE", path);
	buf_free(&b);
}

static void *
open_tables(const struct settings *s)
{
	struct lexis *t = lexis_open(s);

	t->judge = judge_open(s, rules);
	read_scan(&t->scan, settings_get(s, "scan"));
	t->marks = marks_open(s, rules);
	t->evidence = settings_get(s, "mark-evidence") != NULL ? 2
	              : settings_get(s, "evidence") != NULL    ? 1
	                                                       : 0;
	return t;
}

static void
close_tables(void *tables)
{
	struct lexis *t = tables;

	judge_close(t->judge);
	marks_close(t->marks);
	lexis_close(t);
}

static const struct filter_option options[] = {
	{ "evidence", 0, NULL,
	    "hold what is too doubtful, and note the evidence" },
	{ "scan", 0, "FILE",
	    "the ALTO, hOCR or PAGE that the text is from: whose words are "
	    "how sure" },
	{ "mark-evidence", 0, NULL, "the same of marks" },
};

const struct filter ocr_filter = {
	.name = "ocr",
	.options = options,
	.noptions = NELEM(options),
	.summary = "mend words that were misread",
	.rules = rules,
	.nrules = NELEM(rules),
	.open = open_tables,
	.edit = edit,
	.close = close_tables,
};
