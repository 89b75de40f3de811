import { readdir, readFile } from "node:fs/promises";

/** Returns all files below a folder with their texts, hidden ones too. */
export async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const entry of entries) {
    const path = `${entry.parentPath}/${entry.name}`;
    files[path.slice(folder.length + 1)] = entry.isDirectory() ? "folder" : await readFile(path, "utf8");
  }
  return files;
}
