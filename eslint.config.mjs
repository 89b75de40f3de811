import jsdoc from "eslint-plugin-jsdoc";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const tests = ["**/*.test.ts", "**/*.test-d.ts", "test/**/*.ts"];
const sources = ["sdk/**/*.ts", "transforms/**/*.ts", "io/**/*.ts", "runners/**/*.ts"];

/** An error that is made and dropped is a check that cannot fail. */
const errorsMadeButNotThrown = ["CallExpression", "NewExpression"].map((call) => ({
  selector: `ExpressionStatement > ${call}[callee.name=/Error$/]`,
  message: "An error is made here and never thrown.",
}));

export default defineConfig(
  { ignores: ["node_modules/", "dist/", "docs-out/", "out/", "coverage/", "sdk/model/gen/", "**/*.mjs", "**/*.cjs"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      complexity: ["error", 15],
      eqeqeq: "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
      "no-restricted-syntax": ["error", ...errorsMadeButNotThrown],
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx", "hack"] }],
      "object-shorthand": "error",
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // `onData: () => queue.push(x)` says nothing wrong; a void expression used as a value still is an error.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // Messages are full of counts, offsets and flags, which print as one expects; objects do not.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // Where an index is known to be good, `bytes[i] as number` is the one way left: `!` is an error.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      // Loops over elements are the product here, and some are written by index because it was measured.
      "@typescript-eslint/prefer-for-of": "off",
      // `for (;;)` and `while (true)` are how a loop over bytes is written.
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      // `_context` in a parameter list keeps the shape of the interface that is implemented.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: sources,
    ignores: tests,
    plugins: { jsdoc },
    settings: { jsdoc: { mode: "typescript" } },
    rules: {
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        ...errorsMadeButNotThrown,
        { selector: "ExportAllDeclaration", message: "Name what is exported." },
        { selector: "ExportDefaultDeclaration", message: "Name what is exported." },
      ],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "jsdoc/check-alignment": "error",
      "jsdoc/check-param-names": ["error", { checkDestructured: false, disableMissingParamChecks: true }],
      "jsdoc/check-tag-names": ["error", { definedTags: ["remarks", "typeParam"] }],
      "jsdoc/no-types": "error",
      "jsdoc/no-blank-blocks": "error",
      "jsdoc/require-jsdoc": [
        "error",
        {
          publicOnly: true,
          require: { ClassDeclaration: true, FunctionDeclaration: true },
          contexts: ["TSInterfaceDeclaration", "TSTypeAliasDeclaration"],
        },
      ],
    },
  },
  // The business of a command is to print.
  { files: ["runners/cli/**/*.ts", "sdk/model/generate.ts"], rules: { "no-console": "off" } },
  {
    files: tests,
    rules: {
      // A describe block is a function of many lines, and a literal of a test may be asserted into shape.
      "max-lines-per-function": "off",
      "@typescript-eslint/explicit-module-boundary-types": "off",
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      // Tests hand async functions over on purpose, whether or not they have anything to wait for.
      "@typescript-eslint/require-await": "off",
    },
  },
  // The type of a case is that of the list that it stands in.
  {
    files: ["sdk/testing/conformance/cases/*.ts"],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "off" },
  },
  { files: ["examples/**/*.ts"], rules: { "@typescript-eslint/require-await": "off" } },
);
