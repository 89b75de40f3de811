/**
 * When the panes of a window fire, as data: a tree of the Beam model's triggers.
 *
 * Source: `Trigger` of the model's runner API.
 */
export type Trigger =
  | { readonly kind: "default" }
  | { readonly kind: "always" }
  | { readonly kind: "never" }
  | { readonly kind: "afterAll"; readonly triggers: readonly Trigger[] }
  | { readonly kind: "afterAny"; readonly triggers: readonly Trigger[] }
  | { readonly kind: "afterEach"; readonly triggers: readonly Trigger[] }
  | { readonly kind: "afterEndOfWindow"; readonly early?: Trigger; readonly late?: Trigger }
  | { readonly kind: "afterProcessingTime"; readonly transforms: readonly TimestampTransform[] }
  | { readonly kind: "afterSynchronizedProcessingTime" }
  | { readonly kind: "elementCount"; readonly count: number }
  | { readonly kind: "orFinally"; readonly main: Trigger; readonly finally: Trigger }
  | { readonly kind: "repeat"; readonly trigger: Trigger };

/** How a processing-time trigger reckons when it fires from when the first element of a pane came. */
export type TimestampTransform =
  | { readonly kind: "delay"; readonly delayMillis: number }
  | { readonly kind: "alignTo"; readonly periodMillis: number; readonly offsetMillis: number };

/** The model's default: once when the watermark passes the end of the window, then for each late element. */
export const DEFAULT_TRIGGER: Trigger = Object.freeze({ kind: "default" });
