// A round trip of a small record through the value coder, against JSON and v8.serialize.
import { deserialize, serialize } from "node:v8";
import { decodeBytes, encodeBytes, valueCoder } from "../../../sdk/index.ts";
import { compare, report, sides } from "../figure.ts";

const rounds = 500_000;
const record = { id: 123, name: "Ada", score: 1.5, tags: ["a", "b"], ok: true };

function repeat(roundTrip: (value: unknown) => unknown): () => void {
  return () => {
    for (let i = 0; i < rounds; i++) roundTrip(record);
  };
}

const json = repeat((value) => JSON.parse(JSON.stringify(value)));
const v8 = repeat((value) => deserialize(serialize(value)));
const purlin = repeat((value) => decodeBytes(valueCoder, encodeBytes(valueCoder, value)));
const result = await compare({ rounds: 5, byHand: json, purlin });
const against = await compare({ rounds: 2, byHand: v8, purlin });
report({
  name: "value-coder",
  value: result.ratio,
  unit: "x",
  goal: 1.5,
  details: `${String(rounds / 1000)},000 records, JSON.parse(JSON.stringify(x)) ${sides(result)}; ${against.ratio.toFixed(2)}x of v8.serialize`,
});
