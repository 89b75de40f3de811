import { getOption } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import {
  beam_constant,
  BeamConstants_Constants,
  BeamConstants_ConstantsSchema,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP, MIN_TIMESTAMP, timestampToBigInt } from "../../sdk/values/timestamp.ts";

// Values import nothing, so their constants are typed there; here is what holds them to the model.
it.each([
  { name: "MIN_TIMESTAMP", timestamp: MIN_TIMESTAMP, constant: BeamConstants_Constants.MIN_TIMESTAMP_MILLIS },
  { name: "MAX_TIMESTAMP", timestamp: MAX_TIMESTAMP, constant: BeamConstants_Constants.MAX_TIMESTAMP_MILLIS },
  {
    name: "END_OF_GLOBAL_WINDOW",
    timestamp: END_OF_GLOBAL_WINDOW,
    constant: BeamConstants_Constants.GLOBAL_WINDOW_MAX_TIMESTAMP_MILLIS,
  },
])("$name is the model's, to the millisecond", ({ timestamp, constant }) => {
  const value = BeamConstants_ConstantsSchema.value[constant];
  expect(getOption(value, beam_constant)).toBe(timestampToBigInt(timestamp).toString());
});
