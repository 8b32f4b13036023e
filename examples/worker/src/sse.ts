/** How often a quiet stream says that it is alive, in milliseconds. */
export const HEARTBEAT = 15_000;

/** One change, as the database delivers it. */
export interface Sequenced {
  readonly seq: number;
}

/**
 * Answers changes as server-sent events: `id` is the sequence number, so that a
 * client that reconnects says where it was (Last-Event-ID). An error ends the
 * stream with an event of the type "error".
 */
export function eventStream(changes: AsyncIterator<Sequenced, unknown>, failure: (error: unknown) => unknown): Response {
  const encoder = new TextEncoder();
  let beat: ReturnType<typeof setInterval>;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode("retry: 2000\n: listening\n\n"));
        beat = setInterval(() => controller.enqueue(encoder.encode(": alive\n\n")), HEARTBEAT);
      },
      async pull(controller) {
        try {
          const next = await changes.next();
          if (next.done === true) {
            clearInterval(beat);
            return controller.close();
          }
          controller.enqueue(encoder.encode(`id: ${next.value.seq}\nevent: change\ndata: ${JSON.stringify(next.value)}\n\n`));
        } catch (error) {
          clearInterval(beat);
          controller.enqueue(encoder.encode(`event: error\ndata: ${JSON.stringify(failure(error))}\n\n`));
          controller.close();
        }
      },
      async cancel() {
        clearInterval(beat);
        await changes.return?.();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no" } });
}
