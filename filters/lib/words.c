#include <stdlib.h>
#include <unistd.h>

#include <hunspell/hunspell.h>

#include "die.h"
#include "map.h"
#include "utf8.h"
#include "words.h"

enum {
	WORD_MAX = 400,      /* bytes: 100 characters at most */
	CACHE_MAX = 1 << 20, /* word forms; then it starts again */
};

struct words {
	struct words *next;
	const char *dict; /* from dicts, or the language's name */
	int users;
	Hunhandle *h;
	struct map cache; /* 1 known, 2 not */
};

/* Loading one takes 30 ms: the filters of a chain share theirs. */
static struct words *opened;

static const struct {
	const char *lang, *dict;
} dicts[] = {
	{ "en", "en_US" },
	{ "de", "de_DE" },
	{ "fr", "fr" },
	{ "es", "es_ES" },
	{ "nl", "nl" },
	{ "it", "it_IT" },
	{ "pt", "pt_PT" },
};

static const char *
dict_of(const char *lang)
{
	size_t i;

	for (i = 0; i < NELEM(dicts); i++)
		if (strcmp(lang, dicts[i].lang) == 0)
			return dicts[i].dict;
	return lang;
}

static struct words *
load(const char *dict)
{
	struct buf aff = { 0 }, dic = { 0 };
	struct words *w = NULL;
	Hunhandle *h;

	buf_printf(&aff, "/usr/share/hunspell/%s.aff", dict);
	buf_printf(&dic, "/usr/share/hunspell/%s.dic", dict);
	if (access(buf_cstr(&aff), R_OK) == 0 &&
	    access(buf_cstr(&dic), R_OK) == 0) {
		h = Hunspell_create(aff.p, dic.p);
		if (strcmp(Hunspell_get_dic_encoding(h), "UTF-8") != 0)
			die("%s: not a UTF-8 dictionary", dic.p);
		w = mem_new(1, sizeof(*w));
		w->dict = dict;
		w->h = h;
	}
	buf_free(&aff);
	buf_free(&dic);
	return w;
}

struct words *
words_open(const struct settings *s)
{
	const char *dict = dict_of(s->lang);
	struct words *w;

	for (w = opened; w != NULL; w = w->next)
		if (strcmp(w->dict, dict) == 0)
			break;
	if (w == NULL) {
		if ((w = load(dict)) == NULL)
			return NULL;
		w->next = opened;
		opened = w;
	}
	w->users++;
	return w;
}

int
words_know(struct words *w, struct str word)
{
	char z[WORD_MAX + 1];
	int64_t *known;

	if (word.n == 0 || word.n > WORD_MAX ||
	    memchr(word.p, '\0', word.n) != NULL)
		return 0;
	if (w->cache.n >= CACHE_MAX)
		map_free(&w->cache);
	known = map_put(&w->cache, word);
	if (*known == 0) {
		memcpy(z, word.p, word.n);
		z[word.n] = '\0';
		*known =
		    utf8_valid(word) == word.n && Hunspell_spell(w->h, z) != 0
		        ? 1
		        : 2;
	}
	return *known == 1;
}

void
words_close(struct words *w)
{
	struct words **p;

	if (w == NULL || --w->users > 0)
		return;
	for (p = &opened; *p != w; p = &(*p)->next)
		continue;
	*p = w->next;
	Hunspell_destroy(w->h);
	map_free(&w->cache);
	free(w);
}
