/*
 * Names that only the document knows.
 *
 * A name that it has SEEN times, of which no list knows, is what it was
 * meant where a spelling that nobody knows, and that is much rarer in it,
 * differs from it in a letter or two that lie together.  One that the text
 * has as often is another name, and so is the same with an s.
 */
#include <stdlib.h>

#include "misread.h"

enum {
	SEEN = 3,
	TIMES = 3,   /* as often as the other */
	SHORT = 5,   /* bytes at least */
	MIDDLE = 2,  /* bytes that may differ */
	ALIKE = 3,   /* that must not */
	NAMES = 100, /* the most common */
	DEAR = 8 * LM_BIT,
};

static int
name_like(const struct form *f)
{
	size_t i;

	if (f->known > 0 || f->shape != SHAPE_TITLE || f->text.n < SHORT)
		return 0;
	for (i = 0; i < f->text.n; i++)
		if ((f->text.p[i] | 0x20) < 'a' || (f->text.p[i] | 0x20) > 'z')
			return 0;
	return 1;
}

static int
by_count(const void *a, const void *b)
{
	const struct form *const *x = a, *const *y = b;

	if ((*x)->count != (*y)->count)
		return (*x)->count > (*y)->count ? -1 : 1;
	return str_cmp((*x)->text, (*y)->text);
}

void
own_names(struct doc *d)
{
	const struct form **v = mem_new(d->nforms + 1, sizeof(*v));
	size_t i, n = 0;

	for (i = 0; i < d->nforms; i++)
		if (d->forms[i].count >= SEEN && name_like(&d->forms[i]))
			v[n++] = &d->forms[i];
	if (n > 1)
		qsort(v, n, sizeof(*v), by_count);
	d->nnames = n < NAMES ? n : NAMES;
	d->names = mem_new(d->nnames + 1, sizeof(*d->names));
	for (i = 0; i < d->nnames; i++)
		d->names[i] = (uint32_t)(v[i] - d->forms);
	free(v);
}

static int
differ_little(struct str a, struct str b)
{
	size_t least = a.n < b.n ? a.n : b.n, most = a.n + b.n - least;
	size_t from = 0, end = 0;

	while (from < least && a.p[from] == b.p[from])
		from++;
	while (end < least - from && a.p[a.n - 1 - end] == b.p[b.n - 1 - end])
		end++;
	if (from == least && (a.p[a.n - 1] == 's' || b.p[b.n - 1] == 's'))
		return 0;
	return most - least <= 1 && from + end >= ALIKE &&
	       most - from - end <= MIDDLE;
}

void
own_guess(struct doc *d, struct form *f)
{
	const struct form *name;
	struct rare *g;
	size_t i;

	if (f->guessed)
		return;
	f->guessed = 1;
	f->guess = d->nguesses;
	f->nguess = 0;
	if (!name_like(f))
		return;
	for (i = 0; i < d->nnames; i++) {
		name = &d->forms[d->names[i]];
		if (name->count < TIMES * f->count ||
		    !differ_little(name->text, f->text))
			continue;
		d->guesses =
		    mem_room(d->guesses, d->nguesses, &d->guesscap, sizeof(*g));
		g = &d->guesses[d->nguesses++];
		*g = (struct rare){ .text = d->guessed.n,
			.ntext = name->text.n,
			.channel =
			    channel_cost(&d->t->channel, name->text, f->text),
			.cost = DEAR };
		g->cost += g->channel * (LM_BIT / CHANNEL_BIT);
		buf_put(&d->guessed, name->text);
		f->nguess++;
		return;
	}
}
