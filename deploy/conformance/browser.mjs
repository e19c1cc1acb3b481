// A browser that reads plain HTML forms: keeps cookies, follows redirects, signs in, allows.
import { patient } from './oauth-drivers.mjs';

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#34': '"', nbsp: ' ' };
const text = html => html.replace(/&(#?\w+);/g, (all, name) =>
  ENTITIES[name] ?? (name[0] === '#' ? String.fromCodePoint(name[1] === 'x' ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10)) : all));

function attributes(tag) {
  const found = {};
  for (const [, name, , double, single, bare] of tag.replace(/^<\/?\w+/, '').matchAll(/([\w:-]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g))
    found[name.toLowerCase()] = text(double ?? single ?? bare ?? '');
  return found;
}

/** The forms of a page: action, method, inputs and buttons. */
function forms(html) {
  return [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([form]) => ({
    ...attributes(form.match(/<form\b[^>]*>/i)[0]),
    inputs: [...form.matchAll(/<input\b[^>]*>/gi)].map(([tag]) => attributes(tag)),
    selects: [...form.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/gi)].map(([, tag, options]) => ({ ...attributes(tag), value: firstOption(options) })),
    buttons: [...form.matchAll(/(<button\b[^>]*>)([\s\S]*?)<\/button>/gi)].map(([, tag, label]) =>
      ({ ...attributes(tag), label: text(label.replace(/<[^>]*>/g, '')).trim() })),
  }));
}

function firstOption(options) {
  const tags = [...options.matchAll(/<option\b[^>]*>/gi)].map(([tag]) => attributes(tag));
  return (tags.find(tag => 'selected' in tag) ?? tags[0])?.value ?? '';
}

/** What a person's form would send who ticked every box. Of radio buttons the marked one, else the first. */
function fields(form) {
  const body = new URLSearchParams();
  for (const { name, type = 'text', value = '', ...rest } of form.inputs) {
    if (!name || ['submit', 'button', 'image', 'reset'].includes(type)) continue;
    if (type === 'checkbox') body.append(name, value || 'on');
    else if (type !== 'radio') body.append(name, value);
    else if ('checked' in rest || (!body.has(name) && !form.inputs.some(other => other.name === name && 'checked' in other))) body.append(name, value);
  }
  for (const { name, value } of form.selects) if (name) body.append(name, value);
  return body;
}

const button = (form, label) => form.buttons.find(one => one.label === label) ?? form.inputs.find(one => one.type === 'submit' && one.value === label);

const NOWHERE = '\0';   // no address begins so: every page is opened

export class Browser {
  #cookies = new Map();
  #person;

  /** @param person `{email, password}` of who signs in */
  constructor(person) { this.#person = person; }

  /** Opens an authorization URL, signs in when asked, allows, and returns the callback URL it was sent to (which is not opened). */
  async authorize(url, redirectUri, press = 'Allow') {
    let page = await this.#open(new URL(url), redirectUri);
    for (let pages = 0; pages < 6; pages++) {
      if (page.callback) return page.callback;
      page = await this.#answer(page, redirectUri, press);
    }
    throw new Error(`no end to the pages at ${page.url}`);
  }

  /** Opens the page for a device's code, signs in when asked, types the code and allows. */
  async approve(url, code) {
    let page = await this.#open(new URL(url), NOWHERE), allowed = false;
    for (let pages = 0; pages < 6 && !allowed; pages++) {
      const all = forms(page.html), typing = all.find(form => form.inputs.some(input => input.name === 'user_code' && input.type !== 'hidden'));
      allowed = all.some(form => button(form, 'Allow'));
      if (!typing) { page = await this.#answer(page, NOWHERE, 'Allow'); continue; }
      const body = fields(typing);
      body.set('user_code', code);
      page = await this.#submit(page, typing, body, NOWHERE);
    }
    if (!allowed || page.status !== 200) throw new Error(`${page.status} at ${page.url} after the device was allowed`);
  }

  /** Opens a page, whatever it is. */
  open(url) { return this.#open(new URL(url), NOWHERE); }

  /** Answers the form of a page: signs in, or presses that button. */
  answer(page, press) { return this.#answer(page, NOWHERE, press); }

  /** Follows an invitation of somebody new. */
  async accept(link, name) {
    const page = await this.open(link), form = forms(page.html).find(one => one.inputs.some(input => input.name === 'new_password'));
    if (!form) throw new Error(`${page.status} at ${page.url} is no invitation`);
    const body = fields(form);
    body.set('name', name);
    body.set('new_password', this.#person.password);
    return this.#submit(page, form, body, NOWHERE);
  }

  #answer(page, redirectUri, press) {
    const all = forms(page.html);
    const signIn = all.find(form => form.inputs.some(input => input.name === 'password'));
    if (signIn) {
      const body = fields(signIn);
      body.set(signIn.inputs.some(input => input.name === 'login') ? 'login' : 'email', this.#person.email);
      body.set('password', this.#person.password);
      return this.#submit(page, signIn, body, redirectUri);
    }
    const consent = all.find(form => button(form, press));
    if (!consent) throw new Error(`${page.status} at ${page.url} shows neither a sign-in nor a consent form: ${page.html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 300)}`);
    const body = fields(consent), pressed = button(consent, press);
    if (pressed.name) body.append(pressed.name, pressed.value ?? '');
    return this.#submit(page, consent, body, redirectUri);
  }

  #submit(page, form, body, redirectUri) {
    const target = new URL(form.action || page.url, page.url);
    return this.#open(target, redirectUri, {
      method: 'POST', body: body.toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: target.origin, Referer: page.url.href, 'Sec-Fetch-Site': 'same-origin' },
    });
  }

  async #open(url, redirectUri, request = {}) {
    for (let hops = 0; hops < 10; hops++) {
      const answer = await patient(url, { ...request, redirect: 'manual', headers: { Accept: 'text/html', Cookie: this.#cookieHeader(), ...request.headers } });
      this.#remember(answer);
      const location = answer.headers.get('location');
      if (!location) return { url, status: answer.status, html: await answer.text() };
      await answer.body?.cancel();
      url = new URL(location, url);
      if (url.href.startsWith(redirectUri)) return { callback: url };
      request = {};
    }
    throw new Error(`too many redirects at ${url}`);
  }

  #remember(answer) {
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair, ...rest] = cookie.split(';'), at = pair.indexOf('=');
      const gone = rest.some(part => /^\s*max-age\s*=\s*0\s*$/i.test(part));
      if (gone) this.#cookies.delete(pair.slice(0, at).trim()); else this.#cookies.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
    }
  }

  #cookieHeader() { return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '); }
}
