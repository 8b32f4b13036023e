import type { Database } from "./database";
import { route } from "./route";

export { Database } from "./database";

interface Env {
  readonly DB: DurableObjectNamespace<Database>;
}

/** The Worker: finds the object that holds the named database and hands the request on. Put your own checks of who may do what here. */
export default {
  fetch(request: Request, env: Env): Response | Promise<Response> {
    const to = route(request);
    if (to instanceof Response) return to;
    return env.DB.get(env.DB.idFromName(to.name)).fetch(request);
  },
} satisfies ExportedHandler<Env>;
