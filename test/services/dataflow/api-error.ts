/** Google's names for the statuses that the API answers with. */
const statusNames: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  408: "DEADLINE_EXCEEDED",
  409: "ALREADY_EXISTS",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

/** One thing that is wrong with a request. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/** What a request is refused with. */
export class ApiError extends Error {
  readonly code: number;
  readonly status: string;
  readonly violations: readonly FieldViolation[];

  constructor(
    code: number,
    message: string,
    { status, violations = [] }: { readonly status?: string; readonly violations?: readonly FieldViolation[] } = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.status = status ?? statusNames[code] ?? "UNKNOWN";
    this.violations = violations;
  }

  /** Returns the body of the answer, as Google's APIs write it. */
  toJson(): unknown {
    const { code, message, status, violations } = this;
    const reason = status.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const badRequest = { "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: violations };
    return {
      error: {
        code,
        message,
        errors: [{ message, domain: "global", reason }],
        status,
        ...(violations.length === 0 ? {} : { details: [badRequest] }),
      },
    };
  }
}
