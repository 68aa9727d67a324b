// The one way to the sidecar: JSON in, JSON out, and every failure a RequestError. May import ./problem.ts.
import { type Problem, RequestError } from './problem.ts';

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, instead of `json`. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Lets the request outlive the page, for a last save. */
  readonly keepalive?: boolean;
}

const listeners = new Set<(status: number) => void>();

/** Calls back with the status of every answer that is an error: 401 asks for signing in, wherever it comes. @returns the way to stop */
export function onRefusal(listener: (status: number) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function problemOf(response: Response): Promise<Problem> {
  const { status } = response;
  try {
    const json = (await response.json()) as Partial<Problem>;
    if (typeof json.title === 'string' && typeof json.code === 'string')
      return { ...json, status, title: json.title, code: json.code };
  } catch {
    // No JSON: a proxy in between speaks for itself.
  }
  return { status, title: `The server answered with status ${status}`, code: 'unreadable' };
}

/** @throws RequestError whenever the answer is not a 2xx, or there is none */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', json, body, headers = {}, signal, keepalive } = options;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: json === undefined ? headers : { 'content-type': 'application/json', ...headers },
      body: json === undefined ? body : JSON.stringify(json),
      credentials: 'same-origin',
      signal,
      keepalive,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new RequestError(
      {
        status: 0,
        title: 'The server cannot be reached',
        code: 'network',
        help: 'Check that Crossdock still runs. Nothing that you entered is lost; try again.',
      },
      { cause },
    );
  }
  if (response.ok) return response;
  for (const listener of listeners) listener(response.status);
  throw new RequestError(await problemOf(response));
}

/** The JSON of an answer. The caller names its shape; the routes' tests hold the sidecar to it. @throws RequestError */
export async function requestJson<Answer>(path: string, options?: RequestOptions): Promise<Answer> {
  return (await send(path, options)).json() as Promise<Answer>;
}

/** `?a=1&b=2` of what is set; empty text when nothing is. */
export function queryText(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}
