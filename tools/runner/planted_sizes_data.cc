// Initialized, hence in the file.
extern char planted_data[100'000];
char planted_data[100'000] = {1};
