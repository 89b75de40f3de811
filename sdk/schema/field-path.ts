/** Values that have no fields of their own, though they are objects. */
type Atom =
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- any function at all
  readonly unknown[] | Date | Uint8Array | RegExp | URL | Function | ReadonlyMap<never, unknown> | ReadonlySet<unknown>;

// How deep paths go: schemas may be recursive, and the compiler must come to an end.
interface Deeper {
  readonly 5: 4;
  readonly 4: 3;
  readonly 3: 2;
  readonly 2: 1;
  readonly 1: 0;
}

/** The names of a row's fields, and of those of rows within it: `"customer"`, `"customer.country"`. */
export type FieldPath<R, Depth = 5> = R extends object
  ? {
      [K in keyof R & string]:
        K | (Depth extends keyof Deeper ? PathBelow<K, NonNullable<R[K]>, Deeper[Depth]> : never);
    }[keyof R & string]
  : never;

type PathBelow<K extends string, V, Depth> = V extends Atom
  ? never
  : V extends object
    ? `${K}.${FieldPath<V, Depth>}`
    : never;

/** The type of the field at a path; null where the row that holds it may be null, undefined where it may be. */
export type FieldAt<R, P extends string> = R extends null | undefined
  ? R
  : P extends keyof R
    ? R[P]
    : P extends `${infer K}.${infer Rest}`
      ? K extends keyof R
        ? FieldAt<R[K], Rest>
        : never
      : never;

/**
 * What a PCollection of `R`s lacks to be taken by a transform that needs fields at the paths `P`: nothing where all are
 * there. The compiler's message names the fields that are not.
 */
export type UnknownField<R, P extends string> = [Exclude<P, FieldPath<R>>] extends [never]
  ? unknown
  : { readonly "there is no field": Exclude<P, FieldPath<R>> };
