/** One HTTP GET, through the proxy of the environment if it names one. Requests to exchanges go through `exchange/`. */

import { request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { proxyFor } from '../exchange/proxy.ts';
import { version } from '../text/version.ts';
import type { Host } from './host.ts';

/**
 * The status of the answer, whose body is not read.
 * @throws the error of the connection, with its `code`; UsageError for an invalid proxy
 */
export async function statusOf(host: Host, address: URL, signal: AbortSignal): Promise<number> {
  const proxy = proxyFor(address, undefined, host.env);
  const socket = proxy && (await tunnel(new URL(proxy.url), address, signal));
  const isPlain = address.protocol === 'http:';
  const options: RequestOptions & { socket?: Socket } = {
    signal,
    agent: false,
    headers: { 'User-Agent': `hindcast/${version()}` },
    // TLS goes over `socket`; without TLS it is the connection itself.
    ...(socket && (isPlain ? { createConnection: () => socket } : { socket })),
  };
  try {
    const { response } = await sent((isPlain ? requestHttp : requestHttps)(address, options), 'response');
    response.destroy();
    return response.statusCode ?? 0;
  } finally {
    socket?.destroy(); // a tunnel stays open after its request
  }
}

/** A connection to the address through a proxy (CONNECT). */
async function tunnel(proxy: URL, address: URL, signal: AbortSignal): Promise<Socket> {
  const port = address.port || (address.protocol === 'http:' ? '80' : '443');
  const target = `${address.hostname}:${port}`;
  const [user, password] = [proxy.username, proxy.password].map(decodeURIComponent);
  const credentials = Buffer.from(`${user}:${password}`).toString('base64');
  const options: RequestOptions = {
    method: 'CONNECT',
    path: target,
    signal,
    agent: false,
    headers: { Host: target, ...(user !== '' && { 'Proxy-Authorization': `Basic ${credentials}` }) },
  };
  const request = (proxy.protocol === 'http:' ? requestHttp : requestHttps)(proxy.origin, options);
  const { response, socket } = await sent(request, 'connect');
  if (response.statusCode === 200) return socket;
  socket.destroy();
  throw Object.assign(new Error('no tunnel'), { code: `HTTP ${response.statusCode} from the proxy` });
}

interface Answer {
  readonly response: IncomingMessage;
  readonly socket: Socket;
}

function sent(request: ClientRequest, event: 'response' | 'connect'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on(event, (response: IncomingMessage, socket: Socket = response.socket) =>
      resolve({ response, socket }),
    );
    request.end();
  });
}
