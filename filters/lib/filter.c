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
