#include "filter.h"

const char *
settings_get(const struct settings *s, const char *name)
{
	size_t i;

	for (i = s->n; i-- > 0;)
		if (strcmp(s->v[i].name, name) == 0)
			return s->v[i].value;
	return NULL;
}

int
filter_rule_named(const struct filter *f, size_t rule, const char *what)
{
	size_t n = strlen(f->name);

	if (strncmp(what, f->name, n) == 0 && what[n] == '/')
		what += n + 1;
	return strcmp(what, f->rules[rule].name) == 0;
}

int
rule_index(const struct rule *rules, int n, struct str name)
{
	int i;

	for (i = 0; i < n; i++)
		if (str_eq(name, str_from(rules[i].name)))
			return i;
	return -1;
}

int
ruling_applies(const struct ruling *r, const struct rule *rules, unsigned rule)
{
	if (r->off != NULL && r->off[rule])
		return 0;
	return r->low != NULL ? !r->low[rule]
	                      : rules[rule].confidence >= CONFIDENCE;
}
