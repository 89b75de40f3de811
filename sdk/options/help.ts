import type { Option, OptionParts } from "./option.ts";

/** The options of a command line by their names, in the order in which help lists them. */
export type NamedOptions = readonly (readonly [name: string, option: Option<unknown>])[];

/** What {@link renderHelp} is about. */
export interface HelpParts {
  /** How the program is called: `node examples/wordcount.ts`. */
  readonly program: string;
  /** The program's own options. */
  readonly own: NamedOptions;
  /** The options of every program. */
  readonly standard: NamedOptions;
  /** Those of Dataflow, where they are asked for: there are too many for everybody. */
  readonly dataflow?: NamedOptions;
  /** How many columns there are. */
  readonly width: number;
}

/** Options whose left column is wider than this have their description on the next line. */
const widestLeft = 34;

function usage({ arity, type, alias }: OptionParts, name: string): string {
  const short = alias === undefined ? "    " : `-${alias}, `;
  if (arity === "flag") return `  ${short}--[no-]${name}`;
  return `  ${short}--${name} <${type.placeholder}>${arity === "list" ? " ..." : ""}`;
}

function describe({ help, shownDefault, required }: OptionParts): string {
  const notes = [
    ...(required ? ["required"] : []),
    ...(shownDefault === undefined ? [] : [`default: ${shownDefault}`]),
  ];
  return [help, ...notes.map((note) => `(${note})`)].filter((part) => part !== "").join(" ");
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function row(left: string, leftWidth: number, description: string, width: number): string[] {
  const gap = " ".repeat(leftWidth + 2);
  const lines = wrap(description, Math.max(20, width - gap.length)).map((line) => gap + line);
  const [first = "", ...rest] = lines;
  if (left.length > leftWidth) return [left, ...lines];
  return [(left + first.slice(left.length)).trimEnd(), ...rest];
}

/** Returns the text that `--help` prints, without a line end after its last line. */
export function renderHelp({ program, own, standard, dataflow, width }: HelpParts): string {
  const rows = (options: NamedOptions): [string, string][] =>
    options.map(([name, { parts }]) => [usage(parts, name), describe(parts)]);
  const ownRows = rows(own);
  const standardRows: [string, string][] = [...rows(standard), ["  -h, --help", "show this, and do nothing else"]];
  const dataflowRows = rows(dataflow ?? []);
  const lefts = [...ownRows, ...standardRows, ...dataflowRows].map(([left]) => left.length);
  const leftWidth = Math.max(...lefts.filter((length) => length <= widestLeft));
  const section = (title: string, entries: [string, string][]): string[] =>
    entries.length === 0
      ? []
      : ["", `${title}:`, ...entries.flatMap(([left, description]) => row(left, leftWidth, description, width))];
  return [
    `Usage: ${program} [options]`,
    ...section("Options", ownRows),
    ...section("Standard options", standardRows),
    ...section("Options of --runner=dataflow", dataflowRows),
    ...(dataflow === undefined ? ["", "Options of Dataflow:  --runner=dataflow --help"] : []),
  ].join("\n");
}
