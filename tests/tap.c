#include <stdarg.h>
#include <stdio.h>

#include "tap.h"

static unsigned long done, failed;

void
tap(int good, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %lu - ", good ? "" : "not ", ++done);
	failed += !good;
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

int
tap_done(void)
{
	printf("1..%lu\n", done);
	return failed > 0;
}
