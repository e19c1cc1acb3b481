// A small internet for a process that has a network and mounts of its own (unshare --net --mount): names resolve to public addresses
// of the loopback device, where the documents are served over TLS by an authority that this machine's Java trusts. Nothing of it is
// a setting of Carnet: what it sees is a name, a public address and a certificate that holds.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { DOCUMENTS, LEADS } from './documents.mjs';

const ADDRESS = '160.79.104.10', PASSWORD = 'of no value';

const run = (command, ...words) => execFileSync(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
const under = (from, to) => run('mount', '--bind', from, fs.realpathSync(to));

/** Raises it, and tells which documents were asked for. @returns `{asked}`: URLs, in order */
export async function island(folder, java) {
  const hosts = [...new Set([...Object.keys(DOCUMENTS), ...Object.keys(LEADS)].map(url => new URL(url).host))], at = name => path.join(folder, name);
  run('ip', 'link', 'set', 'lo', 'up');
  run('ip', 'address', 'add', `${ADDRESS}/32`, 'dev', 'lo');
  fs.writeFileSync(at('hosts'), `127.0.0.1 localhost\n::1 localhost\n${ADDRESS} ${hosts.join(' ')}\n`);
  under(at('hosts'), '/etc/hosts');
  const keytool = (...words) => run(path.join(java, 'bin', 'keytool'), ...words, '-storepass', PASSWORD);
  keytool('-genkeypair', '-alias', 'island', '-keyalg', 'EC', '-dname', 'CN=A small internet', '-validity', '2',
    '-ext', `san=${hosts.map(host => `dns:${host}`).join()}`, '-keystore', at('island.p12'), '-storetype', 'PKCS12');
  fs.writeFileSync(at('island.pem'), keytool('-exportcert', '-rfc', '-alias', 'island', '-keystore', at('island.p12')));
  const trusted = path.join(java, 'lib', 'security', 'cacerts');
  fs.copyFileSync(trusted, at('cacerts'));
  run(path.join(java, 'bin', 'keytool'), '-importcert', '-noprompt', '-alias', 'island', '-file', at('island.pem'), '-keystore', at('cacerts'), '-storepass', 'changeit');
  under(at('cacerts'), trusted);
  return serve(fs.readFileSync(at('island.p12')));
}

async function serve(pfx) {
  const asked = [];
  const server = https.createServer({ pfx, passphrase: PASSWORD }, (request, answer) => {
    const url = `https://${request.headers.host}${request.url}`, document = DOCUMENTS[url], lead = LEADS[url.split('?')[0]];
    asked.push(url);
    if (lead) return answer.writeHead(302, { Location: lead(new URL(url).searchParams).href }).end();
    answer.writeHead(document ? 200 : 404, { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=300' });
    answer.end(document ? JSON.stringify(document) : '{}');
  });
  await new Promise(resolve => server.listen(443, ADDRESS, resolve));
  return { asked };
}
