/* SPDX-License-Identifier: MIT */
#include <ambos/ambos.h>

int main(void)
{
    return ambos_version() == AMBOS_VERSION ? 0 : 1;
}
