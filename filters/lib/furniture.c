#include <stdlib.h>

#include "dict.h"
#include "furniture.h"
#include "map.h"

enum {
	WORDS = 64,   /* of a line that are looked at */
	FIRST = 4096, /* bits that say what words begin a phrase */
};

struct phrase {
	char how;
	int rule;
	unsigned most;
	unsigned words;
	uint64_t word[16]; /* hashes; the first is its key */
	struct str text;
	uint32_t next; /* with the same first word: index + 1 */
};

struct furniture {
	struct phrase *v;
	size_t n, cap;
	struct map first; /* hash of the first word: index + 1 */
	uint64_t seen[FIRST / 64];
};

/* What a byte is to a word: 0 not part of one, 1 left out, else the byte
 * itself, small. */
static uint8_t
fold_byte(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c | 0x20;
	if ((c >= 'a' && c <= 'z') || c >= 0x80)
		return c;
	if ((c >= '0' && c <= '9') || c == '#')
		return '#';
	return c == '\'';
}

/* The length of a mark outside ASCII at at, or 0: general punctuation,
 * arrows, symbols, Latin-1 marks.  An apostrophe is none. */
static size_t
mark_at(struct str s, size_t at)
{
	uint8_t c = (uint8_t)s.p[at];

	if (c == 0xc2 && s.n - at >= 2)
		return (uint8_t)s.p[at + 1] == 0xa9 ? 0 : 2;
	if (c == 0xe2 && s.n - at >= 3 && (uint8_t)s.p[at + 1] < 0xb0)
		return str_starts(str_cut(s, at, s.n), STR("\u2019")) ? 0 : 3;
	return 0;
}

static uint64_t
hash_add(uint64_t h, uint8_t c)
{
	return (h ^ c) * 0x100000001b3u;
}

static uint64_t
hash_word(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *s != '\0'; s++)
		h = hash_add(h, (uint8_t)*s);
	return h;
}

/* The hashes of a line's words, at most max; a number is one '#'. */
static unsigned
line_words(struct str s, uint64_t *out, unsigned max)
{
	const uint64_t none = 0xcbf29ce484222325u;
	uint64_t h = none;
	uint8_t c, last = 0;
	unsigned n = 0;
	size_t at, mark;

	for (at = 0; at < s.n && n < max; at++) {
		c = fold_byte((uint8_t)s.p[at]);
		if (c >= 0x80 && (mark = mark_at(s, at)) > 0) {
			at += mark - 1;
			c = 0;
		} else if (c == 0xe2 || c == 0xc2) {
			/* the apostrophe, or the sign of copyright */
			at += c == 0xe2 && s.n - at >= 3 ? 2 : 1;
			if (c == 0xc2 && h == none)
				h = hash_word("copyright");
			continue;
		}
		if (c == 1 || (c == '#' && last == '#'))
			continue;
		last = c;
		if (c != 0) {
			h = hash_add(h, c);
		} else if (h != none) {
			out[n++] = h;
			h = none;
		}
	}
	if (h != none && n < max)
		out[n++] = h;
	return n;
}

static struct str
key_of(const uint64_t *h)
{
	return str_of((const char *)h, sizeof(*h));
}

static void
put_phrase(struct furniture *f, const struct phrase *p)
{
	int64_t *first;

	f->v = mem_room(f->v, f->n, &f->cap, sizeof(*f->v));
	f->v[f->n++] = *p;
	first = map_put(&f->first, key_of(p->word));
	f->v[f->n - 1].next = (uint32_t)*first;
	*first = (int64_t)f->n;
	f->seen[p->word[0] % FIRST / 64] |= (uint64_t)1 << p->word[0] % 64;
}

struct furniture *
furniture_open(const struct settings *s, const char *const *names, size_t n)
{
	const char *const table = "furniture.tsv";
	struct furniture *f = mem_new(1, sizeof(*f));
	struct tsv t = { .text = dict_map(s, table, 0) };
	struct phrase p = { 0 };
	struct str field[4];

	while (tsv_next(&t, field, NELEM(field)) > 0) {
		for (p.rule = 0; (size_t)p.rule < n; p.rule++)
			if (str_eq(field[0], str_from(names[p.rule])))
				break;
		if ((size_t)p.rule == n)
			dict_broken(s, table, t.line, "no such rule");
		if (field[1].n != 1 || strchr("=^~msa", field[1].p[0]) == NULL)
			dict_broken(s, table, t.line, "not a way to compare");
		p.how = field[1].p[0];
		p.most = (unsigned)str_num(field[2]);
		p.text = field[3];
		p.words = line_words(field[3], p.word, NELEM(p.word));
		if (p.words == 0)
			dict_broken(s, table, t.line, "no words");
		put_phrase(f, &p);
	}
	return f;
}

void
furniture_close(struct furniture *f)
{
	map_free(&f->first);
	free(f->v);
	free(f);
}

static int
same_words(const struct phrase *p, const uint64_t *word, unsigned n)
{
	return p->words <= n &&
	       memcmp(p->word, word, p->words * sizeof(*word)) == 0;
}

/* Note what phrase p, found at word i of n, says of the line. */
static void
note_phrase(
    const struct phrase *p, unsigned i, unsigned n, struct furniture_line *out)
{
	int whole = i == 0 && p->words == n;

	switch (p->how) {
	case 's':
		out->share++;
		return;
	case 'a':
		out->agency++;
		return;
	case 'm':
		out->menu |= whole;
		return;
	case '=':
		if (!whole)
			return;
		break;
	case '^':
		if (i > 0)
			return;
		break;
	}
	if (n > p->most || (out->rule >= 0 && out->whole >= whole))
		return;
	out->rule = p->rule;
	out->whole = whole;
	out->phrase = p->text;
}

void
furniture_look(
    const struct furniture *f, struct str line, struct furniture_line *out)
{
	uint64_t word[WORDS];
	unsigned i, n = line_words(line, word, WORDS);
	const struct phrase *p;
	int64_t *first;
	size_t k;

	*out = (struct furniture_line){ .words = n, .rule = -1 };
	for (i = 0; i < n; i++) {
		if ((f->seen[word[i] % FIRST / 64] >> word[i] % 64 & 1) == 0 ||
		    (first = map_get(&f->first, key_of(&word[i]))) == NULL)
			continue;
		for (k = (size_t)*first; k != 0; k = p->next) {
			p = &f->v[k - 1];
			if (same_words(p, word + i, n - i))
				note_phrase(p, i, n, out);
		}
	}
}
