import type { Problem } from "../../problem.ts";
import { ruleOf, type Rule } from "./rule.ts";

const namePattern = /^[a-z](?:[-a-z0-9]{0,1022}[a-z0-9])?$/;
const labelKey = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const labelValue = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;
const mostLabels = 64;

/** Experiments that take a job back to what runs no portable pipeline. */
const contradictoryExperiments: ReadonlySet<string> = new Set([
  "disable_runner_v2",
  "disable_runner_v2_until_2023",
  "disable_runner_v2_until_v2.50",
  "disable_prime_runner_v2",
  "disable_portable_runner",
  "enable_streaming_java_runner",
  "upload_graph",
]);

/** What settings say about the job as a whole. */
export const jobRules: readonly Rule[] = Object.freeze([
  ruleOf("jobName", "the job's name is one of the service's", (name) => {
    if (namePattern.test(name)) return undefined;
    const plain = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^[^a-z]+|-$/g, "");
    return {
      because: "names of jobs are of lower-case letters, digits and hyphens, and begin with a letter",
      remedy: `write  --jobName=${plain === "" ? "my-job" : plain}`,
    };
  }),
  {
    name: "labels are few and plain",
    find: ({ labels = {} }) => {
      const entries = Object.entries(labels);
      const problems: Problem[] = entries
        .filter(([key, value]) => !labelKey.test(key) || !labelValue.test(value))
        .map(([key, value]) => ({
          summary: `A job can't have the label ${key}=${value}.`,
          facts: {
            expected: "lower-case letters, digits, hyphens and underscores: at most 63 of them, a letter first",
          },
          remedy: `write  --labels=${asLabel(key)}=${asLabel(value)}`,
        }));
      if (entries.length <= mostLabels) return problems;
      const tooMany = {
        summary: `A job can have ${String(mostLabels)} labels, and ${String(entries.length)} are given.`,
        remedy: "leave some of --labels out",
      };
      return [tooMany, ...problems];
    },
  },
  {
    name: "experiments leave Runner v2 on",
    find: ({ experiments = [] }) => {
      return experiments
        .filter((experiment) => contradictoryExperiments.has(experiment))
        .map((experiment) => ({
          summary: `The experiment "${experiment}" turns off what runs pipelines of this SDK.`,
          facts: { "runs them": "Runner v2" },
          remedy: `leave it out of --experiments`,
        }));
    },
  },
  {
    name: "an update names its job",
    find: ({ update, isNamed }) => {
      if (!update || isNamed) return undefined;
      return {
        summary: "--update needs the name of the running job that is to be replaced.",
        remedy: "name it:  --jobName=NAME",
      };
    },
  },
  {
    name: "a mapping of names belongs to an update",
    find: ({ update, transformNameMapping }) => {
      if (update || transformNameMapping === undefined) return undefined;
      return {
        summary: "--transformNameMapping says what steps of a running job are called now, but no job is replaced.",
        remedy: "add  --update,  or leave the mapping out",
      };
    },
  },
  {
    name: "a mapping of names maps names",
    find: ({ transformNameMapping = {} }) => {
      if (!Object.hasOwn(transformNameMapping, "")) return undefined;
      return {
        summary: "--transformNameMapping maps a step without a name.",
        remedy: 'write  --transformNameMapping={"Old/Name":"New/Name"}',
      };
    },
  },
  {
    name: "a template replaces no job",
    find: ({ update, templateLocation }) => {
      if (!update || templateLocation === undefined) return undefined;
      return {
        summary: "A template is a job to be started later, and can't take the place of one that runs now.",
        remedy: "leave out --update or --templateLocation",
      };
    },
  },
  ruleOf("dataflowEndpoint", "the endpoint is safe to send credentials to", (endpoint) => {
    const url = URL.parse(endpoint);
    const remedy = "write a URL:  --dataflowEndpoint=https://HOST  or, on this machine,  http://127.0.0.1:PORT";
    if (url === null || !/^https?:$/.test(url.protocol)) return { because: "it is no URL of http", remedy };
    if (url.protocol === "https:" || isThisHost(url.hostname)) return undefined;
    return { because: "credentials would go there without encryption", remedy };
  }),
  ruleOf("environmentMajor", "the major version is a number", (major) =>
    /^\d+$/.test(major)
      ? undefined
      : { because: "it is a whole number", remedy: "leave it out, for that of the official SDKs" },
  ),
] satisfies Rule[]);

function isThisHost(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function asLabel(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{Ll}\p{Lo}\p{N}_-]+/gu, "-")
    .slice(0, 63);
}
