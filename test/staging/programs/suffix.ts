/** What another module of a program gives its functions. */
export const suffix = "!";
