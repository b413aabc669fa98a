/** What this process prints, until `stop`. */
export function keepLog(): { readonly lines: readonly string[]; stop(): void } {
  const lines: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream } of streams) {
    stream.write = (chunk: string | Uint8Array) => {
      lines.push(String(chunk));
      return true;
    };
  }
  return {
    lines,
    stop() {
      for (const { stream, write } of streams) stream.write = write;
    },
  };
}
