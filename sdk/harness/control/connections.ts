/** A connection to one service. */
export interface Connection {
  /** Why it can't be used any more, if it can't. */
  readonly failure: Error | undefined;
  end(): Promise<void>;
}

/** The connections of one kind, one for each address. */
export class Connections<Kind extends Connection> {
  readonly #connect: (address: string) => Kind;
  readonly #byAddress = new Map<string, Kind>();

  constructor(connect: (address: string) => Kind) {
    this.#connect = connect;
  }

  /** Returns the connection to an address; a new one when the last has failed, though not those who still use it. */
  to(address: string): Kind {
    const known = this.#byAddress.get(address);
    if (known !== undefined && known.failure === undefined) return known;
    void known?.end();
    const connection = this.#connect(address);
    this.#byAddress.set(address, connection);
    return connection;
  }

  /** Returns those that there are. */
  all(): IterableIterator<Kind> {
    return this.#byAddress.values();
  }

  /** Ends them all. */
  async end(): Promise<void> {
    const connections = [...this.#byAddress.values()];
    this.#byAddress.clear();
    await Promise.all(connections.map((connection) => connection.end()));
  }
}
