// Whether a value is what the API's discovery document says of it. `job-schemas.json` holds, of that document, the schemas
// that a job is made of, without their descriptions.

import { readFileSync } from "node:fs";

/** A JSON schema as discovery documents have them. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
}

// Our own copy of data of the API.
const { schemas } = JSON.parse(readFileSync(new URL("job-schemas.json", import.meta.url), "utf8")) as {
  readonly schemas: Readonly<Record<string, Schema>>;
};

/** How strictly a value is read. */
export interface SchemaSettings {
  /** Whether words may be given by their number, as some clients of Google's send them. */
  readonly numberedWords?: boolean;
}

/** Returns all that is not as the schema of that name says: a field that there is none of is a fault as well. */
export function schemaFaults(value: unknown, schema = "Job", settings: SchemaSettings = {}): string[] {
  const faults: string[] = [];
  new SchemaCheck(settings, (path, fault) => faults.push(`${path}: ${fault}`)).check(value, { $ref: schema }, schema);
  return faults;
}

/** Returns a value with words in the place of their numbers, where a schema has words. */
export function spelledOut(value: unknown, schema: Schema = { $ref: "Job" }): unknown {
  if (schema.$ref !== undefined) return spelledOut(value, schemas[schema.$ref] ?? {});
  if (typeof value === "number") return schema.enum?.[value] ?? value;
  if (Array.isArray(value)) return value.map((item: unknown) => spelledOut(item, schema.items ?? {}));
  if (typeof value !== "object" || value === null) return value;
  const { properties = {}, additionalProperties = {} } = schema;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, spelledOut(member, properties[name] ?? additionalProperties)]),
  );
}

type Tell = (path: string, fault: string) => void;

const formats: Readonly<Record<string, RegExp>> = {
  "google-datetime": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  "google-duration": /^-?\d+(?:\.\d{1,9})?s$/,
  int64: /^-?\d+$/,
};

class SchemaCheck {
  readonly #settings: SchemaSettings;
  readonly #tell: Tell;

  constructor(settings: SchemaSettings, tell: Tell) {
    this.#settings = settings;
    this.#tell = tell;
  }

  check(value: unknown, schema: Schema, path: string): void {
    if (schema.$ref !== undefined) {
      const named = schemas[schema.$ref];
      if (named === undefined) throw new Error(`The schemas have no "${schema.$ref}".`);
      this.check(value, named, path);
      return;
    }
    if (schema.type === "any") return;
    const type = typeOf(value);
    if (schema.type === "object" && type === "object") this.#members(value as object, schema, path);
    else if (schema.type === "array" && type === "array") {
      (value as readonly unknown[]).forEach((item, index) => {
        this.check(item, schema.items ?? {}, `${path}[${String(index)}]`);
      });
    } else this.#scalar(value, schema, path);
  }

  #members(value: object, { properties = {}, additionalProperties }: Schema, path: string): void {
    for (const [name, member] of Object.entries(value)) {
      const schema = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      if (schema === undefined) this.#tell(`${path}.${name}`, "there is no such field");
      else this.check(member, schema, `${path}.${name}`);
    }
  }

  #scalar(value: unknown, schema: Schema, path: string): void {
    const { type = "", format = "" } = schema;
    if (typeof value === "number" && this.#standsForText(value, schema)) return;
    if (typeOf(value) !== (type === "integer" ? "number" : type)) {
      this.#tell(path, `expected ${type}, found ${JSON.stringify(value)}`);
    } else if (typeof value === "string") {
      this.#text(value, schema, path);
    } else if (type === "integer" && !isInt32(value)) {
      this.#tell(path, `expected ${format}, found ${String(value)}`);
    }
  }

  /** JSON of proto3 takes numbers for integers of 64 bits, which schemas call strings. */
  #standsForText(value: number, { type, format, enum: words = [] }: Schema): boolean {
    if (type !== "string") return false;
    if (format === "int64") return Number.isInteger(value);
    return this.#settings.numberedWords === true && words[value] !== undefined;
  }

  #text(value: string, { enum: words, format = "" }: Schema, path: string): void {
    if (words !== undefined && !words.includes(value))
      this.#tell(path, `expected one of ${words.join(", ")}, found "${value}"`);
    const pattern = formats[format];
    if (pattern !== undefined && !pattern.test(value)) this.#tell(path, `expected ${format}, found "${value}"`);
  }
}

function isInt32(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
}
