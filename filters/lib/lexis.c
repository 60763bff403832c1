#include <stdlib.h>

#include "misread.h"
#include "utf8.h"

enum {
	CANDS = 16,       /* found for one spelling */
	CACHED = 1 << 16, /* spellings */
	SPELLINGS = 1 << 12,
	SHORT = 26, /* bytes of one whose cost is kept */
};

/* A spelling, and what its letters cost. */
struct spelling {
	int cost;
	unsigned char n; /* bytes + 1, or 0 */
	char s[SHORT + 1];
};

static int
letters_only(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((s.p[i] < 'a' || s.p[i] > 'z') && s.p[i] != '\'' &&
		    (unsigned char)s.p[i] < 0x80)
			return 0;
	return s.n > 0 && s.p[0] != '\'';
}

/* What a search reckons for a word, in steps. */
static unsigned char
rarity(const struct lm *lm, uint32_t id)
{
	int step = LM_BIT / CHANNEL_BIT * TRIE_RARE;
	int x = lm_unigram(lm, id) / step;

	return (unsigned char)(x < 0 ? 0 : x > 254 ? 254 : x);
}

void
lexis_list(struct lexis *t)
{
	uint32_t w, n = lm_words(t->lm);
	struct str s;

	t->list = mem_new(n, sizeof(*t->list));
	t->id = mem_new(n, sizeof(*t->id));
	t->rare = mem_new(n, sizeof(*t->rare));
	for (w = LM_FIRST; w < n; w++) {
		s = lm_str(t->lm, w);
		if (s.n > 1 && s.p[s.n - 1] == '.')
			*map_borrow(&t->dotted, str_cut(s, 0, s.n - 1)) = w;
		if (!letters_only(s))
			continue;
		t->list[t->nlist] = s;
		t->id[t->nlist] = w;
		t->rare[t->nlist++] = rarity(t->lm, w);
	}
	t->trie = trie_open(t->list, t->rare, t->nlist);
}

static void
read_doubted(struct lexis *t, const struct settings *s)
{
	static const char name[] = "misreadings.tsv";
	struct tsv rows = { .text = dict_map(s, name, 0) };
	struct str f[3];
	int64_t read, right;

	while (tsv_next(&rows, f, 3) > 0) {
		read = str_num(f[1]);
		right = str_num(f[2]);
		if (read < 1 || right < 0 || right > read)
			dict_broken(s, name, rows.line, "not two counts");
		*map_put(&t->doubted, f[0]) =
		    (2 * (read - right) + 1) * 1000 / (2 * right + 1);
	}
}

struct lexis *
lexis_open(const struct settings *s)
{
	struct lexis *t = mem_new(1, sizeof(*t));

	t->lm = lm_open(s);
	t->words = words_open(s);
	channel_open(&t->channel, s);
	t->space_lost = channel_cost(&t->channel, STR(" "), STR(""));
	t->space_gained = channel_cost(&t->channel, STR(""), STR(" "));
	t->search = search_new();
	t->english = strcmp(s->lang, "en") == 0;
	/* Where the model is small, the dictionary must know what is right. */
	if (!t->english && t->words == NULL) {
		lm_close(t->lm);
		t->lm = NULL;
	}
	t->elides = t->lm != NULL && lm_word(t->lm, STR("l'")) != LM_UNKNOWN;
	read_doubted(t, s);
	return t;
}

void
lexis_close(struct lexis *t)
{
	lattice_free(&t->l);
	lm_close(t->lm);
	words_close(t->words);
	channel_free(&t->channel);
	search_free(t->search);
	map_free(&t->searched);
	buf_free(&t->key);
	free(t->found);
	free(t->near);
	free(t->spelling);
	trie_close(t->trie);
	map_free(&t->numbered);
	free(t->numerals);
	map_free(&t->spelt);
	free(t->forms);
	map_free(&t->doubted);
	map_free(&t->dotted);
	confidence_free(&t->scan);
	free(t->list);
	free(t->id);
	free(t->rare);
	free(t);
}

uint32_t
lexis_word(const struct lexis *t, struct str s)
{
	uint32_t at = trie_find(t->trie, s);

	return at == UINT32_MAX ? LM_UNKNOWN : t->id[at];
}

/* Most are none, and of what the model need not fold the list of words says
 * that faster. */
uint32_t
lexis_number(const struct lexis *t, struct str small)
{
	return letters_only(small) && utf8_ascii(small, 0) == small.n
	           ? lexis_word(t, small)
	           : lm_word(t->lm, small);
}

int
lexis_spell(struct lexis *t, struct str s)
{
	struct spelling *k;

	if (s.n > SHORT)
		return lm_spell(t->lm, s);
	if (t->spelling == NULL)
		t->spelling = mem_new(SPELLINGS, sizeof(*t->spelling));
	k = &t->spelling[hash_bytes(s) % SPELLINGS];
	if (k->n != s.n + 1 || memcmp(k->s, s.p, s.n) != 0) {
		k->cost = lm_spell(t->lm, s);
		k->n = (unsigned char)(s.n + 1);
		memcpy(k->s, s.p, s.n);
	}
	return k->cost;
}

struct nears
lexis_near(struct lexis *t, struct str reading, enum shape shape, int bound,
    size_t work, size_t max)
{
	struct near v[CANDS];
	struct buf *key = &t->key;
	int64_t *at;
	size_t n, i;

	if (t->searched.n >= CACHED) {
		map_free(&t->searched);
		t->nnear = t->nfound = 0;
	}
	key->n = 0;
	buf_put(key, reading);
	buf_putc(key, (int)shape);
	buf_putc(key, bound / 256);
	buf_putc(key, bound % 256);
	buf_putc(key, (int)work);
	buf_putc(key, (int)max);
	at = map_put(&t->searched, buf_str(key));
	if (*at == 0) {
		n = trie_near(t->trie, &t->channel, t->search, reading, shape,
		    bound, work, v, max);
		t->found = mem_room(
		    t->found, t->nfound, &t->foundcap, sizeof(*t->found));
		t->found[t->nfound] = (struct nears){ t->nnear, n };
		*at = (int64_t)++t->nfound;
		for (i = 0; i < n; i++) {
			t->near = mem_room(
			    t->near, t->nnear, &t->nearcap, sizeof(*t->near));
			t->near[t->nnear++] = v[i];
		}
	}
	return t->found[*at - 1];
}

const struct numerals *
lexis_numerals(struct lexis *t, struct str reading)
{
	struct numerals *v;
	int64_t *at;

	if (t->numbered.n >= CACHED)
		map_free(&t->numbered);
	at = map_put(&t->numbered, reading);
	if (*at == 0) {
		*at = (int64_t)t->numbered.n;
		t->numerals = mem_room(t->numerals, t->numbered.n - 1,
		    &t->numeralcap, sizeof(*t->numerals));
		v = &t->numerals[*at - 1];
		v->n = numeral_read(&t->channel, reading, v->v, NELEM(v->v));
	}
	return &t->numerals[*at - 1];
}
