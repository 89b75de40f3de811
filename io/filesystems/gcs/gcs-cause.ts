/** Codes of connections that were cut, or came to nothing. */
const cutOff: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ERR_STREAM_PREMATURE_CLOSE"]);

/** Codes of hosts that are not there, or to which no way leads. */
const noWay: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"]);

const passingStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * An error of Cloud Storage, or of the way to it: what is worth knowing of one of Google's client, which carries the whole
 * request, and in its headers the token that it was signed with.
 */
export class GcsCause extends Error {
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** The system's code, such as `ECONNREFUSED`, where there was no answer. */
  declare readonly code?: string;

  private constructor(message: string, status: number, { code, stack }: { code?: unknown; stack?: string }) {
    super(plainMessage(message));
    this.name = "CloudStorageError";
    this.status = status;
    if (status === 0 && typeof code === "string") this.code = code;
    if (stack !== undefined) this.stack = `${this.name}: ${this.message}${stack.slice(framesAt(stack))}`;
  }

  /** The cause of an error that is answered with this status and text. */
  static ofAnswer(status: number, text: string): GcsCause {
    return new GcsCause(text === "" ? `HTTP status ${String(status)}` : text, status, {});
  }

  /** What an error of Google's client, or of a connection, tells. */
  static of(error: unknown): GcsCause {
    if (error instanceof GcsCause) return error;
    if (!(error instanceof Error)) return new GcsCause(String(error), 0, {});
    const { errors } = error as { readonly errors?: unknown };
    return new GcsCause(error.message, statusOf(error) || statusIn(errors), error);
  }

  /** Whether there is no such object, or no such bucket. */
  get isNotFound(): boolean {
    return this.status === 404;
  }

  /** Whether this machine has nothing to sign in with. */
  get lacksCredentials(): boolean {
    return /could not load the default credentials/i.test(this.message);
  }

  /** Whether the same request may succeed in a moment. */
  get isPassing(): boolean {
    if (this.status !== 0) return passingStatuses.has(this.status);
    return this.code !== undefined && (cutOff.has(this.code) || this.code === "EAI_AGAIN");
  }

  /** Whether there was no way to Cloud Storage. */
  get isUnreachable(): boolean {
    return this.isPassing ? this.status === 0 : noWay.has(this.code ?? "");
  }
}

function framesAt(stack: string): number {
  const at = stack.search(/\n {4}at /);
  return at === -1 ? stack.length : at;
}

function statusOf(error: unknown): number {
  const { code, status, response } = Object(error) as Record<"code" | "status", unknown> & {
    readonly response?: { readonly status?: unknown };
  };
  const found = [code, status, response?.status].map(Number).find((number) => number >= 100 && number < 600);
  return found ?? 0;
}

/** Some errors tell the answer only among others that led to them. */
function statusIn(errors: unknown): number {
  return Array.isArray(errors) ? (errors.map(statusOf).find((status) => status > 0) ?? 0) : 0;
}

/** Errors of contents come as a text, as JSON, or as XML, according to what has answered. */
function plainMessage(message: string): string {
  const [, json] = /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(message) ?? [];
  const [, xml] = /<Message>([^<]*)<\/Message>/.exec(message) ?? [];
  const [, details] = /<Details>([^<]*)<\/Details>/.exec(message) ?? [];
  const text = json ?? (xml === undefined ? message : [xml, details].filter(Boolean).join(" "));
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 500 ? `${line.slice(0, 500)} ...` : line;
}
