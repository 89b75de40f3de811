// What a program may tell the process that supervises it, where there is one. It lies on the global object, because the
// command that supervises may be of another copy of this package than the program.

const key = Symbol.for("purlin.supervisor");

/** What supervises this process. */
export interface Supervisor {
  /** Hears that a signal to end was taken, and that what is left to do may take as long as a person thinks. */
  takesItsTime(): void;
}

/** Makes a supervisor known to the programs of this process. */
export function setSupervisor(supervisor: Supervisor): void {
  Reflect.set(globalThis, key, supervisor);
}

/** Returns what supervises this process; undefined where nothing does. */
export function supervisor(): Supervisor | undefined {
  // What lies there was put there by setSupervisor, of this copy of the package or another.
  return Reflect.get(globalThis, key) as Supervisor | undefined;
}
