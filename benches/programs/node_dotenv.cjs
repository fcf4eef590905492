// node node_dotenv.cjs FILE: parses it with dotenv as it is published, and prints how many variables it found.
const { readFileSync } = require("node:fs");
const { parse } = require("dotenv");

console.log(Object.keys(parse(readFileSync(process.argv[2]))).length);
