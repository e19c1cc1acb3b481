// A small reverse proxy: adds one Authorization header, or takes turns between replicas, or both.
// Host and Origin pass unchanged, bodies stream, and a client that leaves is a client that left behind it too.
import http from 'node:http';

/**
 * @param port where it listens on loopback
 * @param targets origins, taken in turn
 * @param authorization gives the header's value for a request, or undefined to pass the caller's own
 */
export function startProxy(port, targets, authorization = async () => undefined) {
  let turn = 0;
  const server = http.createServer(async (request, answer) => {
    const target = new URL(targets[turn++ % targets.length]);
    const added = await authorization().catch(error => answer.destroy(error));
    const upstream = http.request({
      host: target.hostname, port: target.port, method: request.method, path: request.url, setHost: false,
      headers: added ? { ...request.headers, authorization: added } : request.headers,
    }, response => {
      answer.writeHead(response.statusCode, response.headers);
      answer.flushHeaders();
      response.on('error', () => answer.destroy());
      response.pipe(answer);
    });
    upstream.on('error', () => { if (answer.headersSent) answer.destroy(); else answer.writeHead(502).end(); });
    answer.on('close', () => { if (!answer.writableFinished) upstream.destroy(); });
    request.pipe(upstream);
  });
  return new Promise((resolve, reject) => server.on('error', reject).listen(port, '127.0.0.1', () =>
    resolve({ close: () => { server.closeAllConnections(); server.close(); } })));
}
