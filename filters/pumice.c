#include "front.h"

#define F(name) extern const struct filter name##_filter;
#include "filters.h"
#undef F

static const struct filter *const filters[] = {
#define F(name) &name##_filter,
#include "filters.h"
#undef F
};

int
main(int argc, char **argv)
{
	return front_main(filters, NELEM(filters), argc, argv);
}
