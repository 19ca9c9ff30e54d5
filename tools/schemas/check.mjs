// node check.mjs JOBS: validates documents against schemas. JOBS is a JSON file with [{ "schema": path, "document": value }, …];
// the answer on stdout is an array, in the same order, of what is wrong with each document: an empty string when it is valid.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const ajv = new Ajv2020.default({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true });
addFormats.default(ajv);

const compiled = new Map();
function validatorOf(path) {
  if (!compiled.has(path)) compiled.set(path, ajv.compile(JSON.parse(readFileSync(path, "utf8"))));
  return compiled.get(path);
}

const jobs = JSON.parse(readFileSync(process.argv[2], "utf8"));
const found = jobs.map(({ schema, document }) => {
  const validate = validatorOf(schema);
  return validate(document) ? "" : ajv.errorsText(validate.errors, { dataVar: "document" });
});
process.stdout.write(JSON.stringify(found));
