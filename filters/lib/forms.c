#include <math.h>
#include <string.h>

#include "misread.h"
#include "unicode.h"

enum {
	CACHED = 1 << 16,       /* spellings */
	RARE = 32 * CHANNEL_BIT /* for the rarity of a word */
};

struct str
form_small(struct str s, char *out)
{
	struct buf b = { 0 };
	unsigned char high = 0;
	size_t i;

	for (i = 0; i < s.n; i++) {
		high |= (unsigned char)s.p[i];
		out[i] =
		    s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] | 0x20 : s.p[i];
	}
	if (high & 0x80) {
		uc_put_lower(&b, s);
		if (b.n == s.n)
			memcpy(out, b.p, b.n);
		buf_free(&b);
	}
	return str_of(out, s.n);
}

static int
is_known(const struct doc *d, const struct form *f)
{
	size_t i;
	int known = 2;

	for (i = 0; i < f->n; i++)
		if (f->id[i] == LM_UNKNOWN)
			known = 0;
		else if (f->id[i] >= LM_FIRST &&
		         lm_count(d->t->lm, f->id[i]) < 40)
			known = known < 1 ? known : 1;
	if (known < 2 && d->t->words != NULL &&
	    words_know(d->t->words, f->text))
		known = 2;
	return known;
}

enum shape
form_shape(struct str s)
{
	size_t at = 0, from, lower = 0, upper = 0;
	int first = 0;
	uint32_t c;

	while ((from = at) < s.n) {
		c = utf8_next(s, &at);
		lower += uc_lower(c) != 0;
		upper += uc_upper(c) != 0;
		first |= from == 0 && uc_upper(c);
	}
	if (upper > 1 && upper > lower)
		return SHAPE_UPPER;
	return first ? SHAPE_TITLE : SHAPE_LOWER;
}

int
form_doubt(const struct doc *d, struct str s)
{
	struct buf b = { 0 };
	int64_t *odds;

	uc_put_lower(&b, s);
	odds = map_get(&d->t->doubted, buf_str(&b));
	buf_free(&b);
	return odds == NULL ? 0 : *odds > 1000000 ? 1000000 : (int)*odds;
}

/* A word in which a digit stands for a letter. */
static int
digit_word(struct str s)
{
	size_t i, digits = 0, lower = 0, upper = 0;

	for (i = 0; i < s.n; i++) {
		digits += s.p[i] >= '0' && s.p[i] <= '9';
		lower += s.p[i] >= 'a' && s.p[i] <= 'z';
		upper += s.p[i] >= 'A' && s.p[i] <= 'Z';
	}
	return digits > 0 && digits * 2 <= lower + upper &&
	       lower + upper >= 3 && lower + upper + digits == s.n &&
	       (lower == 0 || upper == 0 ||
	           (upper == 1 && s.p[0] >= 'A' && s.p[0] <= 'Z'));
}

/* The model takes apart what has marks; the rest is looked up here. */
static size_t
find_form(const struct doc *d, struct str s, uint32_t id[LM_PARTS])
{
	char low[LM_WORD_MAX];
	size_t i;

	if (digit_word(s)) {
		id[0] = LM_UNKNOWN;
		return 1;
	}
	if (s.n <= sizeof(low)) {
		id[0] = lexis_word(d->t, form_small(s, low));
		if (id[0] != LM_UNKNOWN)
			return 1;
	}
	for (i = 0; i < s.n; i++)
		if ((s.p[i] | 0x20) < 'a' || (s.p[i] | 0x20) > 'z')
			return lm_split(d->t->lm, s, id);
	return 1;
}

/* Does a small word tell that a text is English, or that it is not? */
static enum tongue
tongue_of(struct str s)
{
	if (s.n > 6)
		return TONGUE_ANY;
	if (str_among(s, "the of and to that with for from his her "
	                 "had were is are be have which this by it"))
		return TONGUE_OWN;
	return str_among(s, "der die das und ist nicht ein eine mit dem des "
	                    "le la les et du est une dans que qui pour "
	                    "el los las por con del het een van niet zijn "
	                    "il di che della och att det som")
	           ? TONGUE_OTHER
	           : TONGUE_ANY;
}

/* What is known of a spelling, which is found once for all texts. */
static struct form
look_up(const struct doc *d, struct str folded)
{
	struct lexis *t = d->t;
	struct form f = { .text = folded };
	int64_t *at;

	if (t->spelt.n >= CACHED)
		map_free(&t->spelt);
	at = map_put(&t->spelt, folded);
	if (*at > 0)
		return t->forms[*at - 1];
	f.n = (unsigned)find_form(d, folded, f.id);
	f.shape = (unsigned char)form_shape(folded);
	f.known = (unsigned char)is_known(d, &f);
	if (f.n == 1 && f.id[0] == LM_UNKNOWN)
		f.spell = lm_spell(t->lm, folded);
	f.doubt = form_doubt(d, folded);
	f.tongue = (unsigned char)tongue_of(folded);
	t->forms =
	    mem_room(t->forms, t->spelt.n - 1, &t->formcap, sizeof(*t->forms));
	t->forms[t->spelt.n - 1] = f;
	*at = (int64_t)t->spelt.n;
	return f;
}

