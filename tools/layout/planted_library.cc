// No type with padding but the C library's FILE.
#include <cstdio>

int main() { return stdout->_fileno; }
