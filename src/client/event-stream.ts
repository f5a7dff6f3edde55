/** The data of server-sent events, one by one, until the stream ends. What is cut off in the middle is left out. */
export async function* readEventStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const lines = text.slice(0, end).split("\n");
      text = text.slice(end + 2);
      const data = lines.flatMap((line) => (line.startsWith("data: ") ? [line.slice("data: ".length)] : []));
      if (data.length > 0) yield data.join("\n");
    }
  }
}
