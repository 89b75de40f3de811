import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { cachedFolder } from "./cache-folder.ts";
import { runTool, tools } from "./run-tool.ts";

/** A job server as Maven knows it: each dependency as `group:artifact:version`. */
export interface MavenProject {
  /** The name of its folder in the cache; another set of dependencies must have another name. */
  readonly name: string;
  readonly dependencies: readonly string[];
}

/**
 * Downloads what a job server needs, the first time that it is used.
 *
 * @param tell - is told how far it is
 * @returns the Java classpath: all jars of a folder of the cache
 */
export async function mavenClasspath(project: MavenProject, tell: (text: string) => void): Promise<string> {
  const folder = await cachedFolder(
    project.name,
    async (unfinished) => {
      tell(`downloading ${project.name} by Maven (first use)`);
      const pom = path.join(unfinished, "pom.xml");
      const jars = path.join(unfinished, "jars");
      await mkdir(jars);
      await writeFile(pom, pomOf(project));
      let count = 0;
      await runTool({
        tool: tools.maven,
        args: ["-B", "-f", pom, "dependency:copy-dependencies", "-DincludeScope=runtime", `-DoutputDirectory=${jars}`],
        onLine(line) {
          if (/Downloaded from .*\.jar/.test(line)) tell(`downloading ${project.name}: ${String(++count)} jars`);
        },
      });
      await rm(path.join(unfinished, "target"), { recursive: true, force: true });
    },
    tell,
  );
  return path.join(folder, "jars", "*");
}

function pomOf({ name, dependencies }: MavenProject): string {
  const entries = dependencies.map((dependency) => {
    const [groupId = "", artifactId = "", version = ""] = dependency.split(":");
    return (
      `    <dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId>` +
      `<version>${version}</version></dependency>`
    );
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>purlin</groupId>
  <artifactId>${name}</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
${entries.join("\n")}
  </dependencies>
</project>
`;
}
