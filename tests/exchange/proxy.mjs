/** A forward proxy on 127.0.0.1 that tunnels (CONNECT) to 127.0.0.1 alone and remembers who asked for what. */

import { createServer } from 'node:http';
import { connect } from 'node:net';

/** @returns a proxy that listens; `tunnels` holds `{ target, authorization }` of each CONNECT. */
export async function startProxy() {
  const tunnels = [];
  const sockets = new Set();
  const server = createServer((_, response) => {
    response.writeHead(405);
    response.end();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('connect', (request, client, head) => {
    const target = request.url;
    tunnels.push({ target, authorization: request.headers['proxy-authorization'] });
    const [host, port] = target.split(':');
    if (host !== '127.0.0.1') return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    sockets.add(upstream);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ]) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    tunnels,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
