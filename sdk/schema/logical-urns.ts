/** The URNs of Beam's logical types; the model lies behind `sdk/translate`, whose test holds these against it. */
export const LOGICAL_URNS = Object.freeze({
  millisInstant: "beam:logical_type:millis_instant:v1",
  microsInstant: "beam:logical_type:micros_instant:v1",
  timestamp: "beam:logical_type:timestamp:v1",
  decimal: "beam:logical_type:decimal:v1",
  fixedChar: "beam:logical_type:fixed_char:v1",
  varChar: "beam:logical_type:var_char:v1",
  fixedBytes: "beam:logical_type:fixed_bytes:v1",
  varBytes: "beam:logical_type:var_bytes:v1",
});
