#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

static const char *name = "pumice";
static int quiet;

void
die_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	name = slash == NULL ? path : slash + 1;
}

const char *
die_prog(void)
{
	return name;
}

void
die_quiet(int on)
{
	quiet = on;
}

static void
say(const char *fmt, va_list ap, const char *why)
{
	fprintf(stderr, "%s: ", name);
	vfprintf(stderr, fmt, ap);
	if (why != NULL)
		fprintf(stderr, ": %s", why);
	fputc('\n', stderr);
}

void
die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap, NULL);
	exit(EXIT_TROUBLE);
}

void
die_errno(const char *fmt, ...)
{
	const char *why = strerror(errno);
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap, why);
	exit(EXIT_TROUBLE);
}

void
fault_errno(const char *fmt, ...)
{
	const char *why = strerror(errno);
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap, why);
	va_end(ap);
}

void
warn(const char *fmt, ...)
{
	va_list ap;

	if (quiet)
		return;
	va_start(ap, fmt);
	say(fmt, ap, NULL);
	va_end(ap);
}
