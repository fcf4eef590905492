extern const char kPlantedConstants[50'000];
const char kPlantedConstants[50'000] = {1};
// Zero at the start, hence not in the file.
extern char planted_zeros[70'000];
char planted_zeros[70'000];
