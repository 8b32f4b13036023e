import { ChangeQueue } from "./change-queue.js";
import type { Client } from "./client.js";
import { errorsOf } from "./http-reply.js";
import { readJsonExact } from "./json-read.js";
import { writeVariables } from "./json-write.js";
import type { SubscribeRequest } from "./subscribe-request.js";
import type { Variables } from "./variables.js";

/** How often an idle stream says that it is alive, in milliseconds. */
const heartbeat = 15_000;

interface Positioned {
  readonly seq: number;
}

/**
 * Sends changes as server-sent events; the position is the id of a commit's last event, so a browser resumes by itself and
 * behind whole commits. A failure is the last event, of the type "error".
 */
export function eventStream(client: Client, request: SubscribeRequest, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  const queue = new ChangeQueue(readJsonExact);
  let timer: ReturnType<typeof setInterval> | undefined;
  queue.attach(client.subscribe(request, queue), () => clearInterval(timer));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode("retry: 2000\n: open\n\n"));
      timer = setInterval(() => controller.enqueue(encoder.encode(": alive\n\n")), heartbeat);
      signal.addEventListener("abort", () => queue.stop(), { once: true });
    },
    async pull(controller) {
      try {
        const { done, value } = await queue.next();
        if (done !== true) {
          const { seq } = value as Positioned;
          const whole = (queue.peek() as Positioned | undefined)?.seq !== seq;
          return controller.enqueue(encoder.encode(`${whole ? `id: ${seq}\n` : ""}event: change\ndata: ${writeVariables(value as Variables)}\n\n`));
        }
      } catch (error) {
        controller.enqueue(encoder.encode(`event: error\ndata: ${JSON.stringify({ errors: errorsOf(error) })}\n\n`));
      }
      clearInterval(timer);
      queue.stop();
      controller.close();
    },
    cancel() {
      clearInterval(timer);
      queue.stop();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no" } });
}
