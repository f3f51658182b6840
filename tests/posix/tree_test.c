/* SPDX-License-Identifier: MIT */
#include "children.h"
TEST(a){ CHECK_INT(ambos_process_tree(NULL), AMBOS_TREE_NONE); }
