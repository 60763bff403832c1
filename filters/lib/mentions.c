#include <stdlib.h>

#include "mentions.h"
#include "token.h"
#include "unicode.h"

enum {
	FORMS_MAX = 1 << 20,    /* more are not looked at: a text of prose */
	MENTIONS_MAX = 1 << 25, /* has some thousands */
	SLUG_LOOK = 256,        /* bytes in which a slug shows what it is */
};

/* What a byte is to the scanner. */
enum { OTHER, SMALL, CAPITAL, HIGH };

static int
class_of(char c)
{
	unsigned char u = (unsigned char)c;

	if (u >= 0x80)
		return HIGH;
	if (u >= 'a' && u <= 'z')
		return SMALL;
	return u >= 'A' && u <= 'Z' ? CAPITAL : OTHER;
}

static int
is_letter(char c)
{
	return class_of(c) == SMALL || class_of(c) == CAPITAL;
}

static int
is_alnum(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

/* The byte at at, or a space outside. */
static char
at_or_space(struct str s, size_t at)
{
	return at < s.n ? s.p[at] : ' ';
}

/* The word that begins at or after from, quickly when it is ASCII. */
static int
next_word(struct str s, size_t from, struct token *t)
{
	size_t at = from, end;

	while (at < s.n && class_of(s.p[at]) == OTHER)
		at++;
	if (at >= s.n)
		return 0;
	for (end = at; end < s.n && is_letter(s.p[end]);)
		end++;
	if (end == at || class_of(at_or_space(s, end)) == HIGH ||
	    at_or_space(s, end) == '\'')
		return token_next(s, at, t);
	t->off = at;
	t->end = end;
	t->ascii = 1;
	t->upper = class_of(s.p[at]) == CAPITAL;
	t->capitals = t->upper && end > at + 1;
	while (t->capitals && at < end)
		t->capitals = class_of(s.p[at++]) == CAPITAL;
	return 1;
}

static int
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* Where the run of characters that URLs are made of ends, or max. */
static size_t
run_end(struct str s, size_t at, size_t max)
{
	while (at < max &&
	       (is_alnum(s.p[at]) || is_one_of(s.p[at], "-_/.:%?=&#@+~")))
		at++;
	return at;
}

/* Is it a URL, an address, a slug, a path? */
static int
is_slug(struct str run)
{
	size_t i, hyphens = 0, marks = 0, capitals = 0;

	if (str_find(run, 0, STR("://")) < run.n ||
	    str_starts(run, STR("www.")))
		return 1;
	for (i = 0; i + 1 < run.n; i++) {
		if (run.p[i] == '@' || run.p[i] == '_')
			return 1;
		hyphens += run.p[i] == '-' && is_alnum(run.p[i + 1]);
		marks += run.p[i] == '/';
		capitals += class_of(run.p[i]) == CAPITAL;
	}
	return capitals == 0 && (hyphens >= 3 || (hyphens && marks));
}

static void
add_slug(struct mentions *m, struct str run)
{
	struct buf lower = { 0 };
	size_t at, end;

	for (at = 0; at < run.n; at = end + 1) {
		for (end = at; end < run.n && is_letter(run.p[end]);)
			end++;
		if (end - at < 3 || m->slugs.n >= FORMS_MAX)
			continue;
		lower.n = 0;
		uc_put_lower(&lower, str_cut(run, at, end));
		++*map_put(&m->slugs, buf_str(&lower));
	}
	buf_free(&lower);
}

/* The end of the slug that the small word [off, end) begins, or 0. */
static size_t
slug_at(struct str s, size_t off, size_t end)
{
	char c = at_or_space(s, end), d = at_or_space(s, end + 1);
	size_t max = s.n - off < SLUG_LOOK ? s.n : off + SLUG_LOOK, stop;

	if (!is_one_of(c, "-/_@.:") ||
	    (is_one_of(c, ".:") && !is_alnum(d) && d != '/'))
		return 0;
	stop = run_end(s, end, max);
	if (!is_slug(str_cut(s, off, stop)))
		return 0;
	return stop < max ? stop : run_end(s, stop, s.n);
}

/* Without 's and the apostrophe of a plural. */
static size_t
trim_possessive(struct str s, size_t off, size_t end)
{
	struct str w = str_cut(s, off, end);

	if (str_ends(w, STR("'s")) || str_ends(w, STR("'S")))
		return end - 2;
	if (str_ends(w, STR("\u2019s")) || str_ends(w, STR("\u2019S")))
		return end - 4;
	return end;
}

/* Part of something that is no prose: a tag, a file name, a code. */
static int
is_glued(struct str s, size_t off, size_t end)
{
	char a = off > 0 ? s.p[off - 1] : ' ', b = at_or_space(s, end);
	char c = at_or_space(s, end + 1);

	if (is_one_of(a, "_@#\\%=&~$<0123456789") ||
	    is_one_of(b, "_@\\%=&~>0123456789"))
		return 1;
	return b == '.' && class_of(c) == SMALL;
}

/* One half of a word that a line end cuts in two. */
static int
is_cut(struct str s, size_t off, size_t end)
{
	size_t at = off;

	if (at_or_space(s, end) == '-' &&
	    is_one_of(at_or_space(s, end + 1), "\r\n"))
		return 1;
	if (str_starts(str_cut(s, end, s.n), STR("\u00ad")))
		return 1;
	while (at > 0 && (s.p[at - 1] == ' ' || s.p[at - 1] == '\t'))
		at--;
	if (at == 0 || s.p[at - 1] != '\n')
		return 0;
	at--;
	if (at > 0 && s.p[at - 1] == '\r')
		at--;
	return at > 0 && s.p[at - 1] == '-';
}

/* Surely not where a sentence begins? */
static int
is_mid(struct str s, size_t off)
{
	size_t at = off;

	if (at > 0 && s.p[at - 1] == ' ')
		at--;
	if (at == 0 || at == off)
		return at > 0 && s.p[at - 1] == '-';
	return is_alnum(s.p[at - 1]) || s.p[at - 1] == ',' ||
	       s.p[at - 1] == ';' || s.p[at - 1] == ')' || s.p[at - 1] == '&' ||
	       (class_of(s.p[at - 1]) == HIGH &&
	           !str_ends(str_cut(s, 0, at), STR("\u201c")) &&
	           !str_ends(str_cut(s, 0, at), STR("\u201d")) &&
	           !str_ends(str_cut(s, 0, at), STR("\u2014")));
}

/* Do the words [.., a) and [b, ..) stand next to each other? */
static int
is_next(struct str s, size_t off, size_t a, size_t b)
{
	struct str gap;

	if (b - a > 3)
		return 0;
	gap = str_cut(s, a, b);
	return str_eq(gap, STR(" ")) || str_eq(gap, STR("-")) ||
	       (str_eq(gap, STR(". ")) && a - off <= 3);
}

static uint32_t
form_of(struct mentions *m, struct str word)
{
	struct buf key = { 0 };
	size_t at = 0, n = m->forms.n;
	uint32_t c;
	int64_t *f;

	while (at < word.n)
		if ((c = utf8_next(word, &at)) != '\'' && c != 0x2019)
			buf_putu(&key, uc_tolower(c));
	f = map_put(&m->forms, buf_str(&key));
	buf_free(&key);
	if (m->forms.n > n) {
		m->form = mem_room(m->form, n, &m->formcap, sizeof(*m->form));
		m->form[n] = (struct form){ .spelling = UINT32_MAX };
		*f = (int64_t)n;
	}
	return (uint32_t)*f;
}

static uint32_t
spelling_of(struct mentions *m, struct str word, int capitals)
{
	size_t n = m->spellings.n;
	int64_t *i = map_borrow(&m->spellings, word);

	if (m->spellings.n > n) {
		m->spell =
		    mem_room(m->spell, n, &m->spellcap, sizeof(*m->spell));
		m->spell[n] =
		    (struct spelling){ form_of(m, word), 0, capitals };
		*i = (int64_t)n;
	}
	return (uint32_t)*i;
}

static int
is_better(const struct mentions *m, uint32_t a, uint32_t b)
{
	if (b == UINT32_MAX || m->spell[a].capitals != m->spell[b].capitals)
		return b == UINT32_MAX || m->spell[b].capitals;
	return m->spell[a].n > m->spell[b].n;
}

static struct mention *
put(struct mentions *m, size_t off, size_t end, uint32_t sp)
{
	uint32_t f = m->spell[sp].form;
	struct mention *x;

	m->v = mem_room(m->v, m->n, &m->cap, sizeof(*m->v));
	x = &m->v[m->n++];
	*x = (struct mention){
		.off = (uint32_t)off,
		.end = (uint32_t)end,
		.form = f,
		.spelling = sp,
		.mid = is_mid(m->text, off) ? 1 : 0,
	};
	m->spell[sp].n++;
	m->form[f].n++;
	m->form[f].mid += x->mid;
	if (m->form[f].last > 0)
		m->v[m->form[f].last - 1].same = (uint32_t)m->n;
	else
		m->form[f].first = (uint32_t)m->n;
	m->form[f].last = (uint32_t)m->n;
	if (is_better(m, sp, m->form[f].spelling))
		m->form[f].spelling = sp;
	return x;
}

static void
add_capital(struct mentions *m, struct token *t)
{
	size_t end = trim_possessive(m->text, t->off, t->end);
	struct str word = str_cut(m->text, t->off, end);
	struct mention *x, *last;

	if (word.n < 2 || word.n > 4 * 32 || m->n >= MENTIONS_MAX ||
	    m->spellings.n >= FORMS_MAX || is_cut(m->text, t->off, t->end))
		return;
	if (is_glued(m->text, t->off, t->end)) {
		add_slug(m, word);
		return;
	}
	x = put(m, t->off, end, spelling_of(m, word, t->capitals));
	if (m->n < 2)
		return;
	last = x - 1;
	if (is_next(m->text, last->off, last->end, x->off)) {
		x->before = (uint32_t)m->n - 1;
		last->behind = (uint32_t)m->n;
	}
}

static void
add_small(struct mentions *m, const struct token *t, mentions_small_fn *ask,
    void *ctx)
{
	struct str proper;

	if (ask == NULL || m->n >= MENTIONS_MAX ||
	    m->spellings.n >= FORMS_MAX ||
	    !ask(ctx, m->text, t->off, t->end, &proper) ||
	    is_glued(m->text, t->off, t->end) ||
	    is_cut(m->text, t->off, t->end))
		return;
	put(m, t->off, t->end, spelling_of(m, proper, 0))->small = 1;
}

static void
count_slugs(struct mentions *m)
{
	int64_t *f;
	size_t i;

	for (i = 0; i < m->slugs.n; i++)
		if ((f = map_get(&m->forms, m->slugs.v[i].key)) != NULL)
			m->form[*f].slugs = (uint32_t)m->slugs.v[i].value;
}

void
mentions_scan(
    struct mentions *m, struct str text, mentions_small_fn *ask, void *ctx)
{
	struct token t;
	size_t at = 0;

	m->text = text;
	while (next_word(text, at, &t)) {
		at = t.end;
		if (t.upper)
			add_capital(m, &t);
		else if ((at = slug_at(text, t.off, t.end)) > 0)
			add_slug(m, str_cut(text, t.off, at));
		else
			add_small(m, &t, ask, ctx);
		at = at > 0 ? at : t.end;
	}
	count_slugs(m);
}

/* Eight bytes of a word and its length: enough to tell most apart. */
static size_t
rough(struct str w)
{
	uint64_t h = w.n;
	size_t i;

	for (i = 0; i < w.n && i < 8; i++)
		h = (h ^ (unsigned char)w.p[i]) * 0x9e3779b97f4a7c15u;
	return h >> 48;
}

void
mentions_small(struct mentions *m, const unsigned char *want)
{
	unsigned char *maybe = mem_new(1 << 16, 1);
	struct token t;
	struct str w;
	size_t at = 0, f, end;
	int64_t *form;

	for (f = 0; f < m->forms.n; f++) {
		m->form[f].small = 0;
		if (want[f])
			maybe[rough(m->forms.v[f].key)] = 1;
	}
	while (next_word(m->text, at, &t)) {
		at = t.end;
		if (t.upper)
			continue;
		if ((end = slug_at(m->text, t.off, t.end)) > 0) {
			at = end;
			continue;
		}
		end = trim_possessive(m->text, t.off, t.end);
		w = str_cut(m->text, t.off, end);
		if (!maybe[rough(w)] ||
		    (form = map_get(&m->forms, w)) == NULL ||
		    is_glued(m->text, t.off, t.end))
			continue;
		m->form[*form].small++;
	}
	free(maybe);
}

struct str
mentions_key(const struct mentions *m, uint32_t form)
{
	return m->forms.v[form].key;
}

struct str
mentions_spelling(const struct mentions *m, uint32_t form)
{
	return m->spellings.v[m->form[form].spelling].key;
}

void
mentions_free(struct mentions *m)
{
	map_free(&m->forms);
	map_free(&m->spellings);
	map_free(&m->slugs);
	free(m->form);
	free(m->spell);
	free(m->v);
	memset(m, 0, sizeof(*m));
}
