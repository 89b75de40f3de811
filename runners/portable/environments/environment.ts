import type { FunctionTable } from "../../../sdk/fn/function-table.ts";
import type { ProgramSource } from "../../../sdk/fn/program-source.ts";
import type {
  Environment,
  Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { CallSite } from "../../../sdk/values/call-site.ts";

/** What an environment may need of the program whose functions run in it. */
export interface EnvironmentRequest {
  /** What stands behind the environment's name in the option: `"localhost:50000"` of `external:localhost:50000`. */
  readonly config: string;
  readonly functions: FunctionTable;
  /** The pipeline as the program has built it: what a worker that builds it again must come to. */
  readonly pipeline: Pipeline;
  /** How workers elsewhere find the functions again; undefined where only this process has them. */
  readonly program: ProgramSource | undefined;
  /** Is told how far it is. */
  readonly tell: (text: string) => void;
  readonly callSites: ReadonlyMap<string, CallSite>;
  /** Whether the engine runs on this host, and so reaches what listens there on 127.0.0.1. */
  readonly isOnThisHost: boolean;
}

/** Where a job's functions run, ready for its workers to be asked for. */
export interface StartedEnvironment {
  /** How the engine gets workers. */
  readonly proto: Environment;
  /** The last errors of bundles, where its workers are in this process. */
  readonly failures?: readonly unknown[];
  /** Says why a worker has ended, where that can be known on this machine. */
  readonly lastWords?: () => Promise<string | undefined>;
  /** Ends what was started for it. */
  stop(): Promise<void>;
}

/** Makes ready one kind of environment. */
export type StartEnvironment = (request: EnvironmentRequest) => Promise<StartedEnvironment>;
