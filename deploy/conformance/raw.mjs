// A client that keeps what a server said as text, so that two answers can be compared byte for byte. It speaks 2025-11-25.
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { expect } from './report.mjs';

const HELLO = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } };

/** Where the JSON value that begins at `from` ends. */
function end(text, from) {
  for (let at = from, depth = 0, quoted = false; at < text.length; at++) {
    const c = text[at];
    if (quoted) { if (c === '\\') at++; else if (c === '"') quoted = false; }
    else if (c === '"') quoted = true;
    else if ('[{'.includes(c)) depth++;
    else if (']}'.includes(c)) { if (depth-- === 0) return at; }
    else if (c === ',' && depth === 0) return at;
  }
  return text.length;
}

/** The members of a JSON object, each as the text it came as. */
export function members(object) {
  const found = new Map();
  for (let at = object.indexOf('{') + 1; at < object.length;) {
    const name = /\s*("(?:[^"\\]|\\.)*")\s*:\s*/y;
    name.lastIndex = at;
    const [all, quoted] = name.exec(object) ?? [];
    if (!quoted) break;
    const until = end(object, at + all.length);
    found.set(JSON.parse(quoted), object.slice(at + all.length, until));
    at = until + 1;
  }
  return found;
}

class Raw {
  #id = 0;

  async open() {
    await this.ask('initialize', HELLO);
    await this.say({ jsonrpc: '2.0', method: 'notifications/initialized' });
    return this;
  }

  /** The members of the result. */
  async ask(method, params) {
    const id = ++this.#id, message = members(await this.exchange({ jsonrpc: '2.0', id, method, params }, id));
    expect(message.has('result'), `${method} came to ${message.get('error')}`);
    return members(message.get('result'));
  }
}

export class RawHttp extends Raw {
  #url; #headers; #session;

  /** @param headers gives more headers for a request */
  constructor(url, headers = async () => ({})) { super(); this.#url = url; this.#headers = headers; }

  async #post(message) {
    const answer = await fetch(this.#url, {
      method: 'POST', body: JSON.stringify(message),
      headers: {
        'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': HELLO.protocolVersion,
        ...(this.#session && { 'Mcp-Session-Id': this.#session }), ...await this.#headers(),
      },
    });
    this.#session ??= answer.headers.get('mcp-session-id');
    return answer;
  }

  async say(message) { await (await this.#post(message)).body?.cancel(); }

  async exchange(message, id) {
    const answer = await this.#post(message), text = await answer.text();
    expect(answer.ok, `${answer.status}: ${text.slice(0, 300)}`);
    const events = (answer.headers.get('content-type') ?? '').startsWith('text/event-stream')
      ? text.split(/\r?\n/).filter(line => line.startsWith('data:')).map(line => line.slice(5).trim()) : [text];
    return events.find(event => members(event).get('id') === String(id)) ?? text;
  }

  close() {}
}

export class RawStdio extends Raw {
  #child; #waiting = new Map();

  constructor(command, args, env) {
    super();
    this.#child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
    readline.createInterface({ input: this.#child.stdout }).on('line', line => this.#waiting.get(members(line).get('id'))?.(line));
  }

  async say(message) { this.#child.stdin.write(JSON.stringify(message) + '\n'); }

  exchange(message, id) {
    return new Promise((resolve, reject) => {
      this.#waiting.set(String(id), resolve);
      this.#child.once('exit', () => reject(new Error('the server ended')));
      this.say(message);
    });
  }

  close() { this.#child.kill(); }
}
