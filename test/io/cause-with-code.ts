import { PurlinError } from "../../sdk/index.ts";

/** Says whether an error, or what has caused it, has a code and a message. */
export function causeWithCode(code: string, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    for (let at = error; at instanceof Error; at = at.cause) {
      if (at instanceof PurlinError && at.code === code) return message.test(at.message);
    }
    return false;
  };
}
