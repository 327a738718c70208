#include "lease/lease_table.h"
