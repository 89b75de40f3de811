/**
 * Purlin's own URNs: what only a Purlin worker understands. Where the payload is a function id, it is the one under which
 * the program's function table holds the function.
 */
export const purlinUrns = Object.freeze({
  /** The function of a ParDo. Payload: function id. */
  doFn: "purlin:do_fn:v1",
  /** The function of a ParDo that gives its elements back: where a collection needs another coder. No payload. */
  identity: "purlin:identity:v1",
  /** The CombineFn of a combination. Payload: function id. */
  combineFn: "purlin:combine_fn:v1",
  /** How a step reads a side input. Payload: function id. */
  sideInputView: "purlin:side_input_view:v1",
  /** The window of a side input in which the window of an element ends. No payload. */
  windowMapping: "purlin:window_mapping:v1",
  /** A WindowFn of the program's own. Payload: function id. */
  windowFn: "purlin:window_fn:v1",
  /** Windows of days, weeks, months or years of a time zone. Payload: JSON of a CalendarSpec. */
  calendarWindows: "purlin:window_fn:calendar:v1",
  /** Any JavaScript value, exactly. */
  valueCoder: "purlin:coder:value:v1",
  /** Any JavaScript value; equal values have equal encodings. */
  canonicalValueCoder: "purlin:coder:canonical_value:v1",
  /** JSON text. */
  jsonCoder: "purlin:coder:json:v1",
  /** A coder of the program's own. Payload: function id. */
  customCoder: "purlin:coder:custom:v1",
});

/** Keys of a transform's annotations that only Purlin reads. */
export const purlinAnnotations = Object.freeze({
  /** On a transform that is still to be expanded: the address of the expansion service. */
  expansionService: "purlin:expansion_service:v1",
  /** On a transform that was expanded: the transform as the program stated it, a serialized PTransform. */
  external: "purlin:external:v1",
});

/** The id under which a pipeline lists the environment of its own functions, where nothing is asked of machines. */
export const PURLIN_ENVIRONMENT_ID = "purlin";

/** Says whether an environment is that of the program's own functions, with or without hints of what machines it needs. */
export function isOwnEnvironment(id: string): boolean {
  return id === PURLIN_ENVIRONMENT_ID || id.startsWith(`${PURLIN_ENVIRONMENT_ID}/`);
}
