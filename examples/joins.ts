// Tells where the Summer Olympics were held, by the names of countries, which lie in a file of their own: by a side input,
// which suits few countries, or by a join, which suits any number. The results are the same.
//
//     node examples/joins.ts --by=join
import { definePipeline, option, schema } from "purlin";
import { readCsv } from "purlin/io/csv";
import { writeText } from "purlin/io/text";
import { leftJoin } from "purlin/transforms";

const game = schema.struct({ year: schema.int32(), code: schema.string(), city: schema.string() });
const country = schema.struct({ code: schema.string(), name: schema.string() });

export default definePipeline(
  (p, { games, countries, output, by }) => {
    const held = p.apply("Games", readCsv(games, { schema: game })).keyBy("GamesByCountry", ({ code }) => code);
    const names = p
      .apply("Countries", readCsv(countries, { schema: country }))
      .map("Names", ({ code, name }) => [code, name]);

    const named =
      by === "join"
        ? held.apply(leftJoin(names)).map("Joined", ([code, [game, name]]) => ({ ...game, name: name ?? code }))
        : held.map("LookUp", ([code, game], { side }) => ({ ...game, name: side.names.get(code) ?? code }), {
            side: { names: names.asMap() },
          });
    named.map("Format", ({ year, city, name }) => `${year}: ${city}, ${name}`).apply(writeText(output));
  },
  {
    options: {
      games: option.string({ default: "examples/data/games.csv", help: "CSV files of year, code, city" }),
      countries: option.string({ default: "examples/data/countries.csv", help: "CSV files of code, name" }),
      output: option.string({ default: "out/joins", help: "how the names of the output files begin" }),
      by: option.choice(["sideInput", "join"], { default: "sideInput", help: "how countries get to the games" }),
    },
  },
);
