// mcp-remote as an MCP host runs it: a child process that speaks MCP over stdio and opens a browser when it must.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { expect } from './report.mjs';

const PROGRAM = path.join(path.dirname(createRequire(import.meta.url).resolve('mcp-remote/package.json')), 'dist', 'proxy.js');
const ANSWER_WITHIN = 60_000;

export class McpRemote {
  #child; #waiting = new Map(); #last = 0; #folder; #browser; #redirect; #asked = 0; #open = true; #noise = []; #ended;

  /** @param protocol `auto` (the current era where the server has it) or `legacy` */
  constructor(mcp, browser, protocol, port, folder) {
    this.#browser = browser; this.#folder = folder; this.#redirect = `http://127.0.0.1:${port}/oauth/callback`;
    this.#child = spawn(process.execPath, [PROGRAM, mcp, String(port), '--host', '127.0.0.1', '--transport', 'http-only', '--protocol', protocol, '--auth-timeout', '60'],
      { env: { ...process.env, MCP_REMOTE_CONFIG_DIR: folder, BROWSER: '/bin/true' }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#ended = new Promise(resolve => this.#child.on('close', resolve));
    this.#ended.then(status => this.#waiting.forEach(answer => answer({ error: `it ended with status ${status}: ${this.#lastWords()}` })));
    readline.createInterface({ input: this.#child.stdout }).on('line', line => this.#heard(JSON.parse(line)));
    let next = false;
    readline.createInterface({ input: this.#child.stderr }).on('line', line => {
      this.#noise.push(line);
      if (next) this.#signInAt(line.trim()).catch(error => this.#noise.push(String(error.stack)));
      next = line.includes('Please authorize this client by visiting:');
    });
  }

  async signIn() {
    const { result, error } = await this.#ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'host', version: '1.0.0' } });
    expect(result, `initialize: ${JSON.stringify(error)}`);
    expect(this.#asked > 0, 'it never asked anybody to sign in');
    this.#say({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  async list() {
    const { result, error } = await this.#ask('tools/list', {});
    expect(result, `tools/list: ${JSON.stringify(error)}`);
    return result.tools.map(tool => tool.name);
  }

  async call(name) {
    const { result, error } = await this.#ask('tools/call', { name, arguments: {} });
    expect(result, JSON.stringify(error));
    return result;
  }

  tokens() {
    const home = path.join(this.#folder, 'mcp-remote-v1');
    return JSON.parse(fs.readFileSync(path.join(home, fs.readdirSync(home).find(name => name.endsWith('_tokens.json'))), 'utf8'));
  }

  /** Cut off: no result comes, and a person is asked to sign in again (whom this driver leaves waiting). */
  async refused(name) {
    this.#open = false;
    const before = this.#asked, call = this.#ask('tools/call', { name, arguments: {} });
    for (let tries = 0; tries < 200 && this.#asked === before; tries++) {
      const early = await Promise.race([call, new Promise(resolve => setTimeout(resolve, 100))]);
      if (early) return expect(early.error, `it was answered: ${JSON.stringify(early.result)}`);
    }
    expect(this.#asked > before, 'it neither failed nor asked for a new sign-in');
  }

  async close() {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await this.#ended;
    clearTimeout(timer);
  }

  async #signInAt(url) {
    this.#asked++;
    if (!this.#open) return;
    const callback = await this.#browser.authorize(url, this.#redirect);
    for (let tries = 0; tries < 40; tries++) {   // the URL is printed before the callback port listens again
      try { return await (await fetch(callback)).text(); } catch { await new Promise(resolve => setTimeout(resolve, 250)); }
    }
    throw new Error(`${callback.origin} does not listen`);
  }

  #ask(method, params) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${method} within ${ANSWER_WITHIN} ms: ${this.#lastWords()}`)), ANSWER_WITHIN);
      this.#waiting.set(id, message => { clearTimeout(timer); resolve(message); });
      this.#say({ jsonrpc: '2.0', id, method, params });
    });
  }

  #lastWords() { return this.#noise.slice(-12).join('\n'); }

  #say(message) { this.#child.stdin.write(JSON.stringify(message) + '\n'); }

  #heard(message) {
    this.#waiting.get(message.id)?.(message);
    this.#waiting.delete(message.id);
  }
}
