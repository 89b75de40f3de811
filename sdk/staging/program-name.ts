/** The file name of a bundled program. */
export const programName = "program.mjs";
