// A person with a browser (Chromium): makes the first owner, signs in, reads a consent page and allows, takes programs back.
import { chromium } from 'playwright-core';
import { expect } from '../report.mjs';

const EMAIL = 'owner@example.com', PASSWORD = 'correct horse battery staple', TRIES = 5;

export class Person {
  #browser; #context; #page;
  email = EMAIL;

  static async with(executable) {
    const made = new Person();
    made.#browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    made.#context = await made.#browser.newContext({ ignoreHTTPSErrors: true });   // it knows the small internet's authority no other way
    made.#page = await made.window();
    return made;
  }

  /** Another window of the same browser. */
  async window() {
    const page = await this.#context.newPage();
    page.setDefaultTimeout(60_000);
    return page;
  }

  /** Opens the one-time link that was printed. */
  async begin(link) {
    await this.#page.goto(link);
    for (const [field, value] of Object.entries({ name: 'Somebody', email: EMAIL, password: PASSWORD, workspace: 'Home' })) await this.#page.fill(`#${field}`, value);
    await this.#page.click('button[type=submit]');
    await this.#page.waitForLoadState();
  }

  /** Follows a program's link to the consent page and allows. @returns what the page said, and where it led */
  async allow(url) {
    const allow = this.#page.locator('button[value=allow]');
    await this.#page.goto(url);
    await this.#signIn();
    for (let tries = 0; tries < TRIES && await allow.count() === 0; tries++) await this.#page.goto(url);   // what was away for a moment
    expect(await allow.count() > 0, `no consent page, but: ${await this.#page.locator('main, body').first().innerText()}`);
    const read = async css => (await this.#page.locator(css).allInnerTexts()).join(' ').trim();
    const seen = { vouching: await read('.vouching'), client: await read('.client'), host: await read('.host'), warning: await read('.warning') };
    const asked = new URL(url).searchParams;
    await allow.click();
    await this.#page.waitForURL(now => now.origin !== new URL(url).origin);
    return { ...seen, end: new URL(this.#page.url()), asked, text: await read('body') };
  }

  /** Takes back what that program was allowed, on the account page. */
  async takeBack(issuer, client) {
    await this.#page.goto(`${issuer}/account`);
    await this.#signIn();
    const grants = this.#page.locator('.grants li', { hasText: client });
    for (let left = await grants.count(); left > 0; left = await grants.count()) {
      await grants.first().getByRole('button').click();
      await this.#page.waitForSelector('p.done');
      await this.#page.goto(`${issuer}/account`);
    }
  }

  async #signIn() {
    for (let tries = 0; tries < TRIES && await this.#page.locator('#password').count() > 0; tries++) {   // it may be busy
      await this.#page.fill('#email', EMAIL);
      await this.#page.fill('#password', PASSWORD);
      await Promise.all([this.#page.waitForNavigation(), this.#page.click('button.primary')]);
    }
  }

  close() { return this.#browser.close(); }
}
