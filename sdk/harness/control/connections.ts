/** The connections of one kind, one for each address. */
export class Connections<Connection extends { end(): Promise<void> }> {
  readonly #connect: (address: string) => Connection;
  readonly #byAddress = new Map<string, Connection>();

  constructor(connect: (address: string) => Connection) {
    this.#connect = connect;
  }

  /** Returns the connection to an address. */
  to(address: string): Connection {
    const connection = this.#byAddress.get(address) ?? this.#connect(address);
    this.#byAddress.set(address, connection);
    return connection;
  }

  /** Returns those that there are. */
  all(): IterableIterator<Connection> {
    return this.#byAddress.values();
  }

  /** Ends them all. */
  async end(): Promise<void> {
    const connections = [...this.#byAddress.values()];
    this.#byAddress.clear();
    await Promise.all(connections.map((connection) => connection.end()));
  }
}
