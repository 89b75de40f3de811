/** Thrown where a value in a file is not of its field's type; who reads the row makes of it what the user asked for. */
export class Mismatch extends Error {
  /** The path of the field, as in `items[3].price`; empty for the whole row. */
  readonly field: string;

  constructor(field: string, problem: string) {
    super(problem);
    this.field = field;
  }

  /** A value of another type than was wanted. */
  static of(field: string, wanted: string, got: unknown): Mismatch {
    return new Mismatch(field, `wanted ${wanted}; got ${shown(got)}`);
  }
}

const SHOWN_LENGTH = 80;

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}...` : text;
}
