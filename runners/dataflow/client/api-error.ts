/** Whether an API has answered, has not, or was not asked because nobody can say who asks. */
type ApiErrorKind = "answer" | "silence" | "credentials";

/** What an {@link ApiError} is made of. */
export interface ApiErrorParts {
  readonly kind: ApiErrorKind;
  readonly message: string;
  /** The HTTP status of an answer. */
  readonly status?: number | undefined;
  /** Google's name of what is wrong: `"PERMISSION_DENIED"`. */
  readonly reason?: string | undefined;
  readonly details?: readonly ErrorDetail[];
  /** How long the service wants not to be asked again. */
  readonly retryAfterMillis?: number | undefined;
  /** What the error is read from. */
  readonly thrown?: Error;
}

/** One of the details of Google's errors, of whichever type. */
export interface ErrorDetail {
  readonly reason?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly fieldViolations?: readonly { readonly field?: string; readonly description?: string }[];
  readonly retryDelay?: string;
}

/**
 * What came of a request to an API of Google's instead of what was asked for; users get a DataflowError made of it. It is
 * all that is kept of an error of Google's client, which carries the request with the token that it was signed with.
 */
export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly details: readonly ErrorDetail[];
  readonly retryAfterMillis: number | undefined;

  constructor({ kind, message, status, reason, details = [], retryAfterMillis, thrown }: ApiErrorParts) {
    super(message);
    this.name = "ApiError";
    if (thrown?.stack !== undefined) this.stack = `${this.name}: ${message}${framesOf(thrown.stack)}`;
    this.kind = kind;
    this.status = status;
    this.reason = reason;
    this.details = details;
    this.retryAfterMillis = retryAfterMillis;
  }

  /** Whether there is nobody at the address at all, which seldom passes. */
  get isNobody(): boolean {
    return this.kind === "silence" && /ECONNREFUSED|ENOTFOUND/.test(this.message);
  }

  /** Whether the same request may be answered well a little later. */
  get mayPass(): boolean {
    if (this.kind !== "answer") return this.kind === "silence";
    return passing.has(this.status ?? 0) || (this.status ?? 0) >= 500;
  }
}

function framesOf(stack: string): string {
  const at = stack.search(/\n {4}at /);
  return at === -1 ? "" : stack.slice(at);
}

const passing: ReadonlySet<number> = new Set([408, 429]);

/** What Google's client throws, as far as it is looked at: its class is another one in each copy of its package. */
interface ClientError extends Error {
  readonly config?: { readonly url?: string | URL };
  readonly code?: unknown;
  readonly response?: {
    readonly status?: number;
    readonly data?: unknown;
    readonly headers?: Headers;
  };
}

/**
 * Reads what Google's client has thrown.
 *
 * @param root - the URL that all requests of the API begin with: an answer from elsewhere is about the credentials
 */
export function readApiError(thrown: unknown, root: string): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as ClientError;
  const { response } = error;
  if (response?.status === undefined) {
    return new ApiError({ kind: "silence", message: innermost(error), thrown: error });
  }
  const { message, status: reason, details } = bodyOf(response.data);
  const { url = root } = error.config ?? {};
  const isAboutCredentials = !String(url).startsWith(root) && response.status < 500 && response.status !== 429;
  return new ApiError({
    kind: isAboutCredentials ? "credentials" : "answer",
    message: message ?? `HTTP ${String(response.status)}`,
    status: response.status,
    reason,
    details: Array.isArray(details) ? (details as readonly ErrorDetail[]) : [],
    retryAfterMillis: retryAfterOf(response.headers?.get("retry-after"), details),
    thrown: error,
  });
}

interface ErrorBody {
  readonly message?: string | undefined;
  readonly status?: string;
  readonly details?: unknown;
}

/** The API's errors are objects; those of the token endpoint are a name with a description beside it. */
function bodyOf(data: unknown): ErrorBody {
  const body = parsed(data);
  if (typeof body !== "object" || body === null || !("error" in body)) {
    // A proxy answers with a page of HTML, of which nobody wants to see more than the beginning.
    return typeof data === "string" && data.trim() !== "" ? { message: data.trim().slice(0, 200) } : {};
  }
  const { error } = body;
  if (typeof error === "object" && error !== null) return error;
  const description = "error_description" in body ? `: ${String(body.error_description)}` : "";
  return { message: `${String(error)}${description}` };
}

function parsed(data: unknown): unknown {
  if (typeof data !== "string") return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

/** In seconds or as a date in a header, or as `"3.5s"` in a detail. */
function retryAfterOf(header: string | null | undefined, details: unknown): number | undefined {
  if (header !== null && header !== undefined) {
    const millis = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
    if (Number.isFinite(millis)) return Math.max(0, millis);
  }
  const delays = Array.isArray(details) ? (details as readonly ErrorDetail[]).map((detail) => detail.retryDelay) : [];
  const seconds = Number.parseFloat(delays.find((delay) => delay !== undefined) ?? "");
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** Returns what the system says of a connection, which lies below what its callers make of it. */
function innermost(error: Error): string {
  let at = error;
  while (at.cause instanceof Error) at = at.cause;
  const { code } = at as { readonly code?: unknown };
  const message = at.message === "" ? at.name : at.message.replace(/^request to \S+ failed, reason: /, "");
  return typeof code === "string" && !message.includes(code) ? `${message} (${code})` : message;
}
