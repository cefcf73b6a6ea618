// HTTP over Node's fetch: redirects bounded, silence bounded, only http and https.
import { HostError, type Http, type HttpRequest, type HttpResponse } from './host.ts';

const REDIRECTS = 5;

/** The process's HTTP client. */
export const nodeHttp: Http = { fetch: (request) => send(request, request.url, REDIRECTS) };

async function send(request: HttpRequest, url: string, redirects: number): Promise<HttpResponse> {
  if (!/^https?:\/\//i.test(url)) throw new HostError('network', url, 'only http and https addresses are fetched');
  const controller = new AbortController();
  const watch = watchdog(controller, request.timeout);
  let response: Response;
  try {
    response = await globalThis.fetch(url, {
      method: request.method,
      headers: { ...request.headers },
      body: request.body,
      redirect: 'manual',
      signal: controller.signal,
    });
  } catch (error) {
    watch.stop();
    throw networkError(url, error, controller.signal.aborted);
  }
  const location = response.headers.get('location');
  if (response.status >= 300 && response.status < 400 && location !== null) {
    watch.stop();
    await response.body?.cancel();
    if (redirects === 0) throw new HostError('network', url, `more than ${REDIRECTS} redirects`);
    const target = new URL(location, url);
    // Credentials never follow a redirect to another host.
    const headers = target.host === new URL(url).host ? request.headers : withoutAuthorization(request.headers);
    return send({ ...request, headers }, target.href, redirects - 1);
  }
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: watched(response.body, url, watch, controller),
  };
}

async function* watched(
  body: ReadableStream<Uint8Array> | null,
  url: string,
  watch: Watchdog,
  controller: AbortController,
): AsyncIterable<Uint8Array> {
  try {
    if (body === null) return;
    for await (const chunk of body) {
      watch.touch();
      yield chunk;
    }
  } catch (error) {
    throw networkError(url, error, controller.signal.aborted);
  } finally {
    watch.stop();
  }
}

interface Watchdog {
  touch(): void;
  stop(): void;
}

function watchdog(controller: AbortController, timeout: number): Watchdog {
  const timer = setTimeout(() => controller.abort(), timeout);
  return { touch: () => timer.refresh(), stop: () => clearTimeout(timer) };
}

function networkError(url: string, error: unknown, aborted: boolean): HostError {
  if (aborted) return new HostError('timeout', url, 'the server did not answer in time');
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return new HostError('network', url, cause instanceof Error ? cause.message : String(cause));
}

function withoutAuthorization(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));
}
