/** What is known of a file without opening it. */
export interface FileMetadata {
  /** The path or URL under which it can be opened. */
  readonly path: string;
  /** Its length; `Infinity` where that is unknown before its end is reached, as for a pipe. */
  readonly sizeBytes: number;
  /** When it was last changed, milliseconds since the epoch. */
  readonly lastModifiedMillis: number;
  /** Says whether reading can begin anywhere in it without reading what comes before. */
  readonly isReadSeekEfficient: boolean;
  /** How its bytes are compressed, where the file system knows that; where it doesn't, names may tell. */
  readonly compression?: "gzip";
}

/** Which bytes of a file to read. */
export interface ReadOptions {
  /** The offset of the first byte; 0 when left out. */
  readonly start?: number;
}

/** An open file that is read from one place to its end. Closed by `await using`, or by its reader. */
export interface FileReader extends AsyncDisposable {
  /**
   * Reads the next bytes into `target`, at least one and at most as many as there is room for.
   *
   * @returns how many were read; 0 at the end of the file
   * @throws FileReadError
   */
  read(target: Uint8Array): Promise<number>;
}

/** An open file that is written from its beginning. */
export interface FileWriter {
  /**
   * Appends all of `bytes`, which may be reused when the promise is fulfilled. One write is made at a time.
   *
   * @throws FileWriteError
   */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Ends the file: after this all of it is there for others to read.
   *
   * @throws FileWriteError
   */
  close(): Promise<void>;
  /** Gives up: what was written is not kept, as far as that is possible. */
  abort(): Promise<void>;
}

/**
 * Where files lie: a local disk, or a cloud's store. All IO of files goes through it.
 *
 * Paths are separated by `/`. What one implementation must do is held by `fileSystemSuite` in test/io.
 */
export interface FileSystem {
  /** The scheme of its URLs: `"file"`, `"gs"`. */
  readonly scheme: string;
  /**
   * Finds the files that a pattern stands for, sorted by path; none is not an error. See {@link parseGlob} for patterns.
   *
   * @throws FilePatternError when a pattern without wildcards names a folder
   * @throws FileReadError when a folder that must be searched can't be
   */
  match(pattern: string): Promise<readonly FileMetadata[]>;
  /**
   * Opens a file for reading.
   *
   * @throws FileNotFoundError when there is none
   * @throws FileReadError when it can't be opened
   */
  openRead(path: string, options?: ReadOptions): Promise<FileReader>;
  /**
   * Creates a file, or replaces the one that is there.
   *
   * @throws FileWriteError when it can't, for example because its folder is missing
   */
  create(path: string): Promise<FileWriter>;
  /**
   * Gives a file another path; one that lies there is replaced. What others see there is never a part of the file.
   *
   * @throws FileNotFoundError when there is no file at `from`
   */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all that it holds. Nothing there is not an error. */
  delete(path: string): Promise<void>;
  /** Makes a folder and those above it, where they are missing. */
  mkdirs(path: string): Promise<void>;
  /** Says whether there is a file or folder. */
  exists(path: string): Promise<boolean>;
}
