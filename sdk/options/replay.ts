// What a program was told when its job was submitted, for the workers that evaluate it again. It lies on the global
// object because the program may import another copy of this package than what starts it.

const recordKey = Symbol.for("purlin.parsedOptions");
const replayKey = Symbol.for("purlin.replay");

/** What one call of `parseOptions` has returned. */
export interface ParsedRecord {
  /** The names that the program has declared: which call it was. */
  readonly names: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

/** What a worker gives a program in the place of what it would find out itself. */
export interface Replay {
  /** What parseOptions returned, call by call. */
  readonly parsedOptions: readonly ParsedRecord[];
  /** The encoded values of `Pipeline.value`, by name. */
  readonly values: ReadonlyMap<string, Uint8Array>;
}

/** Remembers what a call of `parseOptions` returns. */
export function recordOptions(record: ParsedRecord): void {
  Reflect.set(globalThis, recordKey, [...recordedOptions(), record]);
}

/** Returns what `parseOptions` has returned in this process so far. */
export function recordedOptions(): readonly ParsedRecord[] {
  // What lies there was put there by recordOptions, of this copy of the package or another.
  return (Reflect.get(globalThis, recordKey) as readonly ParsedRecord[] | undefined) ?? [];
}

/** Makes this process one that evaluates a program again. */
export function setReplay(replay: Replay): void {
  Reflect.set(globalThis, replayKey, { ...replay, parsedOptions: [...replay.parsedOptions] });
}

/** Returns what is to be replayed; undefined where a program runs for the first time. */
export function currentReplay(): Replay | undefined {
  return Reflect.get(globalThis, replayKey) as Replay | undefined;
}

/** Takes the next result of a call of `parseOptions` for options of these names, where there is one to be replayed. */
export function takeReplayedOptions(names: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  // The list is this room's own copy, made by setReplay.
  const records = currentReplay()?.parsedOptions as ParsedRecord[] | undefined;
  const index = records?.findIndex((record) => record.names.join() === names.join()) ?? -1;
  return index < 0 ? undefined : records?.splice(index, 1)[0]?.values;
}