uint32_t
form_of(struct doc *d, struct str folded)
{
	int64_t *at = map_put(&d->index, folded);

	if (*at == 0) {
		d->forms = mem_room(
		    d->forms, d->nforms, &d->formcap, sizeof(*d->forms));
		d->forms[d->nforms] = look_up(d, folded);
		d->forms[d->nforms++].text = d->index.v[d->index.n - 1].key;
		*at = (int64_t)d->nforms;
	}
	return (uint32_t)*at - 1;
}

void
forms_make(struct doc *d)
{
	struct buf b = { 0 };
	size_t i;

	d->form = mem_new(d->p.n, sizeof(*d->form));
	for (i = 0; i < d->p.n; i++) {
		b.n = 0;
		channel_fold(str_cut(d->in, d->p.v[i].off, d->p.v[i].end), &b);
		d->form[i] = form_of(d, buf_str(&b));
		d->forms[d->form[i]].count++;
		if (d->p.v[i].digit)
			d->numerals[numeral_kind(buf_str(&b))]++;
		d->ones += d->p.v[i].kind == PIECE_NUMBER && b.n > 1 &&
		           b.p[b.n - 1] == '1';
	}
	buf_free(&b);
}

/* A list of names has few of either. */
int
forms_foreign(const struct doc *d)
{
	size_t n[TONGUES] = { 0 }, i;

	if (!d->t->english)
		return 0;
	for (i = 0; i < d->nforms; i++)
		n[d->forms[i].tongue] += d->forms[i].count;
	return n[TONGUE_OTHER] > n[TONGUE_OWN] && n[TONGUE_OTHER] * 32 > d->p.n;
}

/* What is in small letters counts, so that names do not. */
void
forms_noise(struct doc *d)
{
	const struct form *f;
	size_t i, n = 0;

	d->unknown = 0;
	for (i = 0; i < d->p.n; i++) {
		f = &d->forms[d->form[i]];
		if (d->p.v[i].kind != PIECE_WORD || f->text.n < 3 ||
		    f->shape != SHAPE_LOWER)
			continue;
		n++;
		d->unknown += f->known == 0;
	}
	d->noise = ((double)d->unknown + 0.5) / ((double)n + 50) / 0.07;
	if (d->noise > 2.5)
		d->noise = 2.5;
	if (d->noise < 0.02)
		d->noise = 0.02;
}

/* The first of them, or NULL. */
static const struct near *
add_cands(struct doc *d, struct form *f, struct str reading, enum shape shape,
    int bound, size_t work, size_t max)
{
	struct nears found = lexis_near(d->t, reading, shape, bound, work, max);
	const struct near *v;
	struct cand *c;
	size_t i;

	for (i = 0; i < found.n; i++) {
		v = &d->t->near[found.first + i];
		d->cands = mem_room(
		    d->cands, d->ncands, &d->candcap, sizeof(*d->cands));
		c = &d->cands[d->ncands++];
		c->id = d->t->id[v->word];
		c->cost = v->cost + v->confused * d->shift;
		c->shape = (unsigned char)shape;
		f->ncand++;
	}
	return found.n > 0 ? &d->t->near[found.first] : NULL;
}

static int
like_capital(char c)
{
	return strchr("lijt1!|f[]{}()/\\ILVv0OcswWx", c) != NULL ||
	       (unsigned char)c >= 0x80;
}

/* How far to look: little in a text that has little to be mended, and for a
 * word that there is, and for two pieces as one. */
static size_t
work_of(const struct doc *d, const struct form *f, int widely)
{
	size_t work = widely ? 25 : 10;

	if (memchr(f->text.p, ' ', f->text.n) != NULL)
		work = widely ? 15 : 5;
	return d->noise < LOW_NOISE ? work * 2 / 5 : work;
}

void
form_search(struct doc *d, struct form *f, int widely, int bound)
{
	int len = (int)f->text.n;
	size_t max = widely ? 16 : 8, work = work_of(d, f, widely);
	const struct near *first;
	int most;

	if (f->searched > widely)
		return;
	f->searched = (unsigned char)(1 + widely);
	f->cand = d->ncands;
	f->ncand = 0;
	if (bound == 0 && d->noise < LOW_NOISE)
		bound = (8 + (len < 12 ? len : 12)) * CHANNEL_BIT;
	else if (bound == 0)
		bound = (12 + 2 * (len < 12 ? len : 12)) * CHANNEL_BIT;
	bound += RARE;
	first =
	    add_cands(d, f, f->text, (enum shape)f->shape, bound, work, max);
	/* In another shape no more than that is looked for. */
	most = 14 * CHANNEL_BIT + RARE;
	if (first != NULL)
		most = first->total + (first->cost > 0 ? 4 : 12) * CHANNEL_BIT;
	if (bound > most)
		bound = most;
	if (memchr(f->text.p, ' ', f->text.n) != NULL)
		return;
	if (f->shape == SHAPE_LOWER && like_capital(f->text.p[0]))
		add_cands(d, f, f->text, SHAPE_TITLE, bound, work, max);
	if (f->shape == SHAPE_TITLE)
		add_cands(d, f, f->text, SHAPE_LOWER, bound, work, max);
	if (f->shape == SHAPE_UPPER && len <= 3)
		add_cands(d, f, f->text, SHAPE_TITLE, bound, work, max);
	if (d->slips != NULL)
		slips_add(d, f, widely, bound);
}
