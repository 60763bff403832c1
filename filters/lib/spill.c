#include <stdlib.h>

#include "die.h"
#include "spill.h"

enum { DIGIT = 11, READ = 4096 };

void
spill_open(struct spill *s, size_t memory)
{
	*s = (struct spill){ .cap = memory / sizeof(*s->v) / 2 };
	s->v = mem_new(s->cap, sizeof(*s->v));
	s->work = mem_new(s->cap, sizeof(*s->work));
}

static uint32_t
sum(uint32_t a, uint32_t b)
{
	return a + b < a ? UINT32_MAX : a + b;
}

/* One pass of a radix sort; what it would not change it leaves. */
static void
sort_digit(struct spill *s, unsigned shift)
{
	size_t at[1 << DIGIT] = { 0 }, i, k, total = 0, had;
	const uint64_t mask = ((uint64_t)1 << DIGIT) - 1;
	struct spill_item *t;

	for (i = 0; i < s->n; i++)
		at[s->v[i].key >> shift & mask]++;
	for (k = 0; k < NELEM(at); k++) {
		had = at[k];
		if (had == s->n)
			return;
		at[k] = total;
		total += had;
	}
	for (i = 0; i < s->n; i++)
		s->work[at[s->v[i].key >> shift & mask]++] = s->v[i];
	t = s->v;
	s->v = s->work;
	s->work = t;
}

static void
sort(struct spill *s)
{
	size_t i, n = 0;
	unsigned shift;

	for (shift = 0; shift < 64; shift += DIGIT)
		sort_digit(s, shift);
	for (i = 0; i < s->n; i++) {
		if (n > 0 && s->v[n - 1].key == s->v[i].key) {
			s->v[n - 1].a = sum(s->v[n - 1].a, s->v[i].a);
			s->v[n - 1].b = sum(s->v[n - 1].b, s->v[i].b);
		} else {
			s->v[n++] = s->v[i];
		}
	}
	s->n = n;
}

static void
flush(struct spill *s)
{
	FILE *f;

	sort(s);
	if ((f = tmpfile()) == NULL ||
	    fwrite(s->v, sizeof(*s->v), s->n, f) != s->n || fflush(f) == EOF)
		die_errno("temporary file");
	s->run = mem_room(s->run, s->nrun, &s->caprun, sizeof(*s->run));
	s->run[s->nrun++] = (struct spill_run){ .f = f };
	s->n = 0;
}

void
spill_put(struct spill *s, uint64_t key, uint32_t a, uint32_t b)
{
	if (s->n == s->cap)
		flush(s);
	s->v[s->n++] = (struct spill_item){ key, a, b };
}

static int
fill(struct spill_run *r)
{
	if (r->at < r->n)
		return 1;
	r->at = 0;
	r->n = fread(r->v, sizeof(*r->v), READ, r->f);
	if (r->n == 0 && ferror(r->f))
		die_errno("temporary file");
	return r->n > 0;
}

static int
before(const struct spill *s, uint32_t a, uint32_t b)
{
	const struct spill_run *x = &s->run[a], *y = &s->run[b];

	return x->v[x->at].key < y->v[y->at].key;
}

static void
sink(struct spill *s, size_t i)
{
	uint32_t t;
	size_t k;

	while ((k = 2 * i + 1) < s->nheap) {
		if (k + 1 < s->nheap && before(s, s->heap[k + 1], s->heap[k]))
			k++;
		if (!before(s, s->heap[k], s->heap[i]))
			break;
		t = s->heap[i];
		s->heap[i] = s->heap[k];
		s->heap[k] = t;
		i = k;
	}
}

void
spill_rewind(struct spill *s)
{
	size_t i;

	if (s->n > 0)
		flush(s);
	free(s->v);
	free(s->work);
	s->v = s->work = NULL;
	if (s->heap == NULL)
		s->heap = mem_new(s->nrun + 1, sizeof(*s->heap));
	s->nheap = 0;
	for (i = 0; i < s->nrun; i++) {
		rewind(s->run[i].f);
		if (s->run[i].v == NULL)
			s->run[i].v = mem_new(READ, sizeof(*s->run[i].v));
		s->run[i].at = s->run[i].n = 0;
		if (fill(&s->run[i]))
			s->heap[s->nheap++] = (uint32_t)i;
	}
	for (i = s->nheap; i-- > 0;)
		sink(s, i);
}

int
spill_next(struct spill *s, struct spill_item *out)
{
	struct spill_run *r;
	int first = 1;

	while (s->nheap > 0) {
		r = &s->run[s->heap[0]];
		if (!first && r->v[r->at].key != out->key)
			break;
		if (first) {
			*out = r->v[r->at];
			first = 0;
		} else {
			out->a = sum(out->a, r->v[r->at].a);
			out->b = sum(out->b, r->v[r->at].b);
		}
		r->at++;
		if (!fill(r))
			s->heap[0] = s->heap[--s->nheap];
		sink(s, 0);
	}
	return !first;
}

void
spill_free(struct spill *s)
{
	size_t i;

	for (i = 0; i < s->nrun; i++) {
		fclose(s->run[i].f);
		free(s->run[i].v);
	}
	free(s->run);
	free(s->heap);
	free(s->v);
	free(s->work);
	*s = (struct spill){ 0 };
}
